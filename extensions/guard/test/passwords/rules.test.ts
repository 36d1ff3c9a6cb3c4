import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { proRoleId } from '../../../../directus/state/accounts.ts';
import { field, type TestAnswer } from '../../../../test/support/directus-client.ts';
import { leaseDirectus } from '../../../../test/support/directus-pool.ts';
import type { TestDirectus } from '../../../../test/support/start-directus.ts';
import { createCaller } from '../support/caller.ts';
import { setPasswordHash } from '../support/set-password-hash.ts';

let directus: TestDirectus;

before(async () => {
  directus = await leaseDirectus();
  // Lets people change themselves at Directus 12, too.
  await createCaller(directus.url, directus.adminToken).makeNotes();
});
after(() => directus?.stop());

const refused: Record<string, { password: string; says: RegExp }> = {
  'a common password': { password: '12345678', says: /most common passwords; choose another one/ },
  'a common password in other letters': { password: 'PassWord1', says: /most common passwords/ },
  'a short password': { password: 'k3?7!zq', says: /must have 8 characters or more/ },
  'an empty password': { password: '', says: /must have 8 characters or more/ },
  'a password that is short once it is normalized': {
    password: 'e\u0301'.repeat(7),
    says: /must have 8 characters or more/,
  },
  'a long password': { password: 'k3?7!zq '.repeat(17), says: /must have 128 characters or fewer/ },
};

const ask = (...args: Parameters<TestDirectus['admin']['request']>) =>
  directus.admin.request(...args);
const graphql = (query: string, token?: string) => directus.admin.graphql('system', query, token);
const text = JSON.stringify;
const newEmail = () => `${randomUUID()}@example.com`;
const newUser = (password: unknown) => ({ email: newEmail(), password, role: proRoleId });

/** A file of users, as the app of Directus sends it. */
async function importUsers(rows: object[]): Promise<TestAnswer> {
  const form = new FormData();
  form.set('file', new Blob([text(rows)], { type: 'application/json' }), 'users.json');
  const response = await fetch(`${directus.url}/utils/import/directus_users`, {
    method: 'POST',
    headers: { authorization: `Bearer ${directus.adminToken}` },
    body: form,
  });
  const answer = await response.text();
  const { status, headers } = response;
  return { status, headers, text: answer, body: undefined, data: undefined };
}

type Way = (password: string) => Promise<TestAnswer>;
let userId = '';
let own = '';

/** Every way to make an account at this Directus; all of them are an administrator's. */
const creations: Record<string, Way> = {
  'POST /users': (password) => ask('POST', '/users', newUser(password)),
  'POST /users with a list': (password) => ask('POST', '/users', [newUser(password)]),
  create_users_item: (password) =>
    graphql(
      `mutation { create_users_item(data: {email: "${newEmail()}", password: ${text(password)}}) { id } }`,
    ),
  create_users_items: (password) =>
    graphql(
      `mutation { create_users_items(data: [{email: "${newEmail()}", password: ${text(password)}}]) { id } }`,
    ),
  'an import': (password) => importUsers([newUser(password)]),
  'a new role with users': (password) =>
    ask('POST', '/roles', { name: 'x', users: [newUser(password)] }),
  'a change of a role': (password) =>
    ask('PATCH', `/roles/${proRoleId}`, {
      users: { create: [newUser(password)], update: [], delete: [] },
    }),
  'a new record that refers to a user': (password) =>
    ask('POST', '/access', { policy: { name: 'x' }, user: newUser(password) }),
};

/** Every way to change a password at this Directus. */
const changes: Record<string, Way> = {
  'PATCH /users/me as oneself': (password) => ask('PATCH', '/users/me', { password }, own),
  'PATCH /users/:id as oneself': (password) => ask('PATCH', `/users/${userId}`, { password }, own),
  'PATCH /users/:id as an administrator': (password) =>
    ask('PATCH', `/users/${userId}`, { password }),
  'PATCH /users in a batch': (password) => ask('PATCH', '/users', [{ id: userId, password }]),
  'PATCH /users by keys': (password) =>
    ask('PATCH', '/users', { keys: [userId], data: { password } }),
  'PATCH /users by a query': (password) =>
    ask('PATCH', '/users', {
      query: { filter: { id: { _eq: userId } } },
      data: { password },
    }),
  update_users_me: (password) =>
    graphql(`mutation { update_users_me(data: {password: ${text(password)}}) { id } }`, own),
  update_users_item: (password) =>
    graphql(
      `mutation { update_users_item(id: "${userId}", data: {password: ${text(password)}}) { id } }`,
    ),
  update_users_batch: (password) =>
    graphql(
      `mutation { update_users_batch(data: [{id: "${userId}", password: ${text(password)}}]) { id } }`,
    ),
  'an import': (password) => importUsers([{ id: userId, password }]),
  'a change of the role': (password) =>
    ask('PATCH', `/roles/${proRoleId}`, {
      users: { create: [], update: [{ id: userId, password }], delete: [] },
    }),
};

async function assertRefused(answer: TestAnswer, says: RegExp): Promise<void> {
  // GraphQL says its errors beside the data.
  assert.ok([200, 400].includes(answer.status), `${answer.status}: ${answer.text}`);
  assert.match(answer.text, /"errors":\[/);
  assert.match(answer.text, /"code":"INVALID_PAYLOAD"/);
  assert.match(answer.text, says);
}

describe('a new account', () => {
  for (const [way, make] of Object.entries(creations)) {
    test(`by ${way} takes none but a good password`, async () => {
      const count = async () => (await ask('GET', '/users?aggregate[count]=*')).data;
      const before = await count();
      for (const { password, says } of Object.values(refused)) {
        await assertRefused(await make(password), says);
      }
      assert.deepEqual(await count(), before);
      const answer = await make('Zo\u0308e k3?7 zq');
      assert.equal(answer.status, 200, answer.text);
      assert.doesNotMatch(answer.text, /"errors"/);
      assert.notDeepEqual(await count(), before);
    });
  }
});

describe('a changed password', () => {
  for (const [way, set] of Object.entries(changes)) {
    test(`by ${way} is a good one`, async () => {
      const user = await directus.admin.createUser();
      userId = user.id;
      own = (await directus.login(user.email, user.password)).accessToken;
      for (const { password, says } of Object.values(refused)) {
        await assertRefused(await set(password), says);
      }
      await directus.login(user.email, user.password);
      const answer = await set('Zo\u0308e k3?7 zq');
      assert.ok(answer.status === 200 || answer.status === 204, answer.text);
      assert.doesNotMatch(answer.text, /"errors"/);
      await directus.login(user.email, 'Z\u00f6e k3?7 zq');
    });
  }
});

test('a password that is no text is judged as the text that Directus makes of it', async () => {
  await assertRefused(await ask('POST', '/users', newUser(12345678)), /most common passwords/);
  await assertRefused(await ask('POST', '/users', newUser(['k3?7!zq k3?7!zq'])), /must be a text/);
  await assertRefused(await ask('POST', '/users', newUser(true)), /must be a text/);
  assert.equal((await ask('POST', '/users', newUser(8_273_645_162_738))).status, 200);
});

test('an account without a password can still be made, and an account changed without one', async () => {
  const made = await ask('POST', '/users', { email: newEmail(), role: proRoleId });
  assert.equal(made.status, 200, made.text);
  const id = field(made.data, 'id');
  const renamed = await ask('PATCH', `/users/${id}`, { first_name: 'Dana' });
  assert.equal(renamed.status, 200);
});

test('a password that was set before the rules goes on working', async () => {
  const user = await directus.admin.createUser();
  await setPasswordHash(directus, user.id, '12345678');
  const { accessToken } = await directus.login(user.email, '12345678');
  const renamed = await ask('PATCH', '/users/me', { first_name: 'Dana' }, accessToken);
  assert.equal(renamed.status, 200, renamed.text);
  await directus.login(user.email, '12345678');
});

test('a flow that writes without events keeps to the rules as well', async () => {
  const flow = await ask('POST', '/flows', {
    name: 'makes users',
    status: 'active',
    trigger: 'webhook',
    options: { method: 'POST', return: '$last' },
  });
  const id = field(flow.data, 'id');
  const operation = await ask('POST', '/operations', {
    flow: id,
    key: 'make',
    type: 'item-create',
    position_x: 1,
    position_y: 1,
    options: {
      collection: 'directus_users',
      permissions: '$full',
      emitEvents: false,
      payload: '{{$trigger.body}}',
    },
  });
  const first = { operation: field(operation.data, 'id') };
  assert.equal((await ask('PATCH', `/flows/${id}`, first)).status, 200);
  const countOf = async (email: string) =>
    ((await ask('GET', `/users?filter[email]=${email}`)).data as unknown[]).length;
  const [common, good] = [newUser('12345678'), newUser('k3?7!zq k3?7!zq')];
  await ask('POST', `/flows/trigger/${id}`, common);
  assert.equal(await countOf(common.email), 0);
  await ask('POST', `/flows/trigger/${id}`, good);
  assert.equal(await countOf(good.email), 1);
});
