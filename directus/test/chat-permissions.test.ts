import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { field, type TestUser } from '../../test/support/directus-client.ts';
import { useDirectus } from '../../test/support/directus-pool.ts';

let directus: Awaited<ReturnType<typeof useDirectus>>;
let own: TestUser;
let other: TestUser;
let token: string;
const messageIds = new Map<string, unknown>();
const at = new Date().toISOString();
const collections = ['chat_sessions', 'chat_messages'];

before(async () => {
  directus = await useDirectus();
  [own, other] = [await directus.admin.createUser(), await directus.admin.createUser()];
  for (const { id: user } of [own, other]) {
    const session = { id: `genie-${user}`, user, date_created: at, last_message_at: at };
    const message = {
      session: session.id,
      user,
      role: 'user',
      content: `canary of ${user}`,
      date_created: at,
    };
    await make('chat_sessions', session);
    messageIds.set(user, await make('chat_messages', message));
  }
  token = (await directus.login(own.email, own.password)).accessToken;
});
after(() => directus?.stop());

async function make(collection: string, row: object): Promise<unknown> {
  const answer = await directus.admin.request('POST', `/items/${collection}`, row);
  assert.equal(answer.status, 200, answer.text);
  return field(answer.data, 'id');
}

const get = (path: string) => directus.admin.request('GET', path, undefined, token);
const send = (method: string, path: string, body?: unknown) =>
  directus.admin.request(method, path, body, token);
const idOf = (collection: string, { id }: TestUser) =>
  collection === 'chat_sessions' ? `genie-${id}` : messageIds.get(id);

for (const name of collections) {
  describe(`of ${name} a Pro user`, () => {
    test('reads its own rows and finds nobody else’s', async () => {
      const rows = (await get(`/items/${name}?fields=*`)).data as { user: string }[];
      assert.deepEqual(
        rows.map(({ user }) => user),
        [own.id],
      );
      assert.equal((await get(`/items/${name}/${idOf(name, other)}`)).status, 403);
      assert.deepEqual((await get(`/items/${name}?aggregate[count]=*`)).data, [{ count: 1 }]);
      for (const query of [
        `filter[user][_neq]=${own.id}`,
        `filter[id][_eq]=${idOf(name, other)}`,
        `search=canary of ${other.id}`,
        'offset=1',
      ]) {
        assert.deepEqual((await get(`/items/${name}?${query}`)).data, [], query);
      }
      const deep = await get(`/items/${name}?fields=*.*.*`);
      assert.ok(!deep.text.includes(other.id), deep.text);
    });

    test('makes, changes and removes nothing', async () => {
      const all = `/items/${name}?limit=-1`;
      const before = (await directus.admin.request('GET', all)).data;
      for (const id of [idOf(name, own), idOf(name, other)]) {
        for (const change of [{ user: own.id }, { content: 'x' }, { role: 'assistant' }]) {
          assert.equal((await send('PATCH', `/items/${name}/${id}`, change)).status, 403);
        }
        assert.equal((await send('DELETE', `/items/${name}/${id}`)).status, 403);
      }
      const squat = { id: 'squat', user: own.id, date_created: at, last_message_at: at };
      const forged = {
        session: `genie-${own.id}`,
        user: own.id,
        role: 'assistant',
        content: 'forged',
        date_created: at,
      };
      for (const row of [squat, forged]) {
        assert.equal((await send('POST', `/items/${name}`, row)).status, 403);
      }
      assert.deepEqual((await directus.admin.request('GET', all)).data, before);
    });

    test('is kept from it without a login altogether', async () => {
      assert.equal(
        (await directus.admin.request('GET', `/items/${name}`, undefined, null)).status,
        403,
      );
    });
  });
}

test('Directus keeps nothing of conversations in revisions or activity', async () => {
  for (const kind of ['revisions', 'activity']) {
    const about = `filter[collection][_in]=${collections.join(',')}`;
    assert.deepEqual((await directus.admin.request('GET', `/${kind}?${about}`)).data, []);
  }
});

test('an id of a session is there once, and a message needs a session', async () => {
  const again = { id: `genie-${own.id}`, user: other.id, date_created: at, last_message_at: at };
  const answer = await directus.admin.request('POST', '/items/chat_sessions', again);
  assert.equal(answer.status, 400);
  assert.match(answer.text, /RECORD_NOT_UNIQUE/);
  const lost = { session: 'nowhere', user: own.id, role: 'user', content: 'x', date_created: at };
  assert.ok((await directus.admin.request('POST', '/items/chat_messages', lost)).status >= 400);
});
