import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { accountLinkPaths, linkPurposes } from '@genie-helper/guard-protocol';
import knex, { type Knex } from 'knex';
import type { TestUser } from '../../../../test/support/directus-client.ts';
import { notOnTwelve } from '../../../../test/support/directus-settings.ts';
import { askGuard, issue, newPassword, newToken, redeem } from '../support/account-links.ts';
import { acceptingEndpoints } from '../support/endpoints.ts';
import { type GuardedDirectus, startGuardedDirectus } from '../support/guarded-directus.ts';
import { logIn, revocationEvents, whyNotTried } from '../support/revocation-events.ts';

let directus: GuardedDirectus;
let db: Knex;

before(async () => {
  directus = await startGuardedDirectus();
  const filename = join(directus.settings.dataDir, 'directus.db');
  db = knex({ client: 'sqlite3', connection: { filename }, useNullAsDefault: true });
  await db.raw('PRAGMA busy_timeout = 5000');
});
after(async () => {
  await db?.destroy();
  await directus?.stop();
});

const user = (fields?: Record<string, unknown>) => directus.admin.createUser(fields);
const logsIn = async (email: string, password: string) =>
  (await directus.admin.request('POST', '/auth/login', { email, password }, null)).status === 200;
const userRow = (id: string) => db('directus_users').where({ id }).first();

async function resetLink(of?: TestUser): Promise<{ owner: TestUser; token: string }> {
  const owner = of ?? (await user());
  const { token, answer } = await issue(directus, { userId: owner.id });
  assert.equal(answer.issued, true);
  return { owner, token };
}

test('a reset sets the password once, proves the address and ends every login', async () => {
  const { owner, token } = await resetLink();
  const device = await logIn(directus, owner, 'json');
  const done = await redeem(directus, token);
  assert.equal(done.verdict, 'redeemed');
  assert.deepEqual(await acceptingEndpoints(directus, device.accessToken), []);
  assert.equal((await directus.refresh(device.refreshToken)).status, 401);
  assert.equal(await logsIn(owner.email, owner.password), false);
  assert.equal(await logsIn(owner.email, newPassword), true);
  assert.notEqual((await userRow(owner.id)).email_verified_at, null);
  assert.deepEqual(await redeem(directus, token), { verdict: 'refused', reason: 'used' });
});

test('the address may be typed in any case, and the link belongs to the account', async () => {
  const owner = await user();
  const { token, answer } = await issue(directus, { email: owner.email.toUpperCase() });
  assert.deepEqual(answer, {
    issued: true,
    userId: owner.id,
    email: owner.email,
    firstName: 'Test',
  });
  assert.equal((await redeem(directus, token)).verdict, 'redeemed');
});

for (const [what, fields] of [
  ['suspended', { status: 'suspended' }],
  ['archived', { status: 'archived' }],
  ['draft', { status: 'draft' }],
  ['invited', { status: 'invited' }],
  ['of another provider', { provider: 'ldap', external_identifier: `x-${Math.random()}` }],
] as const) {
  const skip = what === 'of another provider' && notOnTwelve('other providers need a licence');
  test(`there is no reset link for an account that is ${what}`, { skip }, async () => {
    const owner = await user(fields);
    const { answer, token } = await issue(directus, { email: owner.email });
    assert.deepEqual(answer, { issued: false, reason: 'no_account' });
    assert.deepEqual(await redeem(directus, token), { verdict: 'refused', reason: 'unknown' });
  });
}

test('there is no link for nobody', async () => {
  const { answer } = await issue(directus, { email: 'nobody@example.com' });
  assert.deepEqual(answer, { issued: false, reason: 'no_account' });
});

test('every single changed character of a token makes it another one', async () => {
  const { owner, token } = await resetLink();
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  for (let index = 0; index < token.length; index += 1) {
    const value = alphabet.indexOf(token[index] ?? '');
    for (let bit = 1; bit < 64; bit <<= 1) {
      const other = `${token.slice(0, index)}${alphabet[value ^ bit]}${token.slice(index + 1)}`;
      assert.deepEqual(await redeem(directus, other), { verdict: 'refused', reason: 'unknown' });
    }
  }
  assert.equal(await logsIn(owner.email, owner.password), true);
  assert.equal((await redeem(directus, token)).verdict, 'redeemed');
});

test('a link does only what it is for', async () => {
  const owner = await user();
  // A way back is for an account that its owner has deleted: see leaving/deletion.test.ts.
  for (const made of linkPurposes.filter((one) => one !== 'account-restore')) {
    const link = {
      userId: owner.id,
      purpose: made,
      ...(made === 'email-change' ? { newEmail: 'other@example.com' } : {}),
    };
    const { token } = await issue(directus, link);
    for (const purpose of linkPurposes.filter((one) => one !== made)) {
      const answer = await redeem(directus, token, { purpose });
      assert.deepEqual(answer, { verdict: 'refused', reason: 'other_purpose' });
    }
  }
  assert.equal(await logsIn(owner.email, owner.password), true);
});

test('a link whose time is over does nothing', async () => {
  const { owner, token } = await resetLink();
  const [{ expires_at: expiresAt }] = await db('genie_account_links').where({ user: owner.id });
  const left = expiresAt - Date.now();
  assert.ok(left > 29 * 60_000 && left <= 30 * 60_000, `${left}`);
  await db('genie_account_links')
    .where({ user: owner.id })
    .update({ expires_at: Date.now() - 1 });
  assert.deepEqual(await redeem(directus, token), { verdict: 'refused', reason: 'expired' });
  assert.equal(await logsIn(owner.email, owner.password), true);
});

test('a newer link ends the older, and leaves those of other purposes and people alone', async () => {
  const { owner, token } = await resetLink();
  const verify = await issue(directus, { userId: owner.id, purpose: 'email-verify' });
  const other = await resetLink();
  const newer = await resetLink(owner);
  assert.deepEqual(await redeem(directus, token), { verdict: 'refused', reason: 'ended' });
  for (const [link, purpose] of [
    [verify.token, 'email-verify'],
    [other.token, 'password-reset'],
  ] as const) {
    assert.equal((await redeem(directus, link, { purpose })).verdict, 'redeemed');
  }
  const again = await resetLink(owner);
  assert.deepEqual(await redeem(directus, newer.token), { verdict: 'refused', reason: 'ended' });
  assert.equal((await redeem(directus, again.token)).verdict, 'redeemed');
});

test('asking again with one token gives the one link, and never brings one back', async () => {
  const { owner, token } = await resetLink();
  const again = await issue(directus, { userId: owner.id }, token);
  assert.equal(again.answer.issued, true);
  assert.equal((await db('genie_account_links').where({ user: owner.id })).length, 1);
  await redeem(directus, token);
  assert.deepEqual((await issue(directus, { userId: owner.id }, token)).answer, {
    issued: false,
    reason: 'used',
  });
  const ended = await resetLink(owner);
  await resetLink(owner);
  assert.deepEqual((await issue(directus, { userId: owner.id }, ended.token)).answer, {
    issued: false,
    reason: 'ended',
  });
  for (const one of [token, ended.token]) {
    assert.equal((await redeem(directus, one)).verdict, 'refused');
  }
});

const endingEvents = revocationEvents.filter(({ name }) =>
  /password|e-mail|provider change|suspension|archiving|deletion/.test(name),
);

for (const event of endingEvents) {
  test(`a link ends with: ${event.name}`, { skip: whyNotTried(event.name) }, async () => {
    const { owner, token } = await resetLink();
    const verify = await issue(directus, { userId: owner.id, purpose: 'email-verify' });
    await event.happen(directus, owner, await logIn(directus, owner, 'json'));
    assert.equal((await redeem(directus, token)).verdict, 'refused');
    const { verdict } = await redeem(directus, verify.token, { purpose: 'email-verify' });
    assert.equal(verdict, 'refused');
  });
}

test('a suspended account that is active again has none of its links back', async () => {
  const { owner, token } = await resetLink();
  for (const status of ['suspended', 'active']) {
    await directus.admin.request('PATCH', `/users/${owner.id}`, { status });
  }
  assert.deepEqual(await redeem(directus, token), { verdict: 'refused', reason: 'ended' });
});

test('two who bring one link at one moment: one has it', async () => {
  for (let round = 0; round < 5; round += 1) {
    const { owner, token } = await resetLink();
    const passwords = ['one-of-the-two-1A', 'two-of-the-two-2B'];
    const answers = await Promise.all(
      passwords.map((password) => redeem(directus, token, { password })),
    );
    assert.equal(answers.filter(({ verdict }) => verdict === 'redeemed').length, 1);
    const works = await Promise.all(passwords.map((password) => logsIn(owner.email, password)));
    assert.deepEqual(
      works,
      answers.map(({ verdict }) => verdict === 'redeemed'),
    );
  }
});

test('a password that Directus refuses leaves the link as it was', async () => {
  const { owner, token } = await resetLink();
  const body = { purpose: 'password-reset', token, password: 'short' };
  const refused = await askGuard(directus, accountLinkPaths.redeem, body);
  assert.equal(refused.status, 400);
  assert.equal(await logsIn(owner.email, owner.password), true);
  assert.equal((await redeem(directus, token)).verdict, 'redeemed');
});

test('without the secret the routes do nothing, whoever asks', async () => {
  const { owner, token } = await resetLink();
  const body = { purpose: 'password-reset', token, password: newPassword };
  for (const headers of [{}, { 'x-rbac-sync-secret': 'another-secret-of-32-characters-or-more' }]) {
    for (const path of Object.values(accountLinkPaths)) {
      assert.equal((await askGuard(directus, path, body, headers)).status, 401);
    }
  }
  const asAdmin = await directus.admin.request('POST', accountLinkPaths.redeem, body);
  assert.equal(asAdmin.status, 401);
  assert.equal(await logsIn(owner.email, owner.password), true);
});

test('a body of another form is refused, and nothing is changed', async () => {
  const bodies = [
    null,
    [],
    {},
    { purpose: 'password-reset' },
    { purpose: 'password-reset', token: newToken() },
    { purpose: 'not-me', token: newToken(), password: newPassword },
    { purpose: 'else', token: newToken() },
    { purpose: 'password-reset', token: ['x'], password: newPassword },
    { purpose: 'email-verify', token: newToken(), signedInAs: 'x' },
  ];
  for (const body of bodies) {
    const { status } = await askGuard(directus, accountLinkPaths.redeem, body);
    assert.equal(status, 400, JSON.stringify(body));
  }
  for (const link of [{}, { userId: 'x' }, { email: 'a@example.com', purpose: 'email-change' }]) {
    const tokenHash = 'x'.repeat(43);
    const wanted = { purpose: 'password-reset', tokenHash, ...link };
    const { status } = await askGuard(directus, accountLinkPaths.issue, wanted);
    assert.equal(status, 400, JSON.stringify(link));
  }
});

test('the table holds no token, and nobody reads it through Directus', async () => {
  const { owner, token } = await resetLink();
  const rows = await db('genie_account_links').where({ user: owner.id });
  assert.ok(!JSON.stringify(rows).includes(token));
  const { status } = await directus.admin.request('GET', '/items/genie_account_links');
  assert.equal(status, 403);
});
