import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import { introspectionSecretOf } from '@genie-helper/environment';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';
import type { Person } from '../support/system.ts';

let stack: CredentialSystem;
let person: Person;
let creatorProfileId: string;

before(async () => {
  stack = await startCredentialSystem();
  person = await stack.person();
  creatorProfileId = await stack.connect(person, { api_key: 'canary-4f' });
});
after(() => stack?.stop());

const operations = ['store', 'reveal', 'reveal-download-cred', 'get-platform-session'];
const header = 'x-rbac-sync-secret';

function post(api: TestApi, operation: string, headers: Record<string, string>, body?: unknown) {
  const fitting = body ?? { creatorProfileId };
  return api.request('POST', `/api/credentials/${operation}`, { body: fitting, headers });
}

function assertUnauthorized(answer: ApiAnswer) {
  assert.equal(answer.status, 401, answer.text);
  assert.deepEqual(answer.body, {
    ok: false,
    error: 'Unauthorized',
    code: 'auth.invalid_secret',
    requestId: answer.headers.get('x-request-id'),
  });
  const challenge = 'SharedSecret header="X-RBAC-SYNC-SECRET"';
  assert.equal(answer.headers.get('www-authenticate'), challenge);
}

test('opens the four routes to nothing but the whole secret', async () => {
  const { secret } = stack;
  const wrong: Record<string, string>[] = [
    {},
    { [header]: '' },
    { [header]: 'a'.repeat(secret.length) },
    { [header]: secret.slice(0, -1) },
    { [header]: `${secret}x` },
    { [header]: `${secret}, ${secret}` },
    { [header]: secret.toUpperCase() },
    { [header]: introspectionSecretOf(secret) },
    { authorization: `Bearer ${secret}` },
  ];
  for (const operation of operations) {
    for (const headers of wrong) assertUnauthorized(await post(stack.api, operation, headers));
  }
});

test("opens them to no bearer token, the administrator's included", async () => {
  const { adminEmail, adminPassword, adminToken } = stack.directus;
  const { accessToken } = await stack.directus.login(adminEmail, adminPassword);
  for (const token of [person.token, accessToken, adminToken]) {
    for (const operation of operations) {
      const headers = { authorization: `Bearer ${token}` };
      assertUnauthorized(await post(stack.api, operation, headers));
      assertUnauthorized(await post(stack.api, operation, { [header]: token }));
    }
  }
});

test('refuses the header twice, even with the secret both times', async () => {
  const socket = connect(stack.api.port, '127.0.0.1');
  await once(socket, 'connect');
  const line = `X-RBAC-SYNC-SECRET: ${stack.secret}\r\n`;
  const body = JSON.stringify({ creatorProfileId });
  socket.write(
    `POST /api/credentials/reveal HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n${line}${line}\r\n${body}`,
  );
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  assert.match(answer, /^HTTP\/1\.1 401 /);
});

test('is asked for before the body is read', async () => {
  for (const body of ['{', 'x'.repeat(100_000)]) {
    assertUnauthorized(await post(stack.api, 'store', { [header]: 'wrong' }, body));
  }
});

test('opens no route of people', async () => {
  const headers = { [header]: stack.secret };
  const profile = { platform: 'x', credentials: {} };
  const answer = await post(stack.api, 'create-profile', headers, profile);
  assert.equal(answer.status, 401);
  assert.equal(answer.headers.get('www-authenticate'), 'Bearer');
});

test('is accepted in its previous value too while a rotation lasts, and the log says which', async () => {
  const next = `${'n'.repeat(31)}ü💡`;
  const sharedSecret = { current: next, previous: stack.secret };
  const rotating = await stack.startApi({ sharedSecret });
  const asHeader = (text: string) => Buffer.from(text).toString('latin1');
  for (const [secret, generation] of [
    [next, 'current'],
    [stack.secret, 'previous'],
  ] as const) {
    const requestId = `rotation-${generation}`;
    const headers = { [header]: asHeader(secret), 'x-request-id': requestId };
    const answer = await post(rotating, 'reveal', headers);
    assert.equal(answer.status, 200, answer.text);
    const [entry] = await stack.rows(
      'credential_access_log',
      `&filter[request_id][_eq]=${requestId}`,
    );
    assert.equal(entry?.principal_kind, 'server');
    assert.equal(entry?.principal_id, generation);
  }
  const rotated = await stack.startApi({ sharedSecret: { current: next, previous: undefined } });
  assertUnauthorized(await post(rotated, 'reveal', { [header]: stack.secret }));
});

test('is accepted whatever it begins with, as the secret of a service client too', async () => {
  const current = `gsc_${'c'.repeat(40)}`;
  const previous = `gsc_${'0'.repeat(16)}_${'p'.repeat(43)}`;
  const api = await stack.startApi({ sharedSecret: { current, previous } });
  for (const secret of [current, previous]) {
    assert.equal((await post(api, 'reveal', { [header]: secret })).status, 200);
    assertUnauthorized(await post(api, 'reveal', { [header]: `${secret.slice(0, -1)}x` }));
  }
});

test('unset: 500 that names the variable, whatever is shown; the rest of the API works', async () => {
  for (const previous of [undefined, stack.secret]) {
    const sharedSecret = { current: undefined, previous };
    const api = await stack.startApi({ sharedSecret });
    for (const headers of [
      {},
      { [header]: '' },
      { [header]: 'undefined' },
      { [header]: stack.secret },
    ]) {
      const answer = await post(api, 'reveal', headers);
      assert.equal(answer.status, 500);
      assert.equal(answer.body.error, 'RBAC_SYNC_WEBHOOK_SECRET not set');
    }
    assert.equal((await api.request('GET', '/api/me', { token: person.token })).status, 200);
  }
});

test('wrong ones count on the address and keep nobody with the right one out', async () => {
  const api = await stack.startApi({ rateLimitMax: 3 });
  const statuses: number[] = [];
  for (let count = 0; count < 5; count += 1) {
    statuses.push((await post(api, 'reveal', { [header]: 'wrong' })).status);
  }
  assert.deepEqual(statuses, [401, 401, 401, 429, 429]);
  assert.equal((await api.request('GET', '/nothing')).status, 429);
  const right = { [header]: stack.secret };
  const passed: number[] = [];
  for (let count = 0; count < 4; count += 1) {
    passed.push((await post(api, 'reveal', right)).status);
  }
  assert.deepEqual(passed, [200, 200, 200, 429]);
  assert.equal((await api.request('GET', '/api/me', { token: person.token })).status, 200);
});

test('is in no answer and in no line of the log', () => {
  assert.equal(stack.api.log().includes(stack.secret), false);
});
