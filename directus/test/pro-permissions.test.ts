import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { field, type TestUser } from '../../test/support/directus-client.ts';
import { useDirectus } from '../../test/support/directus-pool.ts';
import { proRoleId } from '../state/accounts.ts';

let directus: Awaited<ReturnType<typeof useDirectus>>;
let own: TestUser;
let other: TestUser;
let token: string;

before(async () => {
  directus = await useDirectus();
  own = await directus.admin.createUser({ first_name: 'Own' });
  other = await directus.admin.createUser({ first_name: 'Other', title: 'secret title' });
  token = (await directus.login(own.email, own.password)).accessToken;
});
after(() => directus?.stop());

const get = (path: string) => directus.admin.request('GET', path, undefined, token);
const send = (method: string, path: string, body: unknown) =>
  directus.admin.request(method, path, body, token);
const graphql = (query: string) => directus.admin.graphql('system', query, token);

const readable = () => ({
  id: own.id,
  email: own.email,
  first_name: 'Own',
  last_name: null,
  status: 'active',
  role: proRoleId,
  subscription_tier: 'pro',
  email_verified_at: null,
});

describe('a Pro user reads', () => {
  test('exactly the eight fields of its own profile', async () => {
    assert.deepEqual((await get('/users/me')).data, readable());
    assert.deepEqual((await get(`/users/${own.id}`)).data, readable());
    assert.deepEqual((await get('/users?fields=*')).data, [readable()]);
  });

  test('the name of its own role, and nothing else of any role', async () => {
    const role = { id: proRoleId, name: 'Pro' };
    assert.deepEqual((await get('/users/me?fields=role.name')).data, { role: { name: 'Pro' } });
    assert.deepEqual((await get('/roles?fields=*.*')).data, [role]);
    assert.deepEqual((await get('/users/me?fields=role.*')).data, { role });
  });

  test('nobody else, by id, list, search, sort, paging, aggregate or grouping', async () => {
    assert.equal((await get(`/users/${other.id}`)).status, 403);
    assert.equal((await get(`/users/${other.id}?fields=id`)).status, 403);
    for (const query of ['search=Other', `filter[id][_eq]=${other.id}`, 'offset=1', 'page=2']) {
      assert.deepEqual((await get(`/users?${query}`)).data, [], query);
    }
    assert.deepEqual((await get('/users?sort=-email&limit=-1')).data, [readable()]);
    assert.deepEqual((await get('/users?aggregate[count]=*')).data, [{ count: 1 }]);
    const groups = (await get('/users?aggregate[count]=*&groupBy[]=email')).data;
    assert.ok(Array.isArray(groups) && groups.length === 1);
    const count = await get('/users?meta=total_count,filter_count&limit=0');
    assert.equal(field(field(count.body, 'meta'), 'total_count') === 1, true, count.text);
  });

  test('no hidden field, not even by asking whether it starts with something', async () => {
    const hidden = ['password', 'token', 'tfa_secret', 'title', 'last_access', 'avatar'];
    for (const name of hidden) {
      for (const query of [
        `filter[${name}][_nnull]=true`,
        `filter[${name}][_starts_with]=$argon2`,
        `filter[_or][0][${name}][_null]=true`,
        `sort=${name}`,
        `aggregate[max]=${name}`,
        `groupBy[]=${name}`,
        `fields=x&alias[x]=${name}`,
        `fields=${name}`,
      ]) {
        const answer = await get(`/users?${query}`);
        assert.equal(answer.status, 403, `${query}: ${answer.text}`);
      }
      assert.deepEqual((await get(`/users/me?fields=${name}`)).data, { id: own.id });
      const query = { filter: { [name]: { _nnull: true } } };
      assert.equal((await send('SEARCH', '/users', { query })).status, 403);
    }
  });

  test('nobody through its role', async () => {
    for (const path of [
      '/users?fields=role.users.email',
      '/users?filter[role][users][email][_contains]=admin',
      '/roles?fields=users.email',
      '/roles?filter[users][email][_contains]=admin',
      '/roles?filter[policies][policy][admin_access][_eq]=true',
      '/users?filter[policies][policy][admin_access][_eq]=false',
      '/users?filter[role][policies][policy][name][_nnull]=true',
    ]) {
      assert.equal((await get(path)).status, 403, path);
    }
    // Asked for policies alone, Directus answers with the key of the row that they would hang on.
    assert.deepEqual((await get('/users?fields=policies.policy.name')).data, [own.id]);
    assert.deepEqual((await get('/users?fields=x.policy.name&alias[x]=policies')).data, [own.id]);
    const deep = (await get('/users?fields=role.*&deep[role][_filter][name][_neq]=x')).data;
    assert.deepEqual(deep, [{ role: { id: proRoleId, name: 'Pro' } }]);
  });

  test('no other collection', async () => {
    const names =
      'access activity collections comments dashboards deployments extensions fields files flows folders notifications operations panels permissions policies presets relations revisions settings shares translations versions';
    for (const name of names.split(' ')) {
      const answer = await get(`/${name}`);
      assert.equal(answer.status, 403, `${name}: ${answer.text}`);
    }
    assert.equal((await get('/items/directus_users')).status, 403);
    assert.equal((await get('/schema/snapshot')).status, 403);
    assert.equal((await get('/server/specs/oas')).status, 404);
  });

  test('no more over GraphQL', async () => {
    const mine = await graphql('{ users { id email subscription_tier } roles { name } }');
    const me = { id: own.id, email: own.email, subscription_tier: 'pro' };
    assert.deepEqual(mine.data, { users: [me], roles: [{ name: 'Pro' }] });
    for (const query of [
      '{ users { password } }',
      '{ users { token } }',
      '{ users(filter: { password: { _starts_with: "$argon2" } }) { id } }',
      '{ users_aggregated { max { password } } }',
      '{ roles { users { email } } }',
      '{ policies { id } }',
      '{ settings { id } }',
      '{ permissions { id } }',
    ]) {
      assert.equal((await graphql(query)).status, 400, query);
    }
    const byId = await graphql(`{ users_by_id(id: "${other.id}") { email } }`);
    assert.deepEqual(byId.data, { users_by_id: null });
    const sorted = await graphql('{ users(sort: ["password"]) { id } }');
    assert.ok(sorted.text.includes('FORBIDDEN'));
    const items = await directus.admin.graphql(
      'items',
      '{ __type(name: "Query") { fields { name } } }',
      token,
    );
    const { fields } = field(items.data, '__type') as { fields: { name: string }[] };
    const collections = fields.map(({ name }) => name.replace(/_(by_\w+|aggregated)$/, ''));
    assert.deepEqual(
      [...new Set(collections)],
      [
        'platform_connections',
        'download_credentials',
        'platform_sessions',
        'caption_jobs',
        'captions',
        'chat_sessions',
        'chat_messages',
      ],
    );
  });
});

describe('a Pro user cannot', () => {
  test('change anything of itself but its names and password', async () => {
    const changes: Record<string, unknown> = {
      email: 'taken-over@example.com',
      status: 'suspended',
      role: null,
      policies: [],
      token: 'a-static-token',
      tfa_secret: 'SECRET',
      email_verified_at: new Date().toISOString(),
      date_created: null,
      subscription_tier: 'enterprise',
      provider: 'ldap',
      external_identifier: 'x',
      auth_data: {},
      id: other.id,
      last_access: null,
      title: 'x',
    };
    for (const [name, value] of Object.entries(changes)) {
      for (const body of [{ [name]: value }, { first_name: 'Renamed', [name]: value }]) {
        for (const path of ['/users/me', `/users/${own.id}`]) {
          const answer = await send('PATCH', path, body);
          assert.equal(answer.status, 403, `${path} ${name}: ${answer.text}`);
        }
      }
      assert.equal((await send('PATCH', '/users', [{ id: own.id, [name]: value }])).status, 403);
      const mutation = `mutation { update_users_me(data: { ${name}: "x" }) { id } }`;
      assert.equal((await graphql(mutation)).status, 400, name);
    }
    assert.deepEqual((await get('/users/me')).data, readable());
  });

  test('write names that are too long or hold control characters', async () => {
    for (const name of ['x'.repeat(51), '😀'.repeat(51), 'a\u0000b', 'a\nb']) {
      assert.equal((await send('PATCH', '/users/me', { first_name: name })).status, 400);
      assert.equal((await send('PATCH', '/users/me', { last_name: name })).status, 400);
    }
  });

  test('set a password of fewer than 8 or more than 128 characters', async () => {
    for (const password of ['', '1234567', '😀'.repeat(7), 'x'.repeat(129), null, 0, false]) {
      const answer = await send('PATCH', '/users/me', { password });
      assert.equal(answer.status, 400, `${password}: ${answer.text}`);
    }
  });

  test('change, create, invite or delete anyone', async () => {
    const rename = { first_name: 'Renamed' };
    const answers = [
      await send('PATCH', `/users/${other.id}`, rename),
      await send('PATCH', '/users', { keys: [own.id, other.id], data: rename }),
      await send('PATCH', '/users', { query: { filter: { id: { _nnull: true } } }, data: rename }),
      await send('POST', '/users', { email: 'new@example.com', password: 'long enough' }),
      await send('POST', '/users/register', { email: 'new@example.com', password: 'long enough' }),
      await send('POST', '/users/invite', { email: 'new@example.com', role: proRoleId }),
      await send('DELETE', `/users/${own.id}`, undefined),
      await send('DELETE', `/users/${other.id}`, undefined),
      await send('POST', '/shares', { collection: 'directus_users', item: own.id }),
      await send('PATCH', `/roles/${proRoleId}`, { name: 'Administrator' }),
      await send('POST', '/policies', { name: 'x', admin_access: true }),
      await send('POST', '/access', { user: own.id, policy: 'x' }),
      await send('POST', '/permissions', { collection: 'directus_users', action: 'read' }),
      await send('PATCH', '/settings', { project_name: 'x' }),
      await send('POST', '/collections', { collection: 'x', schema: {} }),
      await send('POST', '/folders', { name: 'x' }),
      await send('POST', '/flows', { name: 'x' }),
    ];
    assert.deepEqual(
      answers.map((answer) => answer.status),
      answers.map(() => 403),
    );
    const update = `mutation { update_users_item(id: "${other.id}", data: { first_name: "x" }) { id } }`;
    assert.deepEqual((await graphql(update)).data, { update_users_item: null });
    const untouched = await directus.admin.request('GET', `/users/${other.id}?fields=first_name`);
    assert.deepEqual(untouched.data, { first_name: 'Other' });
  });
});

describe('a Pro user can', () => {
  test('change its own names', async () => {
    const names = { first_name: 'שלום', last_name: '😀'.repeat(50) };
    const answer = await send('PATCH', '/users/me', names);
    assert.deepEqual(answer.data, { ...readable(), ...names });
  });

  test('change its own password, which ends its sessions', async () => {
    const user = await directus.admin.createUser();
    const tokens = await directus.login(user.email, user.password);
    const password = 'a new password 💡';
    const path = '/users/me';
    const changed = await directus.admin.request('PATCH', path, { password }, tokens.accessToken);
    assert.equal(changed.status, 200);
    assert.equal(changed.text.includes(password), false);
    await assert.rejects(directus.login(user.email, user.password));
    await directus.login(user.email, password);
    const refresh = { refresh_token: tokens.refreshToken };
    assert.equal(
      (await directus.admin.request('POST', '/auth/refresh', refresh, null)).status,
      401,
    );
  });
});

describe('a Pro user is kept from what costs everybody', () => {
  test('a batch of more than 100 changes is refused before the first is made', async () => {
    const changes = Array.from({ length: 101 }, () => ({ id: own.id, last_name: 'Batch' }));
    assert.equal((await send('PATCH', '/users', changes)).status, 400);
    assert.notEqual(field((await get('/users/me')).data, 'last_name'), 'Batch');
  });

  test('a GraphQL document of hundreds of changes is refused before the first is made', async () => {
    const change = (index: number) =>
      `a${index}: update_users_me(data: {last_name: "Many"}) { id }`;
    const document = `mutation { ${Array.from({ length: 300 }, (_, index) => change(index)).join(' ')} }`;
    assert.notEqual((await graphql(document)).status, 200);
    assert.notEqual(field((await get('/users/me')).data, 'last_name'), 'Many');
  });
});
