import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { serviceClientPaths } from '@genie-helper/guard-protocol';
import { type ClientRoute, clientRoutes, newClientSecret } from '@genie-helper/service-clients';
import { readSamples } from '../support/read-samples.ts';
import {
  platforms,
  routes,
  type ServiceClientSystem,
  secretHeader,
  startServiceClientSystem,
} from '../support/service-client-system.ts';
import { newClient } from '../support/service-clients.ts';

let stack: ServiceClientSystem;
before(async () => {
  stack = await startServiceClientSystem();
});
after(() => stack?.stop());

test('what is allowed passes, and the rest is 403 and logged: route, platform and owner', async () => {
  const [one] = stack.owners;
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
    const { client, secret } = await newClient(stack.clients, scope);
    const expected = new Map<string, string>();
    for (const owner of stack.owners) {
      for (const platform of platforms) {
        const record = stack.recordOf(owner, platform);
        for (const route of routes) {
          const isAllowed =
            scope.routes.includes(route) &&
            (scope.platforms?.includes(platform) ?? true) &&
            (scope.owners?.includes(owner.id) ?? true);
          const requestId = `${client.id}-${expected.size}`;
          expected.set(requestId, isAllowed ? 'done' : 'not_allowed');
          const answer = await stack.call(stack.api, secret, route, record, requestId);
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
  const [one, two] = stack.owners;
  const { secret } = await newClient(stack.clients, { owners: [one.id] });
  const outOfReach = stack.recordOf(two, 'onlyfans');
  const missing = { connection: randomUUID(), download: randomUUID() };
  const malformed = { connection: 'no id', download: 'no id' };
  for (const route of routes) {
    for (const record of [outOfReach, missing, malformed]) {
      const answer = await stack.call(stack.api, secret, route, record, 'the-same');
      assert.deepEqual(answer.body, {
        ok: false,
        error: 'This server may not do that.',
        code: 'client.not_allowed',
        requestId: 'the-same',
      });
      assert.equal(answer.status, 403);
    }
  }
  const free = await newClient(stack.clients);
  assert.equal((await stack.call(stack.api, free.secret, 'reveal', missing)).status, 404);
});

test("opens neither people's routes nor the metrics of others", async () => {
  const { secret } = await newClient(stack.clients);
  const headers = { [secretHeader]: secret, 'x-forwarded-for': '192.0.2.1' };
  const profile = { platform: 'x', credentials: {} };
  const made = await stack.api.request('POST', '/api/credentials/create-profile', {
    headers,
    body: profile,
  });
  assert.equal(made.status, 401);
  assert.equal((await stack.api.request('GET', '/metrics', { headers })).status, 401);
});

test('the shared secret is the client default in the log, with all rights', async () => {
  const requestId = randomUUID();
  for (const route of routes) {
    assert.equal(
      (await stack.call(stack.api, stack.secret, route, stack.aRecord, requestId)).status,
      200,
    );
  }
  const entries = await stack.entriesOf(requestId);
  assert.deepEqual(
    entries.map(({ client }) => client),
    routes.map(() => 'default'),
  );
});

test('requests are counted by client, and the time of the last use is kept', async () => {
  const { client, secret } = await newClient(stack.clients, { routes: ['reveal'] });
  await stack.call(stack.api, secret, 'reveal', stack.aRecord);
  await stack.call(stack.api, secret, 'store', stack.aRecord);
  await stack.call(stack.api, newClientSecret(client.id), 'reveal', stack.aRecord);
  const samples = readSamples((await stack.api.request('GET', '/metrics')).text);
  const outcomes = ['admitted', 'not_allowed', 'refused'].map((outcome) =>
    samples.get(
      `genie_service_client_requests_total{client="${client.name}",outcome="${outcome}"}`,
    ),
  );
  assert.deepEqual(outcomes, [1, 1, 1]);
  const lastUse = async () =>
    (await stack.clients.list()).clients.find(({ id }) => id === client.id)?.lastUsedAt;
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
    await assert.rejects(newClient(stack.clients, fields), { problem: 'invalid', field });
  }
  const { client } = await newClient(stack.clients);
  await assert.rejects(newClient(stack.clients, { name: client.name }), { problem: 'name_taken' });
  await stack.clients.end(client.id);
  await assert.rejects(newClient(stack.clients, { name: client.name }), { problem: 'name_taken' });
  await assert.rejects(stack.clients.change(client.id, { mustSign: false }), { problem: 'ended' });
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
    const [person] = stack.owners;
    for (const path of [list, write, look, use]) {
      for (const token of [null, person.token]) {
        const { status } = await stack.directus.admin.request('POST', path, { ids: [] }, token);
        assert.ok(status === 401 || status === 403, `${path} ${status}`);
      }
    }
    for (const path of [list, write]) {
      const headers = { [secretHeader]: stack.introspectionSecret };
      const { status } = await stack.directus.admin.request('POST', path, {}, null, headers);
      assert.equal(status, 403, path);
    }
  });

  test('records that count for nothing unless the vault sealed them, for this id and write', async () => {
    const { client, secret } = await newClient(stack.clients);
    const other = await newClient(stack.clients);
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
      const answer = await stack.call(stack.api, secret, 'reveal', stack.aRecord);
      assert.equal(answer.status, 500, answer.text);
      assert.equal(answer.body.code, 'credentials.unopenable');
    }
  });
});
