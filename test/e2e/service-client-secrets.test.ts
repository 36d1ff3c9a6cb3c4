import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { newClientSecret } from '@genie-helper/service-clients';
import {
  routes,
  type ServiceClientSystem,
  startServiceClientSystem,
} from '../support/service-client-system.ts';
import { newClient } from '../support/service-clients.ts';
import type { TestApi } from '../support/start-api.ts';

let stack: ServiceClientSystem;
let second: TestApi;
before(async () => {
  stack = await startServiceClientSystem();
  second = await stack.startApi();
});
after(() => stack?.stop());

describe('refused with 401 on the next request, by every API process', () => {
  /** Both processes let it in, then neither does. */
  async function assertEnds(secret: string, end: () => Promise<unknown>, reason: string) {
    for (const api of [stack.api, second]) {
      assert.equal((await stack.call(api, secret, 'reveal', stack.aRecord)).status, 200);
    }
    await end();
    for (const api of [stack.api, second]) {
      const logged = api.log().length;
      const answer = await stack.call(api, secret, 'reveal', stack.aRecord);
      assert.equal(answer.status, 401, answer.text);
      assert.equal(answer.body.error, 'Unauthorized');
      assert.match(api.log().slice(logged), new RegExp(`"reason":"${reason}"`));
      assert.ok(!api.log().includes(secret), 'the log has the secret');
    }
  }

  test('a client that has ended', async () => {
    const { client, secret } = await newClient(stack.clients);
    await assertEnds(secret, () => stack.clients.end(client.id), 'client_ended');
  });

  test('a client whose time is over', async () => {
    const { client, secret } = await newClient(stack.clients);
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    await stack.clients.change(client.id, { expiresAt });
    const isOver = async () =>
      (await stack.call(second, secret, 'reveal', stack.aRecord)).status === 401;
    while (!(await isOver())) assert.ok(Date.now() < Date.parse(expiresAt) + 60_000);
    const logged = stack.api.log().length;
    assert.equal((await stack.call(stack.api, secret, 'reveal', stack.aRecord)).status, 401);
    assert.match(stack.api.log().slice(logged), /"reason":"client_expired"/);
  });

  test('the secret of before, once it is replaced at once', async () => {
    const { client, secret } = await newClient(stack.clients);
    const rotate = () => stack.clients.change(client.id, { newSecret: 'instead' });
    await assertEnds(secret, rotate, 'client_secret_wrong');
  });

  test('the older of two secrets, once it is ended', async () => {
    const { client, secret } = await newClient(stack.clients);
    const rotated = await stack.clients.change(client.id, { newSecret: 'beside' });
    assert.ok(rotated.secret);
    const endsPrevious = () => stack.clients.change(client.id, { endsPrevious: true });
    await assertEnds(secret, endsPrevious, 'client_secret_wrong');
    assert.equal((await stack.call(second, rotated.secret, 'reveal', stack.aRecord)).status, 200);
  });

  test('the bare secret of a client that must sign from then on', async () => {
    const { client, secret } = await newClient(stack.clients);
    const bind = () => stack.clients.change(client.id, { mustSign: true });
    await assertEnds(secret, bind, 'client_unsigned');
  });
});

test('who has ended, is over or must sign opens no route, whatever the scope', async () => {
  const [one] = stack.owners;
  const scopes = [
    {},
    { platforms: ['onlyfans'], routes: ['reveal' as const] },
    { owners: [one.id] },
  ];
  const expiresAt = new Date(Date.now() + 1_500).toISOString();
  const secrets: string[] = [];
  for (const scope of scopes) {
    const ended = await newClient(stack.clients, scope);
    await stack.clients.end(ended.client.id);
    const over = await newClient(stack.clients, { ...scope, expiresAt });
    const unsigned = await newClient(stack.clients, { ...scope, mustSign: true });
    secrets.push(ended.secret, over.secret, unsigned.secret);
  }
  while (Date.now() <= Date.parse(expiresAt)) await sleep(50);
  for (const secret of secrets) {
    const requestId = randomUUID();
    for (const record of stack.records) {
      for (const route of routes) {
        const answer = await stack.call(stack.api, secret, route, record, requestId);
        assert.deepEqual([answer.status, answer.body.error], [401, 'Unauthorized'], route);
      }
    }
    assert.deepEqual(await stack.entriesOf(requestId), []);
  }
});

test('two secrets count during a rotation, a third ends the first, and the log says which', async () => {
  const { client, secret: first } = await newClient(stack.clients);
  const { secret: next = '' } = await stack.clients.change(client.id, { newSecret: 'beside' });
  for (const [secret, generation] of [
    [next, 'current'],
    [first, 'previous'],
  ] as const) {
    const requestId = randomUUID();
    assert.equal(
      (await stack.call(stack.api, secret, 'reveal', stack.aRecord, requestId)).status,
      200,
    );
    const [entry] = await stack.entriesOf(requestId);
    assert.deepEqual([entry?.client, entry?.principal_id], [client.name, generation]);
  }
  const { secret: third = '' } = await stack.clients.change(client.id, { newSecret: 'beside' });
  const statuses = [first, next, third].map((secret) =>
    stack.call(stack.api, secret, 'reveal', stack.aRecord),
  );
  assert.deepEqual(
    (await Promise.all(statuses)).map(({ status }) => status),
    [401, 200, 200],
  );
});

test('no other text of the form opens anything', async () => {
  const { client, secret } = await newClient(stack.clients);
  const wrong = [
    newClientSecret(client.id),
    newClientSecret('0123456789abcdef'),
    secret.slice(0, -1),
    `${secret}x`,
    secret.toUpperCase(),
    secret.replace('gsc_', 'gsc-'),
    'gsc_',
    `${secret}, ${secret}`,
  ];
  for (const text of wrong) {
    const answer = await stack.call(stack.api, text, 'reveal', stack.aRecord);
    assert.equal(answer.status, 401, text);
    assert.equal(answer.body.code, 'auth.invalid_secret');
    assert.equal(
      answer.headers.get('www-authenticate'),
      'SharedSecret header="X-RBAC-SYNC-SECRET"',
    );
  }
});

test('works where no shared secret is set', async () => {
  const alone = await stack.startApi({ sharedSecret: { current: undefined, previous: undefined } });
  const { secret } = await newClient(stack.clients);
  assert.equal((await stack.call(alone, secret, 'reveal', stack.aRecord)).status, 200);
  const bare = await stack.call(alone, stack.secret, 'reveal', stack.aRecord);
  assert.equal(bare.body.code, 'auth.secret_not_set');
});

test('an outage of Directus is 503 for a named server, and never 401', async () => {
  const { secret } = await newClient(stack.clients);
  const elsewhere = await stack.startApi({ directusUrl: 'http://127.0.0.1:9' });
  const answer = await stack.call(elsewhere, secret, 'reveal', stack.aRecord);
  assert.equal(answer.status, 503, answer.text);
  assert.ok(answer.headers.get('retry-after'));
  const stranger = await stack.startApi({ introspectionSecret: 'x'.repeat(43) });
  assert.equal((await stack.call(stranger, secret, 'reveal', stack.aRecord)).status, 503);
});
