import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { field, type TestUser } from '../../test/support/directus-client.ts';
import { useDirectus } from '../../test/support/directus-pool.ts';

let directus: Awaited<ReturnType<typeof useDirectus>>;
let own: TestUser;
let other: TestUser;
let token: string;
const ids = { own: new Map<string, string>(), other: new Map<string, string>() };
const now = new Date().toISOString();
const sealed = {
  encrypted_credentials: 'ciphertext-canary',
  credentials_updated_at: now,
  date_created: now,
};
const connection = { platform: 'x', platform_username: 'me', ...sealed };
const times = { captured_at: now, user_agent: 'agent-canary', expires_at: null };
const collections = ['platform_connections', 'download_credentials', 'platform_sessions'];

/** What a user reads of each, in its own records. */
const readable: Record<string, string[]> = {
  platform_connections: ['platform', 'platform_username'],
  download_credentials: ['label', 'type'],
  platform_sessions: ['connection', 'captured_at', 'expires_at'],
};
const everywhere = ['id', 'user', 'credentials_version', 'credentials_updated_at', 'date_created'];
const hidden = ['encrypted_credentials', 'seal_count'];

before(async () => {
  directus = await useDirectus();
  [own, other] = [await directus.admin.createUser(), await directus.admin.createUser()];
  for (const [owner, made] of [
    [own, ids.own],
    [other, ids.other],
  ] as const) {
    for (const name of collections) made.set(name, randomUUID());
    const profile = made.get('platform_connections');
    const rows: Record<string, object> = {
      platform_connections: { ...connection, identity: `${owner.id}/x/me` },
      download_credentials: { label: 'a', type: 'password', ...sealed },
      platform_sessions: { connection: profile, ...times, ...sealed },
    };
    for (const name of collections) {
      const row = { id: made.get(name), user: owner.id, ...rows[name] };
      const answer = await directus.admin.request('POST', `/items/${name}`, row);
      assert.equal(answer.status, 200, answer.text);
    }
  }
  const entry = {
    action: 'reveal',
    outcome: 'done',
    principal_kind: 'server',
    principal_id: 'current',
  };
  const where = { collection: 'platform_connections', item: ids.own.get('platform_connections') };
  const request = { at: now, request_id: 'r', address: '127.0.0.1' };
  const log = { ...entry, ...where, ...request };
  assert.equal(
    (await directus.admin.request('POST', '/items/credential_access_log', log)).status,
    200,
  );
  token = (await directus.login(own.email, own.password)).accessToken;
});
after(() => directus?.stop());

const get = (path: string) => directus.admin.request('GET', path, undefined, token);
const send = (method: string, path: string, body: unknown) =>
  directus.admin.request(method, path, body, token);
const graphql = (query: string) => directus.admin.graphql('items', query, token);
/** Directus has no mutations for who may write nothing, and says so in one way or another. */
async function assertNoMutation(text: string) {
  const { body } = await graphql(`mutation { ${text} }`);
  assert.ok(field(body, 'errors') !== undefined && field(body, 'data') === undefined, text);
}
const idOf = (who: 'own' | 'other', name: string) => ids[who].get(name) ?? '';

for (const name of collections) {
  describe(`of ${name} a Pro user`, () => {
    test('reads its own records, and of them what is not secret', async () => {
      const answer = await get(`/items/${name}?fields=*`);
      const rows = answer.data as Record<string, unknown>[];
      assert.equal(rows.length, 1);
      assert.equal(rows[0]?.id, idOf('own', name));
      assert.deepEqual(
        Object.keys(rows[0] ?? {}).toSorted(),
        [...everywhere, ...(readable[name] ?? [])].toSorted(),
      );
      assert.doesNotMatch(answer.text, /canary/);
      assert.equal((await get(`/items/${name}/${idOf('other', name)}`)).status, 403);
      assert.deepEqual((await get(`/items/${name}?aggregate[count]=*`)).data, [{ count: 1 }]);
    });

    test('learns nothing of a ciphertext, not even how it begins', async () => {
      for (const column of hidden) {
        for (const query of [
          `fields=${column}`,
          `fields=x&alias[x]=${column}`,
          `filter[${column}][_nnull]=true`,
          `filter[${column}][_starts_with]=c`,
          `filter[_or][0][${column}][_null]=true`,
          `sort=${column}`,
          `aggregate[max]=${column}`,
          `groupBy[]=${column}`,
          `fields=user.*&deep[user][_filter][${column}][_nnull]=true`,
        ]) {
          const answer = await get(`/items/${name}?${query}`);
          assert.doesNotMatch(answer.text, /canary/, query);
          const isHarmless = query.startsWith('fields=user');
          assert.equal(answer.status, isHarmless ? answer.status : 403, `${query}: ${answer.text}`);
        }
        const query = { filter: { [column]: { _nnull: true } } };
        assert.equal((await send('SEARCH', `/items/${name}`, { query })).status, 403);
        assert.equal((await graphql(`{ ${name} { id ${column} } }`)).status, 400);
        const filtered = await graphql(
          `{ ${name}(filter: { ${column}: { _nnull: true } }) { id } }`,
        );
        assert.equal(filtered.status, 400);
      }
      const search = await get(`/items/${name}?search=canary`);
      assert.deepEqual(search.data, []);
    });

    test('finds no record of others through a relation', async () => {
      const foreign = idOf('other', name);
      for (const query of [
        `filter[id][_eq]=${foreign}`,
        `filter[user][_neq]=${own.id}`,
        'offset=1',
      ]) {
        assert.deepEqual((await get(`/items/${name}?${query}`)).data, [], query);
      }
      const mine = await graphql(`{ ${name} { id } }`);
      assert.deepEqual(mine.data, { [name]: [{ id: idOf('own', name) }] });
      const byId = await graphql(`{ ${name}_by_id(id: "${foreign}") { id } }`);
      assert.deepEqual(byId.data, { [`${name}_by_id`]: null });
    });

    test('makes, changes and removes nothing', async () => {
      const before = (await directus.admin.request('GET', `/items/${name}?limit=-1`)).data;
      for (const id of [idOf('own', name), idOf('other', name)]) {
        for (const column of [...everywhere, ...hidden, ...(readable[name] ?? []), 'identity']) {
          const answer = await send('PATCH', `/items/${name}/${id}`, { [column]: 'x' });
          assert.equal(answer.status, 403, `${column}: ${answer.text}`);
        }
        assert.equal((await send('DELETE', `/items/${name}/${id}`, undefined)).status, 403);
        const one = { encrypted_credentials: 'x' };
        assert.equal(
          (await send('PATCH', `/items/${name}`, { keys: [id], data: one })).status,
          403,
        );
        assert.equal((await send('PATCH', `/items/${name}`, [{ id, ...one }])).status, 403);
        const change = `(id: "${id}", data: { encrypted_credentials: "x" })`;
        await assertNoMutation(`update_${name}_item${change} { id }`);
        await assertNoMutation(`delete_${name}_item(id: "${id}") { id }`);
      }
      const row = { ...connection, user: own.id };
      assert.equal((await send('POST', `/items/${name}`, row)).status, 403);
      const nested = { first_name: 'a', [name]: [{ encrypted_credentials: 'x' }] };
      await send('PATCH', '/users/me', nested);
      await assertNoMutation(`create_${name}_item(data: { platform: "x" }) { id }`);
      const after = (await directus.admin.request('GET', `/items/${name}?limit=-1`)).data;
      assert.deepEqual(after, before);
    });
  });
}

test('nobody but an administrator reads, makes, changes or removes an entry of the access log', async () => {
  const path = '/items/credential_access_log';
  const entry = { action: 'x' };
  const kept = async () => (await directus.admin.request('GET', `${path}?limit=-1`)).data;
  const before = await kept();
  for (const who of [token, null]) {
    const answers = [
      await directus.admin.request('GET', path, undefined, who),
      await directus.admin.request('GET', `${path}/1`, undefined, who),
      await directus.admin.request('GET', `${path}?aggregate[count]=*`, undefined, who),
      await directus.admin.request('POST', path, entry, who),
      await directus.admin.request('PATCH', `${path}/1`, entry, who),
      await directus.admin.request('PATCH', path, { keys: [1], data: entry }, who),
      await directus.admin.request('DELETE', `${path}/1`, undefined, who),
      await directus.admin.request('DELETE', path, [1], who),
    ];
    assert.deepEqual(
      answers.map(({ status }) => status),
      answers.map(() => 403),
    );
    assert.equal(
      (await directus.admin.graphql('items', '{ credential_access_log { id } }', who)).status,
      400,
    );
  }
  assert.ok(Array.isArray(before) && before.length > 0);
  assert.deepEqual(await kept(), before);
});

test('Directus keeps no former ciphertext in revisions or activity', async () => {
  const path = `/items/platform_connections/${idOf('own', 'platform_connections')}`;
  await directus.admin.request('PATCH', path, { encrypted_credentials: 'another-canary' });
  for (const kind of ['revisions', 'activity']) {
    const about = `filter[collection][_in]=${[...collections, 'credential_access_log'].join(',')}`;
    const { data } = await directus.admin.request('GET', `/${kind}?${about}`);
    assert.deepEqual(data, []);
  }
});
