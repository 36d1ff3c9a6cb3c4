import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accountLinkPaths, hashLinkToken } from '@genie-helper/guard-protocol';
import { readDatabaseFiles } from '../support/database-files.ts';
import type { TestUser } from '../support/directus-client.ts';
import { codeOf } from '../support/one-time-code.ts';
import {
  newPassword,
  type PasswordSystem,
  startPasswordSystem,
} from '../support/password-system.ts';

let system: PasswordSystem;
before(async () => {
  system = await startPasswordSystem();
});
after(() => system?.stop());

const rowOf = async ({ id }: TestUser) =>
  (await system.directus.admin.request('GET', `/users/${id}`)).data as Record<string, unknown>;

test('forgets, reads the mail, resets, signs in; whatever was signed in before is not', async () => {
  const one = await system.signIn();
  const { accessToken } = await system.directus.login(one.email, one.password);
  const token = await system.linkFor(one);
  assert.deepEqual((await system.reset(token)).body, { ok: true });
  assert.equal((await one.browser.send('GET', '/api/session')).status, 401);
  assert.equal((await system.api.request('GET', '/api/me', { token: accessToken })).status, 401);
  assert.equal(await system.askDirectus(accessToken), 401);
  assert.deepEqual(
    [await system.logIn(one.email, one.password), await system.logIn(one.email, newPassword)],
    [401, 200],
  );
  assert.equal((await system.reset(token)).body.code, 'account.token_invalid');
  assert.notEqual((await rowOf(one)).email_verified_at, null);
});

test('every link that counts for nothing has one answer', async () => {
  const one = await system.user();
  const ended = await system.linkFor(one);
  const used = await system.linkFor(one);
  assert.equal((await system.reset(used)).status, 200);
  const suspended = await system.user();
  const ofSuspended = await system.linkFor(suspended);
  await system.directus.admin.request('PATCH', `/users/${suspended.id}`, { status: 'suspended' });
  const deleted = await system.user();
  const ofDeleted = await system.linkFor(deleted);
  await system.directus.admin.request('DELETE', `/users/${deleted.id}`);
  const verify = 'v'.repeat(43);
  await system.directus.admin.request(
    'POST',
    accountLinkPaths.issue,
    { purpose: 'email-verify', userId: one.id, tokenHash: hashLinkToken(verify) },
    null,
    { 'x-rbac-sync-secret': system.introspectionSecret },
  );
  const tokens = [
    ...['', 'x', 'y'.repeat(43), `${used} `, used.slice(1), `${used}A`, 'ü'.repeat(43)],
    ...['\u0000'.repeat(43), ended, used, ofSuspended, ofDeleted, verify],
  ];
  const bodies = new Set<string>();
  for (const token of tokens) {
    const { status, body } = await system.reset(token);
    assert.equal(status, 400, JSON.stringify(token));
    bodies.add(JSON.stringify({ ...body, requestId: '' }));
  }
  const [only] = bodies;
  assert.equal(bodies.size, 1);
  assert.equal(JSON.parse(only ?? '').code, 'account.token_invalid');
});

test('the log and a metric say what was wrong with a link', async () => {
  const one = await system.user();
  const token = await system.linkFor(one);
  await system.reset(token);
  await system.reset(token);
  const lines = system.api
    .log()
    .split('\n')
    .flatMap((line) => (line ? [JSON.parse(line)] : []));
  const refusal = lines.findLast(({ msg }) => msg === 'a link was refused');
  assert.equal(refusal.reason, 'used');
  const { text } = await system.api.request('GET', '/metrics');
  assert.match(text, /genie_account_link_refusals_total\{reason="used"\} [1-9]/);
});

test('a password against the rules names its field, and the link goes on', async () => {
  const one = await system.user();
  const token = await system.linkFor(one);
  for (const password of [
    'short-7',
    'p'.repeat(129),
    'password1',
    'a\ud83cbcdefghij',
    12345678,
    null,
  ]) {
    const { status, body } = await system.reset(token, { password });
    assert.equal(status, 400);
    assert.equal(body.code, 'request.invalid');
    const [detail] = body.details as { path: string }[];
    assert.equal(detail?.path, 'password');
  }
  assert.equal(
    (await system.reset(token, { password: 'Zoë Ångström'.normalize('NFD') })).status,
    200,
  );
  assert.equal(await system.logIn(one.email, 'Zoë Ångström'.normalize('NFC')), 200);
});

test('bodies of another form are refused and name the field', async () => {
  for (const fields of [{ token: 1 }, { token: null }, { token: 't'.repeat(1_025) }, { more: 1 }]) {
    const { status, body } = await system.reset('x', fields);
    assert.equal(status, 400);
    assert.equal(body.code, 'request.invalid');
    assert.equal((body.details as { path: string }[])[0]?.path, Object.keys(fields)[0]);
  }
});

test('whoever only opens a link changes nothing: GET and HEAD', async () => {
  const one = await system.user();
  const token = await system.linkFor(one);
  for (const path of ['/api/account/password/reset', '/api/account/password/forgot']) {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      const { status } = await system.api.request(method, `${path}?token=${token}`);
      assert.equal(status, 405);
    }
  }
  for (const method of ['GET', 'HEAD']) {
    await system.api.request(method, `/account/reset?token=${token}`);
  }
  assert.equal(await system.logIn(one.email, one.password), 200);
  assert.equal((await system.reset(token)).status, 200);
});

const secret = 'JBSWY3DPEHPK3PXP';
const proven = { tfa_secret: secret, email_verified_at: '2026-01-01T00:00:00Z' };

test("a proven account's second factor is asked for; a wrong code leaves the link as it was", async () => {
  const one = await system.user(proven);
  const token = await system.linkFor(one);
  const missing = await system.reset(token);
  assert.deepEqual([missing.status, missing.body.code], [401, 'account.otp_required']);
  const wrong = await system.reset(token, { otp: '000000' });
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'account.proof_refused']);
  const otp = codeOf(secret);
  assert.equal((await system.reset(token, { otp })).status, 200);
  assert.equal(await system.logIn(one.email, newPassword), 401);
  assert.equal(await system.logIn(one.email, newPassword, otp), 401);
  assert.equal(await system.logIn(one.email, newPassword, codeOf(secret, 1)), 200);
});

test('five wrong codes end a link, and the right one comes too late', async () => {
  const one = await system.user(proven);
  const token = await system.linkFor(one);
  for (let count = 0; count < 5; count += 1) {
    assert.equal((await system.reset(token, { otp: '000000' })).body.code, 'account.proof_refused');
  }
  const { body } = await system.reset(token, { otp: codeOf(secret) });
  assert.equal(body.code, 'account.token_invalid');
  assert.equal(await system.logIn(one.email, one.password, codeOf(secret)), 200);
});

test('whoever registered an address that is not theirs keeps nothing after its owner resets', async () => {
  const staticToken = 'a-static-token-of-an-attacker';
  const one = await system.user({ tfa_secret: secret, token: staticToken });
  const { refreshToken } = await logInWithCode(one);
  const theirs = await system.linkFor(one);
  assert.equal((await system.reset(theirs)).status, 200);
  assert.equal(await system.askDirectus(staticToken), 401);
  const body = { refresh_token: refreshToken };
  assert.equal(
    (await system.directus.admin.request('POST', '/auth/refresh', body, null)).status,
    401,
  );
  assert.equal(await system.logIn(one.email, one.password, codeOf(secret)), 401);
  assert.equal(await system.logIn(one.email, newPassword), 200);
  assert.equal((await rowOf(one)).tfa_secret, null);
});

async function logInWithCode({ email, password }: TestUser) {
  const body = { email, password, otp: codeOf(secret) };
  const { data } = await system.directus.admin.request('POST', '/auth/login', body, null);
  return { refreshToken: (data as { refresh_token: string }).refresh_token };
}

test("a reset leaves an administrator's static token and second factor", async () => {
  const roles = await system.directus.admin.request(
    'GET',
    '/roles?filter[name][_eq]=Administrator',
  );
  const [{ id: role } = { id: '' }] = roles.data as { id: string }[];
  const token = 'a-static-token-of-an-administrator';
  const one = await system.user({ role, token, tfa_secret: secret });
  const link = await system.linkFor(one);
  assert.equal((await system.reset(link)).body.code, 'account.otp_required');
  assert.equal((await system.reset(link, { otp: codeOf(secret) })).status, 200);
  assert.equal(await system.askDirectus(token), 200);
  assert.equal(await system.logIn(one.email, newPassword), 401);
});

test('an address that waits for its proof is active and proven after a reset', async () => {
  const one = await system.user({ status: 'unverified' });
  assert.equal(await system.logIn(one.email, one.password), 403);
  assert.equal((await system.reset(await system.linkFor(one))).status, 200);
  assert.equal((await rowOf(one)).status, 'active');
  assert.equal(await system.logIn(one.email, newPassword), 200);
});

test('two who bring one link at one moment through two APIs: one sets the password', async () => {
  const second = await system.startApi(system.mails.options);
  for (let round = 0; round < 5; round += 1) {
    const one = await system.user();
    const token = await system.linkFor(one);
    const passwords = ['one-of-the-two-1A', 'two-of-the-two-2B'];
    const answers = await Promise.all(
      [system.api, second].map((at, index) =>
        at.request('POST', '/api/account/password/reset', {
          body: { token, password: passwords[index] },
        }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
    const works = await Promise.all(passwords.map((password) => system.logIn(one.email, password)));
    assert.deepEqual(
      works,
      answers.map(({ status }) => (status === 200 ? 200 : 401)),
    );
  }
});

test('no token of a link is in the log, a metric or the database', async () => {
  const one = await system.user();
  const token = await system.linkFor(one);
  await system.reset(token, { password: 'short' });
  await system.reset(token);
  await system.reset(token);
  const { text: metrics } = await system.api.request('GET', '/metrics');
  for (const text of [system.api.log(), metrics]) {
    assert.ok(!text.includes(token));
    assert.ok(!text.includes(hashLinkToken(token)));
    assert.ok(!text.includes(one.email));
  }
  const { dataDir } = system.directus.settings;
  for (const [name, bytes] of await readDatabaseFiles(dataDir)) {
    for (const form of [
      token,
      Buffer.from(token, 'base64url'),
      Buffer.from(token, 'base64url').toString('hex'),
    ]) {
      assert.equal(bytes.indexOf(form), -1, name);
    }
  }
});
