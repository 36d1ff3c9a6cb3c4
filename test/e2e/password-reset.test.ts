import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accountLinkPaths, hashLinkToken } from '@genie-helper/guard-protocol';
import { readDatabaseFiles } from '../support/database-files.ts';
import type { TestUser } from '../support/directus-client.ts';
import { testRelease } from '../support/directus-settings.ts';
import { makeMailFolder, type TestMailFolder } from '../support/mail-folder.ts';
import { codeOf } from '../support/one-time-code.ts';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { newAddress, type System, startSystem } from '../support/system.ts';
import { until } from '../support/until.ts';

let mails: TestMailFolder;
let system: System<TestDirectus>;
let api: TestApi;

before(async () => {
  mails = await makeMailFolder();
  const options = { ...mails.options, trustProxy: '127.0.0.1' };
  system = await startSystem({ directus: {}, api: options });
  ({ api } = system);
});
after(async () => {
  await system?.stop();
  await mails?.remove();
});

const user = (fields?: Record<string, unknown>) => system.directus.admin.createUser(fields);
const logIn = async (email: string, password: string, otp?: string) => {
  const body = { email, password, ...(otp === undefined ? {} : { otp }) };
  return (await system.directus.admin.request('POST', '/auth/login', body, null)).status;
};
const rowOf = async ({ id }: TestUser) =>
  (await system.directus.admin.request('GET', `/users/${id}`)).data as Record<string, unknown>;

let addresses = 0;

/** From an address of its own, so that the limit of an address isn't in the way. */
function forgot(email: unknown, address?: string): Promise<ApiAnswer> {
  addresses += 1;
  const headers = { 'x-forwarded-for': address ?? `10.2.${addresses >> 8}.${addresses & 255}` };
  return api.request('POST', '/api/account/password/forgot', { body: { email }, headers });
}

const reset = (token: unknown, fields: Record<string, unknown> = {}) =>
  api.request('POST', '/api/account/password/reset', {
    body: { token, password: newPassword, ...fields },
    headers: { 'x-forwarded-for': newAddress() },
  });

const newPassword = 'the-password-after-9Q';

/** Asks for a link as anybody may, and reads it in the mail. */
async function linkFor({ email }: Pick<TestUser, 'email'>): Promise<string> {
  assert.equal((await forgot(email)).status, 202);
  return await mails.tokenFor(email, '/account/reset');
}

test('forgets, reads the mail, resets, signs in; whatever was signed in before is not', async () => {
  const one = await system.signIn();
  const { accessToken } = await system.directus.login(one.email, one.password);
  const token = await linkFor(one);
  assert.deepEqual((await reset(token)).body, { ok: true });
  assert.equal((await one.browser.send('GET', '/api/session')).status, 401);
  assert.equal((await api.request('GET', '/api/me', { token: accessToken })).status, 401);
  assert.equal(await system.askDirectus(accessToken), 401);
  assert.deepEqual(
    [await logIn(one.email, one.password), await logIn(one.email, newPassword)],
    [401, 200],
  );
  assert.equal((await reset(token)).body.code, 'account.token_invalid');
  assert.notEqual((await rowOf(one)).email_verified_at, null);
});

test('the mail goes to the address that the account has, not to the one that was typed', async () => {
  const one = await user();
  const typed = one.email.toUpperCase();
  assert.equal((await forgot(typed)).status, 202);
  await mails.tokenFor(one.email, '/account/reset');
  assert.deepEqual(await mails.to(typed), []);
});

test('an account that is not there, suspended, or of another provider gets no mail', async () => {
  const others = [
    'nobody-at-all@example.com',
    (await user({ status: 'suspended' })).email,
    // Other providers need a licence of Directus 12.
    ...(testRelease === '11'
      ? [(await user({ provider: 'ldap', external_identifier: 'other' })).email]
      : []),
  ];
  for (const email of others) assert.equal((await forgot(email)).status, 202);
  // One that comes after them has its mail, so theirs would be there.
  await linkFor(await user());
  await until(async () => (await system.rows('mail_outbox')).length === 0);
  for (const email of others) assert.deepEqual(await mails.to(email), []);
});

/** What of an answer could tell two apart; the rest differs with each request. */
function visible({ status, headers, text }: ApiAnswer) {
  const all = [...headers].filter(([name]) => !['date', 'x-request-id'].includes(name));
  return { status, headers: all, text };
}

test('known and unknown addresses get the same answer, to the byte', async () => {
  const suspended = await user({ status: 'suspended' });
  const known = visible(await forgot((await user()).email));
  for (const email of ['unknown@example.com', suspended.email, `${'u'.repeat(242)}@example.com`]) {
    assert.deepEqual(visible(await forgot(email)), known);
  }
});

test('before its answer the server does the same for known and unknown addresses', async () => {
  await until(async () => (await system.rows('mail_outbox')).length === 0);
  // A sender that looks at nothing, so that what is counted is what the answers cost.
  const idle = { ...mails.options.mailPolicy, everyMs: 3_600_000, wakeWithinMs: 3_600_000 };
  const quiet = await system.startApi({
    ...mails.options,
    mailPolicy: idle as never,
    noticeEveryMs: 3_600_000,
  });
  // It looks once when it starts.
  await until(async () => (await callsOf(quiet)).length > 0);
  const seen = async (email: string) => {
    const before = await callsOf(quiet);
    const body = { email };
    const { status } = await quiet.request('POST', '/api/account/password/forgot', { body });
    assert.equal(status, 202);
    const after = await callsOf(quiet);
    return after.filter((line) => !before.includes(line)).map((line) => line.replace(/ \d+$/, ''));
  };
  const known = await seen((await user()).email);
  assert.deepEqual(known, ['genie_directus_calls_total{purpose="mail",outcome="answered"}']);
  assert.deepEqual(await seen('unknown@example.com'), known);
  await quiet.stop();
});

async function callsOf({ request }: TestApi): Promise<string[]> {
  const { text } = await request('GET', '/metrics');
  return text.split('\n').filter((line) => line.startsWith('genie_directus_calls_total'));
}

test('a fourth mail to one mailbox is not sent, the answer is the same, and one link works', async () => {
  const one = await user();
  const answers = [];
  for (let count = 0; count < 5; count += 1) answers.push(visible(await forgot(one.email)));
  for (const answer of answers) assert.deepEqual(answer, answers[0]);
  await linkFor(await user());
  await until(async () => (await system.rows('mail_outbox')).length === 0);
  assert.equal((await mails.to(one.email)).length, 3);
  const statuses: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    statuses.push((await reset(await mails.tokenFor(one.email, '/account/reset'))).status);
  }
  assert.deepEqual(statuses.sort(), [200, 400, 400]);
});

test('the eleventh wish of a minute from one address is 429, and others are not touched', async () => {
  const known = (await user()).email;
  const statuses: number[] = [];
  for (let count = 0; count < 11; count += 1) {
    const email = count % 2 === 0 ? known : `n${count}@example.com`;
    statuses.push((await forgot(email, '10.3.3.3')).status);
  }
  assert.deepEqual(statuses, [...Array<number>(10).fill(202), 429]);
  assert.equal((await forgot(known, '10.3.3.4')).status, 202);
});

test('every link that counts for nothing has one answer', async () => {
  const one = await user();
  const ended = await linkFor(one);
  const used = await linkFor(one);
  assert.equal((await reset(used)).status, 200);
  const suspended = await user();
  const ofSuspended = await linkFor(suspended);
  await system.directus.admin.request('PATCH', `/users/${suspended.id}`, { status: 'suspended' });
  const deleted = await user();
  const ofDeleted = await linkFor(deleted);
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
    const { status, body } = await reset(token);
    assert.equal(status, 400, JSON.stringify(token));
    bodies.add(JSON.stringify({ ...body, requestId: '' }));
  }
  const [only] = bodies;
  assert.equal(bodies.size, 1);
  assert.equal(JSON.parse(only ?? '').code, 'account.token_invalid');
});

test('the log and a metric say what was wrong with a link', async () => {
  const one = await user();
  const token = await linkFor(one);
  await reset(token);
  await reset(token);
  const lines = api
    .log()
    .split('\n')
    .flatMap((line) => (line ? [JSON.parse(line)] : []));
  const refusal = lines.findLast(({ msg }) => msg === 'a link was refused');
  assert.equal(refusal.reason, 'used');
  const { text } = await api.request('GET', '/metrics');
  assert.match(text, /genie_account_link_refusals_total\{reason="used"\} [1-9]/);
});

test('a password against the rules names its field, and the link goes on', async () => {
  const one = await user();
  const token = await linkFor(one);
  for (const password of [
    'short-7',
    'p'.repeat(129),
    'password1',
    'a\ud83cbcdefghij',
    12345678,
    null,
  ]) {
    const { status, body } = await reset(token, { password });
    assert.equal(status, 400);
    assert.equal(body.code, 'request.invalid');
    const [detail] = body.details as { path: string }[];
    assert.equal(detail?.path, 'password');
  }
  assert.equal((await reset(token, { password: 'Zoë Ångström'.normalize('NFD') })).status, 200);
  assert.equal(await logIn(one.email, 'Zoë Ångström'.normalize('NFC')), 200);
});

test('bodies of another form are refused and name the field', async () => {
  for (const email of [
    1,
    null,
    '',
    'none',
    ['a@example.com'],
    'a\r\nBcc: b@example.com',
    undefined,
  ]) {
    const { status, body } = await forgot(email);
    assert.equal(status, 400);
    assert.equal((body.details as { path: string }[])[0]?.path, 'email');
  }
  for (const fields of [{ token: 1 }, { token: null }, { token: 't'.repeat(1_025) }, { more: 1 }]) {
    const { status, body } = await reset('x', fields);
    assert.equal(status, 400);
    assert.equal(body.code, 'request.invalid');
    assert.equal((body.details as { path: string }[])[0]?.path, Object.keys(fields)[0]);
  }
});

test('whoever only opens a link changes nothing: GET and HEAD', async () => {
  const one = await user();
  const token = await linkFor(one);
  for (const path of ['/api/account/password/reset', '/api/account/password/forgot']) {
    for (const method of ['GET', 'HEAD', 'PUT', 'DELETE']) {
      const { status } = await api.request(method, `${path}?token=${token}`);
      assert.equal(status, 405);
    }
  }
  for (const method of ['GET', 'HEAD']) {
    await api.request(method, `/account/reset?token=${token}`);
  }
  assert.equal(await logIn(one.email, one.password), 200);
  assert.equal((await reset(token)).status, 200);
});

const secret = 'JBSWY3DPEHPK3PXP';
const proven = { tfa_secret: secret, email_verified_at: '2026-01-01T00:00:00Z' };

test("a proven account's second factor is asked for; a wrong code leaves the link as it was", async () => {
  const one = await user(proven);
  const token = await linkFor(one);
  const missing = await reset(token);
  assert.deepEqual([missing.status, missing.body.code], [401, 'account.otp_required']);
  const wrong = await reset(token, { otp: '000000' });
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'account.proof_refused']);
  const otp = codeOf(secret);
  assert.equal((await reset(token, { otp })).status, 200);
  assert.equal(await logIn(one.email, newPassword), 401);
  assert.equal(await logIn(one.email, newPassword, otp), 401);
  assert.equal(await logIn(one.email, newPassword, codeOf(secret, 1)), 200);
});

test('five wrong codes end a link, and the right one comes too late', async () => {
  const one = await user(proven);
  const token = await linkFor(one);
  for (let count = 0; count < 5; count += 1) {
    assert.equal((await reset(token, { otp: '000000' })).body.code, 'account.proof_refused');
  }
  const { body } = await reset(token, { otp: codeOf(secret) });
  assert.equal(body.code, 'account.token_invalid');
  assert.equal(await logIn(one.email, one.password, codeOf(secret)), 200);
});

test('whoever registered an address that is not theirs keeps nothing after its owner resets', async () => {
  const staticToken = 'a-static-token-of-an-attacker';
  const one = await user({ tfa_secret: secret, token: staticToken });
  const { refreshToken } = await logInWithCode(one);
  const theirs = await linkFor(one);
  assert.equal((await reset(theirs)).status, 200);
  assert.equal(await system.askDirectus(staticToken), 401);
  const body = { refresh_token: refreshToken };
  assert.equal(
    (await system.directus.admin.request('POST', '/auth/refresh', body, null)).status,
    401,
  );
  assert.equal(await logIn(one.email, one.password, codeOf(secret)), 401);
  assert.equal(await logIn(one.email, newPassword), 200);
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
  const one = await user({ role, token, tfa_secret: secret });
  const link = await linkFor(one);
  assert.equal((await reset(link)).body.code, 'account.otp_required');
  assert.equal((await reset(link, { otp: codeOf(secret) })).status, 200);
  assert.equal(await system.askDirectus(token), 200);
  assert.equal(await logIn(one.email, newPassword), 401);
});

test('an address that waits for its proof is active and proven after a reset', async () => {
  const one = await user({ status: 'unverified' });
  assert.equal(await logIn(one.email, one.password), 403);
  assert.equal((await reset(await linkFor(one))).status, 200);
  assert.equal((await rowOf(one)).status, 'active');
  assert.equal(await logIn(one.email, newPassword), 200);
});

test('two who bring one link at one moment through two APIs: one sets the password', async () => {
  const second = await system.startApi(mails.options);
  for (let round = 0; round < 5; round += 1) {
    const one = await user();
    const token = await linkFor(one);
    const passwords = ['one-of-the-two-1A', 'two-of-the-two-2B'];
    const answers = await Promise.all(
      [api, second].map((at, index) =>
        at.request('POST', '/api/account/password/reset', {
          body: { token, password: passwords[index] },
        }),
      ),
    );
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 400]);
    const works = await Promise.all(passwords.map((password) => logIn(one.email, password)));
    assert.deepEqual(
      works,
      answers.map(({ status }) => (status === 200 ? 200 : 401)),
    );
  }
});

test('no token of a link is in the log, a metric or the database', async () => {
  const one = await user();
  const token = await linkFor(one);
  await reset(token, { password: 'short' });
  await reset(token);
  await reset(token);
  const { text: metrics } = await api.request('GET', '/metrics');
  for (const text of [api.log(), metrics]) {
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

for (const [what, without] of [
  ['mail', { mail: undefined }],
  ["the guard's secret, which its links take", { introspectionSecret: undefined }],
] as const) {
  test(`without ${what} the answer is 503 and says whom to ask`, async () => {
    const silent = await system.startApi(without as never);
    const body = { email: 'someone@example.com' };
    const { status, body: answer } = await silent.request('POST', '/api/account/password/forgot', {
      body,
    });
    assert.equal(status, 503);
    assert.equal(answer.code, 'mail.not_configured');
  });
}
