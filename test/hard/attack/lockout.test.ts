import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestUser } from '../../support/directus-client.ts';
import { sendFrom } from '../../support/send-from.ts';
import type { TestApi } from '../../support/start-api.ts';
import { type System, startSystem } from '../../support/system.ts';

const attacker = '127.0.0.66';
const proxy = '127.0.0.9';
const home = '127.0.0.77';
const max = 20;
let stack: System;
let victim: TestUser;

before(async () => {
  stack = await startSystem({
    api: { rateLimitMax: max },
    directus: {
      env: {
        LOGIN_LIMIT_ACCOUNT_FAILURES: '3',
        LOGIN_LIMIT_ADDRESS_FAILURES: '8',
        // Longer than any test takes, so that none of them depends on how fast it runs.
        LOGIN_LIMIT_WINDOW_SECONDS: '3600',
      },
    },
  });
  victim = await stack.directus.admin.createUser();
});
after(() => stack?.stop());

/** Says of itself, in every way there is, that it comes from the victim's address. */
const pretending = {
  'x-forwarded-for': home,
  'x-real-ip': home,
  'x-client-ip': home,
  'true-client-ip': home,
  'cf-connecting-ip': home,
  'x-genie-client-address': home,
  forwarded: `for=${home}`,
};

function signIn(from: string, api: TestApi, password: string, headers = {}) {
  const body = { email: victim.email, password };
  return sendFrom(from, { method: 'POST', url: `${api.url}/api/session`, body, headers });
}

function logIn(from: string, password: string, headers = {}) {
  const body = { email: victim.email, password };
  return sendFrom(from, { method: 'POST', url: `${stack.directus.url}/auth/login`, body, headers });
}

function statusesOf(answers: readonly { status: number }[]): number[] {
  return [...new Set(answers.map(({ status }) => status))].sort();
}

async function assertVictimIsFree(api: TestApi) {
  assert.equal((await signIn(home, api, victim.password)).status, 200);
  const login = await logIn(home, victim.password);
  assert.equal(login.status, 200);
  const { access_token: token, refresh_token } = login.body.data as Record<string, string>;
  const headers = { authorization: `Bearer ${token}` };
  const me = await sendFrom(home, { method: 'GET', url: `${api.url}/api/me`, headers });
  assert.equal(me.status, 200);
  const refresh = { refresh_token, mode: 'json' };
  const refreshed = await sendFrom(home, {
    method: 'POST',
    url: `${stack.directus.url}/auth/refresh`,
    body: refresh,
  });
  assert.equal(refreshed.status, 200);
  const body = {
    email: `new-${crypto.randomUUID()}@example.com`,
    password: 'a password of 3 words',
  };
  const url = `${api.url}/api/register`;
  const registered = await sendFrom(home, { method: 'POST', url, body });
  assert.equal(registered.status, 201, JSON.stringify(registered.body));
  const { data } = await stack.directus.admin.request('GET', `/users/${victim.id}?fields=status`);
  assert.deepEqual(data, { status: 'active' });
}

test('one address that floods sign-in, login and registration stops itself and not its victim', async () => {
  const { api } = stack;
  const signIns = await Promise.all(
    Array.from({ length: 80 }, (_, n) => signIn(attacker, api, `guess ${n}`, pretending)),
  );
  assert.deepEqual(statusesOf(signIns), [401, 429]);
  const logins = await Promise.all(
    Array.from({ length: 40 }, (_, n) => logIn(attacker, `guess ${n}`, pretending)),
  );
  assert.deepEqual(statusesOf(logins), [429], 'what was guessed at the API counts at Directus');
  const spellings = [victim.email, victim.email.toUpperCase(), ` ${victim.email}`];
  const registrations = await Promise.all(
    Array.from({ length: 30 }, (_, n) =>
      sendFrom(attacker, {
        method: 'POST',
        url: `${api.url}/api/register`,
        body: { email: spellings[n % 3], password: 'a password of 3 words' },
        headers: pretending,
      }),
    ),
  );
  assert.ok(registrations.every(({ status }) => [400, 409, 429].includes(status)));
  assert.ok(registrations.filter(({ status }) => status !== 429).length <= 5);
  await assertVictimIsFree(api);
  assert.equal((await signIn(attacker, api, victim.password, pretending)).status, 429);
});

test('what is wrong in any way counts on the address that it came from, and on no other', async () => {
  const sharedSecret = { current: 'a shared secret of the lockout tests', previous: undefined };
  const api = await stack.startApi({ sharedSecret });
  const floods: Record<string, Omit<Parameters<typeof sendFrom>[1], 'url'> & { path: string }> = {
    'garbage for a token': {
      method: 'GET',
      path: '/api/me',
      headers: { authorization: 'Bearer x' },
    },
    'a wrong secret': {
      method: 'POST',
      path: '/api/credentials/reveal',
      body: {},
      headers: { 'x-rbac-sync-secret': 'x' },
    },
    'no address of ours': { method: 'GET', path: '/nothing' },
    'no address of ours, a body that is no JSON': { method: 'POST', path: '/nothing', body: '{' },
    'no method of ours, a body that is no JSON': { method: 'PUT', path: '/api/me', body: '{' },
    'a body that is too large': {
      method: 'POST',
      path: '/nothing',
      body: `"${'x'.repeat(70_000)}"`,
    },
  };
  let last = 100;
  for (const [what, { path, headers, ...request }] of Object.entries(floods)) {
    last += 1;
    const from = `127.0.0.${last}`;
    const url = api.url + path;
    const statuses: number[] = [];
    for (let count = 0; count < max + 3; count += 1) {
      const answer = await sendFrom(from, {
        ...request,
        url,
        headers: { ...pretending, ...headers },
      });
      statuses.push(answer.status);
    }
    assert.ok(!statuses.slice(0, max).includes(429), what);
    assert.deepEqual(statuses.slice(max), [429, 429, 429], what);
  }
  const headers = { authorization: 'Bearer x' };
  const other = await sendFrom(home, { method: 'GET', url: `${api.url}/api/me`, headers });
  assert.equal(other.status, 401, 'the address that all of them named has its own count');
  await api.stop();
});

test('an address in X-Forwarded-For counts from the proxy that is named, and of a list its last', async () => {
  const api = await stack.startApi({ trustProxy: proxy });
  const ask = async (from: string, forwardedFor: string) => {
    const headers = { authorization: 'Bearer x', 'x-forwarded-for': forwardedFor };
    return (await sendFrom(from, { method: 'GET', url: `${api.url}/api/me`, headers })).status;
  };
  const flood = async (from: string, forwardedFor: (count: number) => string) => {
    const statuses: number[] = [];
    for (let count = 0; count <= max; count += 1) {
      statuses.push(await ask(from, forwardedFor(count)));
    }
    return statuses.at(-1);
  };
  // A stranger says another address each time: all count as the stranger's.
  assert.equal(await flood(attacker, (count) => `198.51.100.${count}`), 429);
  // Through the proxy, which adds whom it saw: what the stranger said before that counts for nothing.
  assert.equal(await flood(proxy, (count) => `198.51.100.${count}, 203.0.113.1`), 429);
  assert.equal(await ask(proxy, '203.0.113.1, 203.0.113.2'), 401);
  // A name of the proxy's own address in the list is passed over, nothing before it is believed twice.
  assert.equal(await flood(proxy, (count) => `198.51.100.${count}, 203.0.113.3, ${proxy}`), 429);
  assert.equal(await ask(proxy, '203.0.113.4'), 401);
  await api.stop();
});

test('a person’s own limit is nobody else’s to use up', async () => {
  const api = await stack.startApi();
  const { accessToken } = await stack.directus.login(victim.email, victim.password);
  const claims = accessToken.split('.')[1] ?? '';
  const forgery = `eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.${claims}.forged`;
  const url = `${api.url}/api/me`;
  for (let count = 0; count < max * 2; count += 1) {
    const headers = { authorization: `Bearer ${forgery}` };
    const { status } = await sendFrom(attacker, { method: 'GET', url, headers });
    assert.equal(status, count < max ? 401 : 429);
  }
  const headers = { authorization: `Bearer ${accessToken}` };
  for (const from of [home, attacker]) {
    assert.equal((await sendFrom(from, { method: 'GET', url, headers })).status, 200, from);
  }
  await api.stop();
});
