import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type AccountSystem, startAccountSystem, tokenIn } from '../support/account-system.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { newAddress } from '../support/system.ts';

/** The play: somebody registers an address that isn't his, sets what he can, and waits for its owner. */
let system: AccountSystem;

before(async () => {
  system = await startAccountSystem({ api: { trustProxy: '127.0.0.1' } });
});
after(async () => {
  await system?.stop();
});

const password = 'of-the-attacker-7';
const headers = () => ({ 'x-forwarded-for': newAddress() });

const post = (path: string, body: unknown, token?: string) =>
  system.api.request('POST', path, {
    body,
    headers: headers(),
    ...(token === undefined ? {} : { token }),
  });

interface Attack {
  email: string;
  userId: string;
  token: string;
  refreshToken: string;
  staticToken: string;
  browser: TestBrowser;
  /** Of a change to an address of the attacker's. */
  changeLink: string;
  verifyLink: string;
  connectionId: string;
}

/** Everything that can be set before the address is proven, and more: by the administrator's hand. */
async function attack(): Promise<Attack> {
  const email = `victim-${randomUUID()}@example.com`;
  const made = await post('/api/register', { email, password });
  const userId = String(made.body.userId);
  const { accessToken: token, refreshToken } = await system.directus.login(email, password);
  const browser = openBrowser({ url: system.api.url });
  const body = { email, password };
  await browser.send('POST', '/api/session', { body, headers: headers() });
  const connection = await post(
    '/api/credentials/create-profile',
    { platform: 'fansly', platform_username: 'x', credentials: { password: 'stored' } },
    token,
  );
  const theirs = `attacker-${randomUUID()}@example.com`;
  await post('/api/account/email', { email: theirs, currentPassword: password }, token);
  const changeLink = tokenIn(await system.mailTo(theirs, 'new e-mail address'), '/account/email');
  const verifyLink = tokenIn(await system.mailTo(email, 'Confirm'), '/account/verify');
  const staticToken = `static-token-of-${userId}`;
  await system.directus.admin.request('PATCH', `/users/${userId}`, { token: staticToken });
  await system.db.setSecondFactor(userId, 'JBSWY3DPEHPK3PXP');
  assert.equal(await system.askDirectus(staticToken), 200);
  assert.equal((await browser.send('GET', '/api/me')).status, 200);
  const connectionId = String(connection.body.id);
  return {
    email,
    userId,
    token,
    refreshToken,
    staticToken,
    browser,
    changeLink,
    verifyLink,
    connectionId,
  };
}

/** What of the attacker's still opens the account, by name. */
async function openMeans(made: Attack, ownerPassword: string): Promise<string[]> {
  const { admin } = system.directus;
  const refresh = { refresh_token: made.refreshToken, mode: 'json' };
  const tries: [name: string, opens: () => Promise<boolean>][] = [
    ['access token at Directus', async () => (await system.askDirectus(made.token)) === 200],
    [
      'access token at the API',
      async () =>
        (await system.api.request('GET', '/api/me', { token: made.token })).status === 200,
    ],
    ['cookie', async () => (await made.browser.send('GET', '/api/me')).status === 200],
    ['static token', async () => (await system.askDirectus(made.staticToken)) === 200],
    [
      'refresh token',
      async () => (await admin.request('POST', '/auth/refresh', refresh, null)).status === 200,
    ],
    [
      'password',
      async () => {
        const body = { email: made.email, password };
        return (await admin.request('POST', '/auth/login', body, null)).status === 200;
      },
    ],
    [
      'link of a change',
      async () =>
        (await post('/api/account/email/verify', { token: made.changeLink })).status === 200,
    ],
  ];
  const open = await Promise.all(
    tries.map(async ([name, opens]) => ((await opens()) ? [name] : [])),
  );
  // The owner signs in with the password alone: the second factor was the attacker's.
  const { accessToken } = await system.directus.login(made.email, ownerPassword);
  const list = await system.api.request('GET', '/api/credentials', { token: accessToken });
  const connections = list.body.connections as { id: string }[];
  assert.deepEqual(
    connections.map(({ id }) => id),
    [made.connectionId],
    'the connection stays',
  );
  const account = await system.api.request('GET', '/api/account', { token: accessToken });
  const { emailVerified, email, twoFactor } = account.body.account as Record<string, unknown>;
  assert.deepEqual([emailVerified, email], [true, made.email]);
  assert.deepEqual(twoFactor, { enabled: false, recoveryCodesLeft: 0 });
  return open.flat();
}

const ownerPassword = 'of-the-owner-8';

/** As "Forgot password?" does; the mail of it is tested with the reset. */
async function resetPassword(email: string): Promise<void> {
  await post('/api/account/password/forgot', { email });
  const link = tokenIn(await system.mailTo(email, 'password'), '/account/reset');
  const answer = await post('/api/account/password/reset', {
    token: link,
    password: ownerPassword,
  });
  assert.equal(answer.status, 200, answer.text);
}

test('before the owner comes, the attacker has all of it (so that the test can fail)', async () => {
  const made = await attack();
  assert.equal(await system.askDirectus(made.token), 200);
  const refresh = { refresh_token: made.refreshToken, mode: 'json' };
  const { admin } = system.directus;
  assert.equal((await admin.request('POST', '/auth/refresh', refresh, null)).status, 200);
  assert.equal((await post('/api/account/email/verify', { token: made.changeLink })).status, 200);
});

test('the owner resets the password: none of what was set before opens the account', async () => {
  const made = await attack();
  await resetPassword(made.email);
  assert.deepEqual(await openMeans(made, ownerPassword), []);
});

test('the owner opens the link, signed in nowhere: none of what was set before opens the account', async () => {
  const made = await attack();
  const answer = await post('/api/account/email/verify', { token: made.verifyLink });
  assert.deepEqual(answer.body, { ok: true, email: made.email, passwordKept: false });
  await resetPassword(made.email);
  assert.deepEqual(await openMeans(made, ownerPassword), []);
});

test('the owner opens the link, signed in to another account: the same', async () => {
  const made = await attack();
  const { token } = await system.person();
  await post('/api/account/email/verify', { token: made.verifyLink }, token);
  await resetPassword(made.email);
  assert.deepEqual(await openMeans(made, ownerPassword), []);
  assert.equal(await system.askDirectus(token), 200, 'the other account goes on');
});

test("an unproven administrator keeps the static token, which may be this server's own", async () => {
  const { admin, adminToken } = system.directus;
  const me = await admin.request('GET', '/users/me?fields=id,email,email_verified_at');
  const { email } = me.data as { email: string };
  await resetPassword(email);
  assert.equal(await system.askDirectus(adminToken), 200);
});
