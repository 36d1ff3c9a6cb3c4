import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestUser } from '../../../../test/support/directus-client.ts';
import { leaseDirectus } from '../../../../test/support/directus-pool.ts';
import { notOnTwelve } from '../../../../test/support/directus-settings.ts';
import type { TestDirectus } from '../../../../test/support/start-directus.ts';

/** Asks for 64 MiB; the answer would come, so a refusal is ours. */
const hash =
  '$argon2id$v=19$m=65536,t=3,p=4$pAkuvpTQBSzlsJLfKMtcYw$s/b6Qo31RStjOESagYimOgvxRAZ/JWoo/fn5uoyYXfw';
const mutations = [
  'mutation { utils_hash_generate(string: "x") }',
  `mutation { x: utils_hash_verify(string: "x", hash: "${hash}") }`,
  `mutation ($h: String!) { ...F } fragment F on Mutation { utils_hash_verify(string: "x", hash: $h) }`,
];
let directus: TestDirectus;
let user: TestUser;
let userToken: string;

before(async () => {
  directus = await leaseDirectus();
  user = await directus.admin.createUser();
  userToken = (await directus.login(user.email, user.password)).accessToken;
});
after(() => directus?.stop());

test('nobody but an administrator has hashes computed or checked over REST', async () => {
  for (const token of [null, userToken]) {
    const spellings = ['/Utils/Hash/Verify/', '/utils//hash/verify', '/utils//hash/generate'];
    for (const path of ['/utils/hash/generate', '/utils/hash/verify', ...spellings]) {
      const answer = await directus.admin.request('POST', path, { string: 'x', hash }, token);
      assert.equal(answer.status, 403, `${path}: ${answer.text}`);
    }
  }
});

test('nobody but an administrator has hashes computed or checked over GraphQL', async () => {
  for (const token of [null, userToken]) {
    for (const scope of ['system', 'items'] as const) {
      for (const mutation of mutations) {
        const answer = await directus.admin.graphql(scope, mutation, token);
        assert.equal(answer.status, 403, answer.text);
      }
    }
  }
});

test('nobody but an administrator changes passwords in a batch', async () => {
  const changes = Array.from({ length: 2 }, () => ({ id: user.id, password: 'another password' }));
  for (const batch of [changes, changes.slice(1)]) {
    const answer = await directus.admin.request('PATCH', '/users', batch, userToken);
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.text, /on its own/);
  }
  await directus.login(user.email, user.password);
  const asAdministrator = await directus.admin.request('PATCH', '/users', changes);
  assert.equal(asAdministrator.status, 200, asAdministrator.text);
});

test('an administrator still can', { skip: notOnTwelve('its hashing is gone') }, async () => {
  const made = await directus.admin.request('POST', '/utils/hash/generate', { string: 'x' });
  assert.match(String(made.data), /^\$argon2id\$/);
  const body = { string: 'x', hash: made.data };
  const checked = await directus.admin.request('POST', '/utils/hash/verify', body);
  assert.equal(checked.data, true);
});

test('everything else passes', async () => {
  const info = await directus.admin.request('GET', '/server/info', undefined, null);
  assert.equal(info.status, 200);
  const ping = await directus.admin.graphql('system', '{ server_ping }', null);
  assert.deepEqual(ping.data, { server_ping: 'pong' });
});
