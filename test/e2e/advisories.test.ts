/** What keeps the advisories that are open against Directus 11.17.4 out of reach; SECURITY.md names them. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { after, before, test } from 'node:test';
import { leaseDirectus } from '../support/directus-pool.ts';
import type { TestDirectus } from '../support/start-directus.ts';

let directus: TestDirectus;
let token: string;

before(async () => {
  directus = await leaseDirectus();
  const user = await directus.admin.createUser();
  token = (await directus.login(user.email, user.password)).accessToken;
});
after(() => directus?.stop());

/** The status that an attempt to open a WebSocket gets; 101 where it opens. */
function upgrade(path: string): Promise<number | 'closed'> {
  const { promise, resolve } = Promise.withResolvers<number | 'closed'>();
  const call = request(`${directus.url}${path}`, {
    headers: {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': Buffer.alloc(16).toString('base64'),
      'sec-websocket-protocol': 'graphql-transport-ws',
    },
  });
  call.on('upgrade', (_, socket) => {
    socket.destroy();
    resolve(101);
  });
  call.on('response', (answer) => {
    answer.resume();
    resolve(answer.statusCode ?? 0);
  });
  call.on('error', () => resolve('closed'));
  call.end();
  return promise;
}

test('CVE-2026-126539: Directus opens a WebSocket to nobody', async () => {
  for (const path of [
    '/websocket',
    '/graphql',
    '/websocket/logs',
    `/websocket?access_token=${token}`,
  ]) {
    assert.notEqual(await upgrade(path), 101, path);
  }
  const info = await directus.admin.request('GET', '/server/info');
  assert.equal((info.data as { websocket?: unknown }).websocket, false);
});

test('CVE-2026-129239: nobody but an administrator makes, reads, changes or removes a share', async () => {
  const share = { collection: 'platform_connections', item: randomUUID() };
  for (const who of [null, token]) {
    for (const [method, path, body] of [
      ['GET', '/shares'],
      ['POST', '/shares', share],
      ['GET', `/shares/${randomUUID()}`],
      ['PATCH', `/shares/${randomUUID()}`, { name: 'x' }],
      ['DELETE', `/shares/${randomUUID()}`],
      ['POST', '/shares/invite', { share: randomUUID(), emails: ['x@example.com'] }],
    ] as const) {
      const answer = await directus.admin.request(method, path, body, who);
      assert.equal(answer.status, 403, `${method} ${path}: ${answer.text}`);
    }
  }
  const path = '/permissions?filter[collection][_eq]=directus_shares&limit=-1';
  const { data } = await directus.admin.request('GET', path);
  // What Directus itself gives to whoever may use its app has no id; no user of ours may.
  const granted = (data as { id?: number | null }[]).filter(({ id }) => id != null);
  assert.deepEqual(granted, []);
});
