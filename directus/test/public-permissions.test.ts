import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { useDirectus } from '../../test/support/directus-pool.ts';

let directus: Awaited<ReturnType<typeof useDirectus>>;
before(async () => {
  directus = await useDirectus();
});
after(() => directus?.stop());

test('someone without a login reads no collection', async () => {
  const names =
    'access activity collections comments dashboards extensions fields files flows folders notifications operations panels permissions policies presets relations revisions roles settings shares translations users versions';
  for (const name of names.split(' ')) {
    const answer = await directus.admin.request('GET', `/${name}`, undefined, null);
    assert.equal(answer.status, 403, `${name}: ${answer.text}`);
  }
  const me = await directus.admin.request('GET', '/users/me', undefined, null);
  assert.equal(me.status, 401);
});

test('someone without a login finds no data in GraphQL', async () => {
  const fields = '{ __type(name: "Query") { fields { name } } }';
  const items = await directus.admin.graphql('items', fields, null);
  assert.deepEqual(items.data, { __type: { fields: [{ name: '_empty' }] } });
  for (const query of ['{ users { id } }', '{ roles { id } }', '{ settings { id } }']) {
    assert.equal((await directus.admin.graphql('system', query, null)).status, 400, query);
  }
});

test('someone without a login creates no account', async () => {
  const user = { email: 'new@example.com', password: 'long enough' };
  for (const path of ['/users', '/users/register']) {
    assert.equal((await directus.admin.request('POST', path, user, null)).status, 403, path);
  }
  const mutation = 'mutation { users_register(email: "new@example.com", password: "long enough") }';
  const answer = await directus.admin.graphql('system', mutation, null);
  assert.equal(answer.status, 403, answer.text);
});
