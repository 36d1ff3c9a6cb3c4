import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { field } from '../../../../test/support/directus-client.ts';
import { type GuardedDirectus, startGuardedDirectus } from '../support/guarded-directus.ts';

const rows = 1_200;
const text = 'x'.repeat(5_000);
let directus: GuardedDirectus;
let token: string;

before(async () => {
  directus = await startGuardedDirectus();
  const { admin } = directus;
  const made = await admin.request('POST', '/fields/guard_notes', {
    field: 'content',
    type: 'text',
    schema: {},
    meta: {},
  });
  assert.equal(made.status, 200, made.text);
  for (let from = 0; from < rows; from += 100) {
    const batch = Array.from({ length: 100 }, () => ({ content: text }));
    assert.equal((await admin.request('POST', '/items/guard_notes', batch)).status, 200);
  }
  const user = await admin.createUser();
  token = (await directus.login(user.email, user.password)).accessToken;
});
after(() => directus?.stop());

const list = (name: string, fields: string) => `${name}: guard_notes(limit: -1) { ${fields} }`;
const lists = (count: number, fields: string) =>
  `{ ${Array.from({ length: count }, (_, n) => list(`a${n}`, fields)).join(' ')} }`;
const asUser = (method: string, path: string, body?: unknown) =>
  directus.admin.request(method, path, body, token);

test('60 aliases are 400 for a user, in a body, in an address and of plain fields', async () => {
  const { admin } = directus;
  const plain = `{ guard_notes { ${Array.from({ length: 60 }, (_, n) => `a${n}: content`).join(' ')} } }`;
  for (const query of [lists(60, 'id content'), plain]) {
    for (const who of [token, null]) {
      for (const path of ['/graphql', '/GraphQL/', '/graphql/system']) {
        const byBody = await admin.request('POST', path, { query }, who);
        const address = `${path}?query=${encodeURIComponent(query)}`;
        const byAddress = await admin.request('GET', address, undefined, who);
        for (const { status, text: said } of [byBody, byAddress]) {
          assert.equal(status, 400, said.slice(0, 200));
          assert.match(said, /over 20 aliases.*INVALID_PAYLOAD/);
        }
      }
    }
  }
});

test('each list of a user’s document has 1,000 rows at most, and none over 4 MB is answered', async () => {
  const ids = await directus.admin.graphql('items', lists(20, 'id'), token);
  assert.equal((field(ids.data, 'a19') as unknown[]).length, 1_000);
  const large = await directus.admin.graphql('items', lists(20, 'id content'), token);
  assert.ok(large.text.includes('at most 4 MB'), large.text.slice(-300));
  assert.ok(large.text.length < 100_000, String(large.text.length));
});

test('over REST and SEARCH too; a list without an end is cut to 1,000 rows', async () => {
  for (const query of ['limit=-1', 'limit=5000', `limit=${rows}`]) {
    const answer = await asUser('GET', `/items/guard_notes?fields=id&${query}`);
    assert.deepEqual([answer.status, (answer.data as unknown[]).length], [200, 1_000], query);
  }
  const whole = { fields: ['*.*.*'], limit: -1 };
  for (const answer of [
    await asUser('GET', '/items/guard_notes?fields=*.*.*&limit=-1'),
    await asUser('SEARCH', '/items/guard_notes', { query: whole }),
  ]) {
    assert.equal(answer.status, 400);
    assert.match(answer.text, /at most 4 MB.*INVALID_QUERY/);
  }
});

test('an administrator’s lists are whole, in any number of aliases', async () => {
  const byRest = await directus.admin.request('GET', '/items/guard_notes?limit=-1');
  assert.equal((byRest.data as unknown[]).length, rows);
  const byGraphql = await directus.admin.graphql('items', lists(25, 'id'));
  assert.equal((field(byGraphql.data, 'a24') as unknown[]).length, rows);
});

test('the introspection that tools send is answered to a user', async () => {
  const { getIntrospectionQuery } = await import('graphql');
  const answer = await directus.admin.graphql('items', getIntrospectionQuery(), token);
  assert.equal(answer.status, 200, answer.text.slice(0, 200));
});
