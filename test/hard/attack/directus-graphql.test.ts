import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type CredentialSystem, startCredentialSystem } from '../../support/credential-system.ts';
import { field, type TestAnswer } from '../../support/directus-client.ts';
import type { Person } from '../../support/system.ts';
import { closedEndpoints, graphqlAttacks, rowQueries } from './support/directus-endpoints.ts';

const collections = [
  'platform_connections',
  'download_credentials',
  'platform_sessions',
  'caption_jobs',
  'captions',
  'chat_sessions',
  'chat_messages',
];
/** Stands in every text of the victim. */
const canary = 'noacanary';
let stack: CredentialSystem;
let mia: Person;
let noa: Person;
let forbidden: string[];
let unchanged: string;

before(async () => {
  // One of its own: it counts rows, and looks at every user.
  stack = await startCredentialSystem({ directus: {} });
  mia = await stack.person();
  noa = await stack.person();
  await fill(mia, 'own');
  await fill(noa, canary);
  const ciphertexts = await Promise.all(
    collections.slice(0, 3).map((name) => stack.rows(name, '&fields=encrypted_credentials')),
  );
  const sealed = ciphertexts.flat().map((row) => String(row.encrypted_credentials));
  assert.equal(sealed.length, 6);
  // The beginning of a ciphertext is the same in all: its header, which names the key.
  const begins = sealed.map((text) => text.slice(0, 12));
  forbidden = [noa.id, canary, stack.directus.adminToken, '$argon2', ...new Set(begins), ...sealed];
  unchanged = await everything();
});
after(() => stack?.stop());

async function fill(person: Person, mark: string) {
  const cookies = [{ domain: '.x.com', name: mark, value: mark, path: '/' }];
  const profile = { platform: 'x', platform_username: mark, credentials: { password: mark } };
  const made = await stack.as(person, 'create-profile', profile);
  const download = { label: mark, type: 'password', username: mark, password: mark };
  const answers = [
    made,
    await stack.as(person, 'download-creds', download),
    await stack.as(person, 'platform-session', { creatorProfileId: made.body.id, cookies }),
  ];
  assert.ok(answers.every(({ status }) => status < 300));
  const { token } = person;
  const batch = { token, body: { items: [{ topic: mark, platform_username: mark }] } };
  assert.equal((await stack.api.request('POST', '/api/captions/batch', batch)).status, 202);
  const chat = { token, body: { message: `${mark} asks`, sessionId: `${mark}-chat` } };
  assert.equal((await stack.api.request('POST', '/api/genie/stream-chat', chat)).status, 200);
}

/** What an attack mustn't have changed, as the administrator sees it. */
async function everything(): Promise<string> {
  const { admin } = stack.directus;
  const rows = [
    'platform_connections',
    'download_credentials',
    'platform_sessions',
    'chat_messages',
  ];
  const users =
    '/users?fields=id,email,role,status,policies,token,tfa_secret,subscription_tier,provider&sort=id';
  const answers = [
    await admin.request('GET', users),
    await admin.request('GET', '/policies?fields=*&sort=id'),
    await admin.request('GET', '/roles?fields=id,name,policies&sort=id'),
    await admin.request('GET', '/permissions?fields=*&sort=id'),
    ...(await Promise.all(
      rows.map((name) => admin.request('GET', `/items/${name}?limit=-1&sort=id`)),
    )),
  ];
  assert.ok(answers.every(({ status }) => status === 200));
  return answers.map(({ text }) => text).join('\n');
}

const asMia = (method: string, path: string, body?: unknown) =>
  stack.directus.admin.request(method, path, body, mia.token);

function assertTellsNothing(what: string, { status, text }: TestAnswer, asked = '') {
  assert.ok(status < 500, `${what}: ${status} ${text}`);
  // What was asked for may come back in an error.
  const said = asked === '' ? text : text.replaceAll(asked, '');
  for (const secret of forbidden) assert.ok(!said.includes(secret), `${what}: ${text}`);
}

describe('by a user’s token Directus tells of nobody else and of no ciphertext', () => {
  for (const name of [...collections, 'directus_users']) {
    test(`in ${name}, by 45 ways of asking, in the address and in a body`, async () => {
      const path = name === 'directus_users' ? '/users' : `/items/${name}`;
      for (const query of rowQueries(mia.id, noa.id, canary)) {
        const answer = await asMia('GET', `${path}?${query}`);
        assertTellsNothing(`${name} ${query}`, answer, query.includes(noa.id) ? noa.id : canary);
        if (answer.status !== 200 || !Array.isArray(answer.data)) continue;
        assert.ok(answer.data.length <= 2, `${query}: ${answer.text}`);
      }
      const body = { query: { fields: ['*.*.*'], limit: -1, deep: { user: { _limit: -1 } } } };
      assertTellsNothing(name, await asMia('SEARCH', path, body));
    });
  }

  test('by its own rows it is told of, so that the rest means something', async () => {
    for (const name of collections) {
      const { data } = await asMia('GET', `/items/${name}?limit=-1`);
      assert.ok(Array.isArray(data) && data.length >= 1, name);
    }
  });

  test('by variables of a filter that name secrets of the asking user', async () => {
    const { data } = await stack.directus.admin.request('PATCH', `/users/${mia.id}`, {
      title: 'hidden-title',
    });
    assert.equal(field(data, 'title'), 'hidden-title');
    await asMia('PATCH', '/users/me', { first_name: 'hidden-title' });
    const byVariable = await asMia('GET', '/users?filter[first_name][_eq]=$CURRENT_USER.title');
    assert.deepEqual(byVariable.data ?? [], [], 'a comparison with a hidden field is an oracle');
  });
});

describe('a token of a user opens no closed endpoint of Directus', () => {
  test('that only servers or administrators go through', async () => {
    for (const [method, path, body] of closedEndpoints(mia.id, noa.id)) {
      const answer = await asMia(method, path, body);
      const isClosed = answer.status >= 400 && answer.status < 500;
      assert.ok(isClosed, `${method} ${path}: ${answer.status} ${answer.text}`);
      assertTellsNothing(path, answer, noa.id);
    }
    assert.equal(await everything(), unchanged);
  });

  test('to become more, by fields beside or inside those that it may write', async () => {
    const admin = { admin_access: true, app_access: true, name: 'x' };
    const bodies = [
      { first_name: 'a', role: { name: 'x', policies: [{ policy: admin }] } },
      { first_name: 'a', policies: { create: [{ policy: admin }], update: [], delete: [] } },
      { first_name: 'a', policies: [{ policy: admin }] },
      { first_name: { toString: 'a', role: null } },
      { first_name: 'a', platform_connections: [{ encrypted_credentials: 'x' }] },
      { first_name: 'a', tfa_secret: 'A'.repeat(32), token: 'x'.repeat(32) },
      JSON.parse('{"first_name":"a","__proto__":{"role":null,"status":"draft"}}') as object,
      JSON.parse('{"first_name":"a","constructor":{"prototype":{"admin":true}}}') as object,
    ];
    for (const body of bodies) {
      for (const path of ['/users/me', `/users/${mia.id}`]) await asMia('PATCH', path, body);
      await asMia('PATCH', '/users', [{ id: mia.id, ...body }]);
      await asMia('PATCH', '/users', { keys: [mia.id], data: body });
    }
    for (const path of [
      '/users/me/tfa/generate',
      '/users/me/tfa/enable',
      '/users/me/tfa/disable',
    ]) {
      await asMia('POST', path, { password: 'x', otp: '000000', secret: 'A'.repeat(16) });
    }
    assert.equal(await everything(), unchanged);
  });
});

describe('a user’s token gets no more over GraphQL', () => {
  for (const scope of ['items', 'system'] as const) {
    test(`in the scope of ${scope}`, async () => {
      for (const [what, query] of Object.entries(graphqlAttacks(noa.id))) {
        const answer = await stack.directus.admin.graphql(scope, query, mia.token);
        assertTellsNothing(what, answer, noa.id);
        const data = field(answer.body, 'data');
        const rows = JSON.stringify(data ?? null);
        assert.ok(!rows.includes(noa.id) && !rows.includes(canary), `${what}: ${rows}`);
      }
      assert.equal(await everything(), unchanged);
    });
  }

  test('and no type of it has a field that holds a secret', async () => {
    const query = '{ __schema { types { name fields { name } inputFields { name } } } }';
    for (const scope of ['items', 'system'] as const) {
      const answer = await stack.directus.admin.graphql(scope, query, mia.token);
      const { types } = field(answer.data, '__schema') as { types: Record<string, unknown>[] };
      for (const type of types.filter(({ name }) => !String(name).startsWith('__'))) {
        const names = [type.fields, type.inputFields].flatMap((list) =>
          ((list ?? []) as { name: string }[]).map(({ name }) => name),
        );
        const secret = names.filter((name) =>
          /encrypted|seal_count|tfa_secret|external_identifier|auth_data|claim/.test(name),
        );
        assert.deepEqual(secret, [], `${scope} ${type.name}`);
      }
    }
  });

  test('in a list of documents, in the address, or as another type', async () => {
    const query = `{ platform_connections(filter: { user: { _eq: "${noa.id}" } }) { id } }`;
    const mutation = 'mutation { delete_platform_connections_items(ids: []) { ids } }';
    const answers = [
      await asMia('POST', '/graphql', [{ query }, { query }]),
      await asMia('GET', `/graphql?query=${encodeURIComponent(query)}`),
      await asMia('GET', `/graphql?query=${encodeURIComponent(mutation)}`),
      await asMia('POST', '/graphql', { query: { toString: query } }),
      await asMia('POST', '/graphql', { query, variables: '{', operationName: ['x'] }),
      await asMia('POST', '/graphql', { query: 'a'.repeat(50_000) }),
    ];
    answers.forEach((answer, index) => {
      assertTellsNothing(`document ${index}`, answer, noa.id);
    });
    assert.equal(await everything(), unchanged);
  });
});
