import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { serviceClientPaths } from '@genie-helper/guard-protocol';
import {
  type ClientManager,
  type ClientRoute,
  clientRoutes,
  newClientSecret,
} from '@genie-helper/service-clients';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { readSamples } from '../support/read-samples.ts';
import { manageClients, newClient } from '../support/service-clients.ts';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';
import type { Person } from '../support/system.ts';

const header = 'x-rbac-sync-secret';
const routes = ['store', 'reveal', 'reveal-download-cred', 'get-platform-session'] as const;
type CalledRoute = (typeof routes)[number];

let stack: CredentialSystem;
let second: TestApi;
let clients: ClientManager;
/** Two owners, each with a record of every kind on two platforms. */
let owners: Person[];
const records = new Map<string, { connection: string; download: string }>();
const platforms = ['onlyfans', 'fansly'] as const;

before(async () => {
  stack = await startCredentialSystem();
  second = await stack.startApi();
  clients = await manageClients(stack);
  owners = [await stack.person(), await stack.person()];
  for (const owner of owners) {
    for (const platform of platforms) {
      const made = await stack.as(owner, 'create-profile', { platform, credentials: { a: 'b' } });
      const connection = String(made.body.id);
      const cookies = [{ name: 'a', value: 'b', domain: '.example.com', path: '/' }];
      await stack.as(owner, 'platform-session', { creatorProfileId: connection, cookies });
      const login = { label: 'l', type: 'password', username: 'u', password: 'p' };
      const download = String((await stack.as(owner, 'download-creds', login)).body.id);
      records.set(`${owner.id} ${platform}`, { connection, download });
    }
  }
});
after(() => stack?.stop());

function call(
  api: TestApi,
  secret: string,
  route: CalledRoute,
  record: { connection: string; download: string },
  requestId: string = randomUUID(),
): Promise<ApiAnswer> {
  const id =
    route === 'reveal-download-cred'
      ? { downloadCredentialId: record.download }
      : { creatorProfileId: record.connection };
  const body = route === 'store' ? { ...id, credentials: { a: 'c' } } : id;
  const headers = { [header]: secret, 'x-request-id': requestId };
  return api.request('POST', `/api/credentials/${route}`, { body, headers });
}

const aRecord = () => {
  const [record] = records.values();
  assert.ok(record);
  return record;
};

async function entriesOf(requestId: string) {
  return stack.rows('credential_access_log', `&filter[request_id][_eq]=${requestId}`);
}

test('what is allowed passes, and the rest is 403 and logged: route, platform and owner', async () => {
  const [one] = owners;
  assert.ok(one);
  const scopes: { routes: ClientRoute[]; platforms: string[] | null; owners: string[] | null }[] =
    [];
  for (const allowed of [[...routes], ...routes.map((route) => [route])]) {
    for (const bound of [null, ['onlyfans']]) {
      for (const ids of [null, [one.id]]) {
        const ofPlatform = allowed.filter((route) => route !== 'reveal-download-cred');
        const given = bound === null ? allowed : ofPlatform;
        if (given.length > 0) scopes.push({ routes: given, platforms: bound, owners: ids });
      }
    }
  }
  let passed = 0;
  let refused = 0;
  for (const scope of scopes) {
    const { client, secret } = await newClient(clients, scope);
    const expected = new Map<string, string>();
    for (const owner of owners) {
      for (const platform of platforms) {
        const record = records.get(`${owner.id} ${platform}`);
        assert.ok(record);
        for (const route of routes) {
          const isAllowed =
            scope.routes.includes(route) &&
            (scope.platforms?.includes(platform) ?? true) &&
            (scope.owners?.includes(owner.id) ?? true);
          const requestId = `${client.id}-${expected.size}`;
          expected.set(requestId, isAllowed ? 'done' : 'not_allowed');
          const answer = await call(stack.api, secret, route, record, requestId);
          const what = `${JSON.stringify(scope)} ${route} ${platform} ${owner.id}: ${answer.text}`;
          assert.equal(answer.status, isAllowed ? 200 : 403, what);
          if (!isAllowed) assert.equal(answer.body.code, 'client.not_allowed', what);
          if (isAllowed) passed += 1;
          else refused += 1;
        }
      }
    }
    const entries = await stack.rows(
      'credential_access_log',
      `&filter[request_id][_starts_with]=${client.id}`,
    );
    assert.deepEqual(new Map(entries.map((entry) => [entry.request_id, entry.outcome])), expected);
    assert.ok(entries.length === expected.size);
    assert.ok(entries.every((entry) => entry.client === client.name));
  }
  assert.ok(passed > 40 && refused > 100, `${passed} passed, ${refused} refused`);
});

test('a server with bounds learns nothing from an id: not there and out of reach are one answer', async () => {
  const [one, two] = owners;
  assert.ok(one && two);
  const { secret } = await newClient(clients, { owners: [one.id] });
  const outOfReach = records.get(`${two.id} onlyfans`);
  assert.ok(outOfReach);
  const missing = { connection: randomUUID(), download: randomUUID() };
  const malformed = { connection: 'no id', download: 'no id' };
  for (const route of routes) {
    for (const record of [outOfReach, missing, malformed]) {
      const answer = await call(stack.api, secret, route, record, 'the-same');
      assert.deepEqual(answer.body, {
        ok: false,
        error: 'This server may not do that.',
        code: 'client.not_allowed',
        requestId: 'the-same',
      });
      assert.equal(answer.status, 403);
    }
  }
  const free = await newClient(clients);
  assert.equal((await call(stack.api, free.secret, 'reveal', missing)).status, 404);
});

describe('refused with 401 on the next request, by every API process', () => {
  /** Both processes let it in, then neither does. */
  async function assertEnds(secret: string, end: () => Promise<unknown>, reason: string) {
    for (const api of [stack.api, second]) {
      assert.equal((await call(api, secret, 'reveal', aRecord())).status, 200);
    }
    await end();
    for (const api of [stack.api, second]) {
      const logged = api.log().length;
      const answer = await call(api, secret, 'reveal', aRecord());
      assert.equal(answer.status, 401, answer.text);
      assert.equal(answer.body.error, 'Unauthorized');
      assert.match(api.log().slice(logged), new RegExp(`"reason":"${reason}"`));
      assert.ok(!api.log().includes(secret), 'the log has the secret');
    }
  }

  test('a client that has ended', async () => {
    const { client, secret } = await newClient(clients);
    await assertEnds(secret, () => clients.end(client.id), 'client_ended');
  });

  test('a client whose time is over', async () => {
    const { client, secret } = await newClient(clients);
    const expiresAt = new Date(Date.now() + 1_500).toISOString();
    await clients.change(client.id, { expiresAt });
    const isOver = async () => (await call(second, secret, 'reveal', aRecord())).status === 401;
    while (!(await isOver())) assert.ok(Date.now() < Date.parse(expiresAt) + 60_000);
    const logged = stack.api.log().length;
    assert.equal((await call(stack.api, secret, 'reveal', aRecord())).status, 401);
    assert.match(stack.api.log().slice(logged), /"reason":"client_expired"/);
  });

  test('the secret of before, once it is replaced at once', async () => {
    const { client, secret } = await newClient(clients);
    const rotate = () => clients.change(client.id, { newSecret: 'instead' });
    await assertEnds(secret, rotate, 'client_secret_wrong');
  });

  test('the older of two secrets, once it is ended', async () => {
    const { client, secret } = await newClient(clients);
    const rotated = await clients.change(client.id, { newSecret: 'beside' });
    assert.ok(rotated.secret);
    const endsPrevious = () => clients.change(client.id, { endsPrevious: true });
    await assertEnds(secret, endsPrevious, 'client_secret_wrong');
    assert.equal((await call(second, rotated.secret, 'reveal', aRecord())).status, 200);
  });

  test('the bare secret of a client that must sign from then on', async () => {
    const { client, secret } = await newClient(clients);
    const bind = () => clients.change(client.id, { mustSign: true });
    await assertEnds(secret, bind, 'client_unsigned');
  });
});

test('who has ended, is over or must sign opens no route, whatever the scope', async () => {
  const [one] = owners;
  assert.ok(one);
  const scopes = [
    {},
    { platforms: ['onlyfans'], routes: ['reveal' as const] },
    { owners: [one.id] },
  ];
  const expiresAt = new Date(Date.now() + 1_500).toISOString();
  const secrets: string[] = [];
  for (const scope of scopes) {
    const ended = await newClient(clients, scope);
    await clients.end(ended.client.id);
    const over = await newClient(clients, { ...scope, expiresAt });
    const unsigned = await newClient(clients, { ...scope, mustSign: true });
    secrets.push(ended.secret, over.secret, unsigned.secret);
  }
  while (Date.now() <= Date.parse(expiresAt)) await sleep(50);
  for (const secret of secrets) {
    const requestId = randomUUID();
    for (const record of records.values()) {
      for (const route of routes) {
        const answer = await call(stack.api, secret, route, record, requestId);
        assert.deepEqual([answer.status, answer.body.error], [401, 'Unauthorized'], route);
      }
    }
    assert.deepEqual(await entriesOf(requestId), []);
  }
});

test('two secrets count during a rotation, a third ends the first, and the log says which', async () => {
  const { client, secret: first } = await newClient(clients);
  const { secret: next = '' } = await clients.change(client.id, { newSecret: 'beside' });
  for (const [secret, generation] of [
    [next, 'current'],
    [first, 'previous'],
  ] as const) {
    const requestId = randomUUID();
    assert.equal((await call(stack.api, secret, 'reveal', aRecord(), requestId)).status, 200);
    const [entry] = await entriesOf(requestId);
    assert.deepEqual([entry?.client, entry?.principal_id], [client.name, generation]);
  }
  const { secret: third = '' } = await clients.change(client.id, { newSecret: 'beside' });
  const statuses = [first, next, third].map((secret) =>
    call(stack.api, secret, 'reveal', aRecord()),
  );
  assert.deepEqual(
    (await Promise.all(statuses)).map(({ status }) => status),
    [401, 200, 200],
  );
});

test('no other text of the form opens anything', async () => {
  const { client, secret } = await newClient(clients);
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
    const answer = await call(stack.api, text, 'reveal', aRecord());
    assert.equal(answer.status, 401, text);
    assert.equal(answer.body.code, 'auth.invalid_secret');
    assert.equal(
      answer.headers.get('www-authenticate'),
      'SharedSecret header="X-RBAC-SYNC-SECRET"',
    );
  }
});

test("opens neither people's routes nor the metrics of others", async () => {
  const { secret } = await newClient(clients);
  const headers = { [header]: secret, 'x-forwarded-for': '192.0.2.1' };
  const profile = { platform: 'x', credentials: {} };
  const made = await stack.api.request('POST', '/api/credentials/create-profile', {
    headers,
    body: profile,
  });
  assert.equal(made.status, 401);
  assert.equal((await stack.api.request('GET', '/metrics', { headers })).status, 401);
});

test('works where no shared secret is set', async () => {
  const alone = await stack.startApi({ sharedSecret: { current: undefined, previous: undefined } });
  const { secret } = await newClient(clients);
  assert.equal((await call(alone, secret, 'reveal', aRecord())).status, 200);
  const bare = await call(alone, stack.secret, 'reveal', aRecord());
  assert.equal(bare.body.code, 'auth.secret_not_set');
});

test('an outage of Directus is 503 for a named server, and never 401', async () => {
  const { secret } = await newClient(clients);
  const elsewhere = await stack.startApi({ directusUrl: 'http://127.0.0.1:9' });
  const answer = await call(elsewhere, secret, 'reveal', aRecord());
  assert.equal(answer.status, 503, answer.text);
  assert.ok(answer.headers.get('retry-after'));
  const stranger = await stack.startApi({ introspectionSecret: 'x'.repeat(43) });
  assert.equal((await call(stranger, secret, 'reveal', aRecord())).status, 503);
});

test('the shared secret is the client default in the log, with all rights', async () => {
  const requestId = randomUUID();
  for (const route of routes) {
    assert.equal((await call(stack.api, stack.secret, route, aRecord(), requestId)).status, 200);
  }
  const entries = await entriesOf(requestId);
  assert.deepEqual(
    entries.map(({ client }) => client),
    routes.map(() => 'default'),
  );
});

test('requests are counted by client, and the time of the last use is kept', async () => {
  const { client, secret } = await newClient(clients, { routes: ['reveal'] });
  await call(stack.api, secret, 'reveal', aRecord());
  await call(stack.api, secret, 'store', aRecord());
  await call(stack.api, newClientSecret(client.id), 'reveal', aRecord());
  const samples = readSamples((await stack.api.request('GET', '/metrics')).text);
  const outcomes = ['admitted', 'not_allowed', 'refused'].map((outcome) =>
    samples.get(
      `genie_service_client_requests_total{client="${client.name}",outcome="${outcome}"}`,
    ),
  );
  assert.deepEqual(outcomes, [1, 1, 1]);
  const lastUse = async () =>
    (await clients.list()).clients.find(({ id }) => id === client.id)?.lastUsedAt;
  while ((await lastUse()) === null) await new Promise((resolve) => setTimeout(resolve, 20));
  assert.ok(Math.abs(Number(await lastUse()) - Date.now()) < 60_000);
});

test('what cannot be is refused with the name of its field', async () => {
  const wrong: [Parameters<typeof newClient>[1], string][] = [
    [{ name: 'default' }, 'name'],
    [{ name: 'Big' }, 'name'],
    [{ routes: [] }, 'routes'],
    [{ routes: ['reveal', 'reveal'] }, 'routes'],
    [{ routes: ['erase' as ClientRoute] }, 'routes'],
    [{ routes: [...clientRoutes], platforms: ['x'] }, 'platforms'],
    [{ routes: ['reveal'], platforms: [] }, 'platforms'],
    [{ owners: ['somebody'] }, 'owners'],
    [{ expiresAt: new Date(Date.now() - 1_000).toISOString() }, 'expiresAt'],
  ];
  for (const [fields, field] of wrong) {
    await assert.rejects(newClient(clients, fields), { problem: 'invalid', field });
  }
  const { client } = await newClient(clients);
  await assert.rejects(newClient(clients, { name: client.name }), { problem: 'name_taken' });
  await clients.end(client.id);
  await assert.rejects(newClient(clients, { name: client.name }), { problem: 'name_taken' });
  await assert.rejects(clients.change(client.id, { mustSign: false }), { problem: 'ended' });
});

describe('what Directus has of it', () => {
  test('no collection, for an administrator neither', async () => {
    for (const table of ['genie_service_clients', 'genie_client_nonces']) {
      const { status } = await stack.directus.admin.request('GET', `/items/${table}`);
      assert.equal(status, 403);
      assert.equal(
        (await stack.directus.admin.request('GET', `/collections/${table}`)).status,
        403,
      );
    }
  });

  test('routes that answer nobody else', async () => {
    const { list, write, look, use } = serviceClientPaths;
    const [person] = owners;
    for (const path of [list, write, look, use]) {
      for (const token of [null, person?.token ?? '']) {
        const { status } = await stack.directus.admin.request('POST', path, { ids: [] }, token);
        assert.ok(status === 401 || status === 403, `${path} ${status}`);
      }
    }
    for (const path of [list, write]) {
      const headers = { [header]: stack.introspectionSecret };
      const { status } = await stack.directus.admin.request('POST', path, {}, null, headers);
      assert.equal(status, 403, path);
    }
  });

  test('records that count for nothing unless the vault sealed them, for this id and write', async () => {
    const { client, secret } = await newClient(clients);
    const other = await newClient(clients);
    const [mine, foreign] = await Promise.all(
      [client.id, other.client.id].map(async (id) => {
        const { data } = await stack.directus.admin.request('POST', serviceClientPaths.list, {});
        const all = (data as { clients: { id: string; sealed: string }[] }).clients;
        return all.find((each) => each.id === id)?.sealed ?? '';
      }),
    );
    const put = (sealed: string | undefined, version: number) =>
      stack.directus.admin.request('POST', serviceClientPaths.write, {
        ...{ id: client.id, name: client.name, sealed, version },
      });
    let version = 1;
    // Another's record, its own with another number, and no envelope at all.
    for (const sealed of [foreign, mine, 'nonsense']) {
      version += 1;
      assert.equal((await put(sealed, version)).status, 200);
      const answer = await call(stack.api, secret, 'reveal', aRecord());
      assert.equal(answer.status, 500, answer.text);
      assert.equal(answer.body.code, 'credentials.unopenable');
    }
  });
});
