import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { accountLinkPaths } from '@genie-helper/guard-protocol';
import { openBrowser } from '../support/browser.ts';
import { field, type TestUser } from '../support/directus-client.ts';
import { forgedToken } from '../support/forged-token.ts';
import { codeOf, untilEarlierCodeCounts } from '../support/one-time-code.ts';
import type { TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { newAddress, plainCookie, type System, startSystem } from '../support/system.ts';

const accountFailures = 4;
let system: System<TestDirectus>;
let api: TestApi;

before(async () => {
  system = await startSystem({
    api: { trustProxy: '127.0.0.1' },
    directus: {
      env: {
        LOGIN_LIMIT_ACCOUNT_FAILURES: String(accountFailures),
        // Longer than any test takes, so that none of them depends on how fast it runs.
        LOGIN_LIMIT_WINDOW_SECONDS: '3600',
      },
    },
  });
  ({ api } = system);
});
after(() => system?.stop());

const newPassword = 'the-password-after-9Q';
const path = '/api/account/password';

const logIn = async (email: string, password: string, otp?: string) => {
  const body = { email, password, ...(otp === undefined ? {} : { otp }) };
  return (await system.directus.admin.request('POST', '/auth/login', body, null)).status;
};

async function sessionsOf(userIds: string[]): Promise<unknown> {
  const body = { userIds };
  return (await system.directus.admin.request('POST', '/genie/session-counts', body)).data;
}

const asked = (currentPassword: string, fields: Record<string, unknown> = {}) => ({
  body: { currentPassword, newPassword, ...fields },
});

test('with the cookie: stays, with a new session; every other login ends, at Directus too', async () => {
  const one = await system.signIn();
  const tab = openBrowser({ url: api.url, jar: one.browser.jar });
  const elsewhere = openBrowser({ url: api.url });
  const { email, password } = one;
  await elsewhere.send('POST', '/api/session', { body: { email, password } });
  const device = await system.directus.login(email, password);
  const answer = await one.browser.send('POST', path, asked(password));
  assert.deepEqual([answer.status, answer.body], [200, { ok: true }]);
  const cookie = one.browser.jar.get(plainCookie) ?? '';
  assert.notEqual(cookie, one.token);
  assert.match(answer.setCookies[0] ?? '', /HttpOnly; SameSite=Strict/);
  assert.ok(!answer.text.includes(cookie));
  assert.equal((await tab.send('GET', '/api/session')).status, 200);
  assert.equal(await system.askDirectus(cookie), 200);
  assert.equal((await elsewhere.send('GET', '/api/session')).status, 401);
  assert.equal(await system.askDirectus(one.token), 401);
  assert.equal(await system.askDirectus(device.accessToken), 401);
  const refresh = { refresh_token: device.refreshToken };
  const refreshed = await system.directus.admin.request('POST', '/auth/refresh', refresh, null);
  assert.equal(refreshed.status, 401);
  assert.deepEqual(await sessionsOf([one.id]), { [one.id]: 1 });
  assert.deepEqual([await logIn(email, password), await logIn(email, newPassword)], [401, 200]);
});

test('the new session lives as others do: it is renewed, and ended by a sign-out', async () => {
  const one = await system.signIn();
  await one.browser.send('POST', path, asked(one.password));
  const token = one.browser.jar.get(plainCookie) ?? '';
  const cookie = `directus_session_token=${token}`;
  const renewed = await system.directus.admin.request(
    'POST',
    '/auth/refresh',
    { mode: 'session' },
    null,
    { cookie },
  );
  assert.equal(renewed.status, 200, renewed.text);
  assert.equal((await one.browser.send('GET', '/api/session')).status, 200);
  assert.equal((await one.browser.send('DELETE', '/api/session')).status, 200);
  assert.equal(await system.askDirectus(token), 401);
});

test('with a token: every login ends, the one that asked included, and nothing is left', async () => {
  const user = await system.directus.admin.createUser({ token: 'a-static-token-of-a-user' });
  const { accessToken } = await system.directus.login(user.email, user.password);
  const answer = await api.request('POST', path, { token: accessToken, ...asked(user.password) });
  assert.equal(answer.status, 200);
  assert.equal(answer.headers.get('set-cookie'), null);
  assert.equal((await api.request('GET', '/api/me', { token: accessToken })).status, 401);
  assert.equal(await system.askDirectus('a-static-token-of-a-user'), 401);
  assert.deepEqual(await sessionsOf([user.id]), { [user.id]: 0 });
  assert.equal(await logIn(user.email, newPassword), 200);
});

test('a wrong password changes nothing, is 401, and counts as a wrong sign-in does', async () => {
  const one = await system.signIn();
  const address = newAddress();
  const from = { 'x-forwarded-for': address };
  const attempt = (password: string) =>
    one.browser.send('POST', path, { ...asked(password), headers: from });
  for (let count = 0; count < accountFailures; count += 1) {
    const { status, body, headers } = await attempt(`guess ${count}`);
    assert.deepEqual([status, body.code], [401, 'account.proof_refused']);
    assert.equal(headers['www-authenticate'], 'Bearer');
  }
  const refused = await attempt(one.password);
  assert.deepEqual([refused.status, refused.body.code], [429, 'rate_limit.exceeded']);
  assert.ok(Number(refused.headers['retry-after']) > 3_000);
  const { email, password } = one;
  const signIn = { body: { email, password }, headers: from };
  const elsewhere = openBrowser({ url: api.url });
  assert.equal((await elsewhere.send('POST', '/api/session', signIn)).status, 429);
  assert.equal((await one.browser.send('GET', '/api/session')).status, 200);
  assert.equal(await system.askDirectus(one.token), 200);
  assert.deepEqual(await sessionsOf([one.id]), { [one.id]: 1 });
});

test('with a second factor the code is asked for, and checked by Directus', async () => {
  const secret = 'JBSWY3DPEHPK3PXP';
  const user = await system.directus.admin.createUser({ tfa_secret: secret });
  const { email, password } = user;
  const browser = openBrowser({ url: api.url });
  await untilEarlierCodeCounts();
  await browser.send('POST', '/api/session', {
    body: { email, password, otp: codeOf(secret, -1) },
  });
  const missing = await browser.send('POST', path, asked(password));
  assert.deepEqual([missing.status, missing.body.code], [401, 'account.otp_required']);
  const wrong = await browser.send('POST', path, asked(password, { otp: '000000' }));
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'account.proof_refused']);
  const right = await browser.send('POST', path, asked(password, { otp: codeOf(secret) }));
  assert.equal(right.status, 200);
  assert.equal((await browser.send('GET', '/api/session')).status, 200);
  assert.equal(await logIn(email, newPassword, codeOf(secret, 1)), 200);
});

test('the password of now may be spelled as any keyboard does', async () => {
  const mine = 'Zoë Ångström 1';
  const one = await system.signIn(api, { password: mine });
  assert.equal((await one.browser.send('POST', path, asked(mine.normalize('NFD')))).status, 200);
});

test('a new password against the rules names its field, and no session is begun for it', async () => {
  const one = await system.signIn();
  const cases: [field: string, fields: Record<string, unknown>][] = [
    ['newPassword', { newPassword: 'short-7' }],
    ['newPassword', { newPassword: 'password1' }],
    ['newPassword', { newPassword: 'p'.repeat(129) }],
    ['newPassword', { newPassword: null }],
    ['currentPassword', { currentPassword: '' }],
    ['currentPassword', { currentPassword: 7 }],
    ['otp', { otp: 123456 }],
    ['more', { more: true }],
  ];
  for (const [name, fields] of cases) {
    const { status, body } = await one.browser.send('POST', path, asked(one.password, fields));
    assert.equal(status, 400, name);
    assert.equal((body.details as { path: string }[])[0]?.path, name);
  }
  assert.deepEqual(await sessionsOf([one.id]), { [one.id]: 1 });
});

test("a page of another origin can't change it, and nobody without a login", async () => {
  const one = await system.signIn();
  const foreign = { ...asked(one.password), origin: 'https://evil.example' };
  assert.equal((await one.browser.send('POST', path, foreign)).status, 403);
  assert.equal((await api.request('POST', path, asked(one.password))).status, 401);
  assert.equal(await logIn(one.email, one.password), 200);
});

test('of two changes at one moment one counts, and its password is the one', async () => {
  for (let round = 0; round < 5; round += 1) {
    const one = await system.signIn();
    const passwords = ['one-of-the-two-1A', 'two-of-the-two-2B'];
    const answers = await Promise.all(
      passwords.map((password) =>
        one.browser.send('POST', path, asked(one.password, { newPassword: password })),
      ),
    );
    const won = answers.map(({ status }) => status === 200);
    assert.equal(won.filter(Boolean).length, 1);
    const works = await Promise.all(passwords.map((password) => logIn(one.email, password)));
    assert.deepEqual(
      works,
      won.map((isIt) => (isIt ? 200 : 401)),
    );
  }
});

test('a proof that was there before the account got another password changes nothing', async () => {
  const user = await system.directus.admin.createUser();
  const proof = await proofOf(user);
  const change = { password: 'the-owner-was-first-3C' };
  await system.directus.admin.request('PATCH', `/users/${user.id}`, change);
  assert.deepEqual(await changeByProof(proof), { verdict: 'refused' });
  assert.equal(await logIn(user.email, change.password), 200);
});

test('a proof is a session: an access token, a static token and a forged one are none', async () => {
  const user = await system.directus.admin.createUser({ token: 'another-static-token' });
  const { accessToken } = await system.directus.login(user.email, user.password);
  const session = await proofOf(user);
  for (const token of [accessToken, 'another-static-token', forgedToken(session), 'x']) {
    assert.deepEqual(await changeByProof(token), { verdict: 'refused' });
  }
  assert.equal(await logIn(user.email, user.password), 200);
  assert.deepEqual(await changeByProof(session), { verdict: 'changed' });
});

async function proofOf({ email, password }: TestUser): Promise<string> {
  const { cookie } = await system.directus.login(email, password, 'session');
  return /directus_session_token=([^;]+)/.exec(cookie)?.[1] ?? '';
}

async function changeByProof(proof: string): Promise<unknown> {
  const answer = await system.directus.admin.request(
    'POST',
    accountLinkPaths.changePassword,
    { proof, password: newPassword, keepsProof: false },
    null,
    { 'x-rbac-sync-secret': system.introspectionSecret },
  );
  return { verdict: field(answer.data, 'verdict') };
}

test('no password is in the log', () => {
  for (const text of [newPassword, 'test-user-password-3K', 'guess 1']) {
    assert.ok(!api.log().includes(text));
  }
});
