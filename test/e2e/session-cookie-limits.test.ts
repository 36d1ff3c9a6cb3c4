import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openBrowser } from '../support/browser.ts';
import { testIntrospectionSecret } from '../support/directus-pool.ts';
import type { TestApi } from '../support/start-api.ts';
import { newAddress, type System, startSystem } from '../support/system.ts';

const accountFailures = 3;
let stack: System;

before(async () => {
  stack = await startSystem({
    api: { trustProxy: '127.0.0.1' },
    directus: {
      env: {
        LOGIN_LIMIT_ACCOUNT_FAILURES: String(accountFailures),
        LOGIN_LIMIT_ADDRESS_FAILURES: '8',
        // Longer than any test takes, so that none of them depends on how fast it runs.
        LOGIN_LIMIT_WINDOW_SECONDS: '3600',
      },
    },
  });
});

after(() => stack?.stop());

function signIn(from: string, email: string, password: string, api: TestApi = stack.api) {
  return openBrowser({ url: api.url }).send('POST', '/api/session', {
    body: { email, password },
    headers: { 'x-forwarded-for': from },
  });
}

test('guessing is stopped for the address that guesses, and for nobody elsewhere', async () => {
  const user = await stack.directus.admin.createUser();
  const [attacker, owner] = [newAddress(), '198.51.100.7'];
  for (let count = 0; count < accountFailures; count += 1) {
    assert.equal((await signIn(attacker, user.email, `guess ${count}`)).status, 401);
  }
  const refused = await signIn(attacker, user.email, user.password);
  assert.equal(refused.status, 429);
  assert.equal(refused.body.code, 'rate_limit.exceeded');
  assert.ok(Number(refused.headers['retry-after']) > 3_000);
  assert.equal((await signIn(owner, user.email, user.password)).status, 200);
  const { data } = await stack.directus.admin.request('GET', `/users/${user.id}?fields=status`);
  assert.deepEqual(data, { status: 'active' });
});

test('many accounts from one address are stopped, and other addresses are not', async () => {
  const attacker = '198.51.100.8';
  const statuses: number[] = [];
  for (let count = 0; count < 10; count += 1) {
    statuses.push((await signIn(attacker, `nobody-${count}@example.com`, 'guess')).status);
  }
  assert.deepEqual(statuses, [...Array<number>(8).fill(401), 429, 429]);
  const user = await stack.directus.admin.createUser();
  assert.equal((await signIn('198.51.100.9', user.email, user.password)).status, 200);
});

test('the address counts only beside the secret: nobody can take another one at Directus', async () => {
  const user = await stack.directus.admin.createUser();
  const logIn = (headers: Record<string, string>) =>
    stack.directus.admin.request(
      'POST',
      '/auth/login',
      { email: user.email, password: 'guess' },
      null,
      headers,
    );
  for (let count = 0; count <= accountFailures; count += 1) {
    const { status } = await logIn({
      'x-genie-client-address': newAddress(),
      'x-rbac-sync-secret': 'not the secret that Directus shares with the API',
    });
    assert.equal(status, count < accountFailures ? 401 : 429);
  }
  const told = { 'x-genie-client-address': '198.51.100.10' };
  assert.equal((await logIn(told)).status, 429);
  assert.equal(
    (await logIn({ ...told, 'x-rbac-sync-secret': testIntrospectionSecret })).status,
    401,
  );
  const nonsense = {
    'x-genie-client-address': 'elsewhere',
    'x-rbac-sync-secret': testIntrospectionSecret,
  };
  assert.equal((await logIn(nonsense)).status, 429);
});

test('an address has 60 attempts a minute, right ones included; another address has its own', async () => {
  const api = await stack.startApi();
  const address = '198.51.100.11';
  const empty = () =>
    openBrowser({ url: api.url }).send('POST', '/api/session', {
      body: {},
      headers: { 'x-forwarded-for': address },
    });
  for (let count = 0; count < 60; count += 1) assert.equal((await empty()).status, 400);
  const user = await stack.directus.admin.createUser();
  const refused = await signIn(address, user.email, user.password, api);
  assert.equal(refused.status, 429);
  assert.equal(refused.headers['ratelimit-limit'], '60');
  assert.ok(Number(refused.headers['retry-after']) >= 1);
  assert.equal((await signIn('198.51.100.12', user.email, user.password, api)).status, 200);
});

test('requests with a session count on its user, refused ones on the address', async () => {
  const api = await stack.startApi({ rateLimitMax: 3 });
  const { browser } = await stack.signIn(api);
  const address = { 'x-forwarded-for': '198.51.100.13' };
  const ask = (headers: Record<string, string>) => browser.send('GET', '/api/me', { headers });
  const foreign = (count: number) =>
    Promise.all(
      Array.from({ length: count }, () =>
        browser.send('DELETE', '/api/session', { origin: null, headers: address }),
      ),
    );
  const statuses = (await foreign(5)).map(({ status }) => status).sort();
  assert.deepEqual(statuses, [403, 403, 403, 429, 429]);
  for (const expected of [200, 200, 200, 429]) {
    assert.equal((await ask(address)).status, expected);
  }
});
