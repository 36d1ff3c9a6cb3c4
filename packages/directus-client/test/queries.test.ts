import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DirectusAnswer, DirectusCall } from '@genie-helper/directus-client';
import { assertDone, createAdminCall, openCollection } from '@genie-helper/directus-client/queries';
import Type from 'typebox';

const row = Type.Object({
  id: Type.Integer(),
  role: Type.Union([Type.Object({ name: Type.String() }), Type.Null()]),
});

/** Users over a Directus that answers each path so. */
function users(answerOf: (params: URLSearchParams) => unknown) {
  const asked: { path: string; params: Record<string, string> }[] = [];
  const collection = openCollection(
    async ({ path }) => {
      const url = new URL(path, 'http://directus');
      asked.push({ path: url.pathname, params: Object.fromEntries(url.searchParams) });
      return { ok: true, status: 200, data: answerOf(url.searchParams) };
    },
    '/users',
    row,
  );
  return { collection, asked };
}

test('asks for the columns of the row and no others, those of a relation with a dot', async () => {
  const { collection, asked } = users(() => [{ id: 1, role: null }]);
  const found = await collection.find({ id: { _eq: 'null & "x"' } });
  assert.deepEqual(found, { id: 1, role: null });
  const filter = '{"id":{"_eq":"null & \\"x\\""}}';
  assert.deepEqual(asked, [
    { path: '/users', params: { fields: 'id,role.name', filter, limit: '1' } },
  ]);
});

test('a page is some of the rows, and how many there are of the same filter', async () => {
  const { collection, asked } = users((params) =>
    params.has('aggregate') ? [{ count: '12' }] : [{ id: 1, role: { name: 'Pro' } }],
  );
  const query = { filter: { role: { _eq: 'pro' } }, sort: '-id', limit: 1, offset: 4 };
  const page = await collection.page(query);
  assert.deepEqual(page, { rows: [{ id: 1, role: { name: 'Pro' } }], total: 12 });
  const filter = '{"role":{"_eq":"pro"}}';
  const [rows, total] = asked.map(({ params }) => params);
  assert.deepEqual(rows, { fields: 'id,role.name', filter, sort: '-id', limit: '1', offset: '4' });
  assert.deepEqual(total, { aggregate: '{"count":"*"}', filter });
});

test('rows of another form are an error, and no empty list', async () => {
  for (const data of [{}, [{ id: 'x', role: null }], [{ id: 1 }]]) {
    const { collection } = users(() => data);
    await assert.rejects(collection.list({}), { code: 'directus.unexpected' });
  }
  for (const data of [[], [{ count: null }], [{ count: '-1' }]]) {
    await assert.rejects(users(() => data).collection.count({}), { code: 'directus.unexpected' });
  }
});

test('a text that Directus would read as something else is never sent in a filter', async () => {
  const variables = [
    '$NOW',
    '$NOW(-1 day)',
    '$CURRENT_USER',
    '$CURRENT_USER.email',
    '$CURRENT_ROLES',
  ];
  const others = ['NULL', 'null', 'true', 'false', '$CURRENT_ROLE', '$CURRENT_POLICIES'];
  for (const text of [...variables, ...others]) {
    const { collection, asked } = users(() => []);
    for (const filter of [
      { id: { _eq: text } },
      { _or: [{ role: { name: { _in: ['a', text] } } }, { id: { _eq: 1 } }] },
    ]) {
      await assert.rejects(collection.list({ filter }), { code: 'directus.unexpected' }, text);
      await assert.rejects(collection.count(filter), { code: 'directus.unexpected' }, text);
    }
    assert.deepEqual(asked, []);
    await collection.find({ email: { _icontains: `%${text}` } });
    assert.equal(asked.length, 1);
  }
});

test('a refusal is an error that names the token where that may be why', async () => {
  const refusal = {
    ok: false as const,
    status: 403,
    code: 'FORBIDDEN',
    field: undefined,
    message: 'words of Directus',
  };
  const collection = openCollection(async () => refusal, '/users', row);
  await assert.rejects(collection.find({}), {
    code: 'directus.refused',
    reason: 'FORBIDDEN',
    refusal,
    message: 'a read of /users: 403 FORBIDDEN; is DIRECTUS_ADMIN_TOKEN right?',
  });
  assert.throws(() => assertDone({ ...refusal, status: 400 }, 'a write'), {
    message: 'a write: 400 FORBIDDEN',
  });
});

test('the admin token goes on each call', async () => {
  const calls: unknown[] = [];
  const client = {
    async call(call: unknown): Promise<DirectusAnswer> {
      calls.push(call);
      return { ok: true, status: 200, data: [] };
    },
  };
  await createAdminCall(client, 'the token')({ method: 'GET', path: '/users' });
  const call = { method: 'GET', path: '/users', token: 'the token' };
  assert.deepEqual(calls, [call]);
});

test('while the admin token changes, calls go with whichever Directus knows, each once', async () => {
  let known = 'old';
  const tokens: (string | undefined)[] = [];
  const done: DirectusAnswer = { ok: true, status: 200, data: [] };
  const client = {
    async call({ token }: DirectusCall): Promise<DirectusAnswer> {
      tokens.push(token);
      if (token === known) return done;
      return { ok: false, status: 401, code: 'INVALID_CREDENTIALS', field: undefined };
    },
  };
  const call = createAdminCall(client, 'new', 'old');
  const write = { method: 'POST', path: '/users', body: {} } as const;
  assert.deepEqual([await call(write), await call(write)], [done, done]);
  known = 'new';
  assert.deepEqual([await call(write), await call(write)], [done, done]);
  // Asked with the one that worked last, and with the other only after a refusal.
  assert.deepEqual(tokens, ['new', 'old', 'old', 'old', 'new', 'new']);
  known = 'neither';
  assert.equal((await call(write)).status, 401);
});
