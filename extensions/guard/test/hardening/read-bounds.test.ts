import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { field } from '../../../../test/support/directus-client.ts';
import {
  peakMegabytes,
  resetPeak,
  residentMegabytes,
} from '../../../../test/support/process-usage.ts';
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

/** Asks as a user of its own, without an end where there's no signal. */
async function newReader() {
  const user = await directus.admin.createUser();
  const { accessToken } = await directus.login(user.email, user.password);
  return async (method: string, path: string, body?: unknown, signal?: AbortSignal) => {
    const response = await fetch(`${directus.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
    const said = await response.text();
    return { status: response.status, text: said, data: field(JSON.parse(said), 'data') };
  };
}

const mostBytes = 8 * 1024 * 1024;
/** Each just below 4 MB, and read for itself. */
const largeLists = (count: number, limitOf: (n: number) => number) =>
  `{ ${Array.from({ length: count }, (_, n) => `a${n}: guard_notes(limit: ${limitOf(n)}) { content }`).join(' ')} }`;

test('20 lists below 4 MB in one document are refused, be they one list or several', async () => {
  const several = largeLists(20, (n) => 800 - n);
  const one = largeLists(20, () => 800);
  const plain = `{ guard_notes(limit: 200) { ${Array.from({ length: 20 }, (_, n) => `a${n}: content`).join(' ')} } }`;
  for (const query of [several, one, plain]) {
    // Of a user of its own each, since what one has read counts for a while.
    const asReader = await newReader();
    const byBody = await asReader('POST', '/graphql', { query });
    const byAddress = await asReader('GET', `/graphql?query=${encodeURIComponent(query)}`);
    for (const { text: said } of [byBody, byAddress]) {
      assert.ok(said.includes('8 MB'), said.slice(0, 300));
      assert.ok(said.length < 100_000, String(said.length));
    }
  }
});

// Unbounded they made answers of 80 MB, and 180 MB more in memory; 60 of them 232 MB, and 660 MB more.
test('nor does the memory of Directus grow by what they would have made', async () => {
  const { pid } = directus.process;
  const first = await newReader();
  await first('POST', '/graphql', { query: largeLists(2, (n) => 800 - n) });
  for (const count of [20, 60]) {
    const asReader = await newReader();
    const before = await residentMegabytes(pid);
    await resetPeak(pid);
    await asReader('POST', '/graphql', { query: largeLists(count, (n) => 800 - n) });
    const grown = (await peakMegabytes(pid)) - before;
    assert.ok(grown < 100, `${count} lists: ${grown} MB`);
  }
});

test('two of them are answered, and what one request reads counts for no other', async () => {
  const asReader = await newReader();
  const query = largeLists(2, (n) => 800 - n);
  const answers = await Promise.all([1, 2].map(() => asReader('POST', '/graphql', { query })));
  for (const { status, text: said, data } of answers) {
    assert.equal(status, 200);
    assert.equal((field(data, 'a1') as unknown[]).length, 799, said.slice(0, 300));
    assert.ok(said.length < mostBytes);
  }
});

test('who reads much at once waits, and nobody else does', async () => {
  const asReader = await newReader();
  const query = largeLists(2, (n) => 800 - n);
  let answered = 0;
  const leave = new AbortController();
  const flood = Array.from({ length: 12 }, () =>
    asReader('POST', '/graphql', { query }, leave.signal).then(
      () => {
        answered += 1;
      },
      () => undefined,
    ),
  );
  // Twelve times 8 MB are earned in over two minutes.
  const other = await newReader();
  for (let n = 0; n < 5; n += 1) {
    assert.equal((await other('GET', '/items/guard_notes?fields=id&limit=10')).status, 200);
  }
  assert.ok(answered < 12, `${answered} were answered first`);
  leave.abort();
  await Promise.all(flood);
});

test('the lists of a document have 5,000 rows together', async () => {
  const several = (count: number) =>
    `{ ${Array.from({ length: count }, (_, n) => `a${n}: guard_notes(limit: ${1000 - n}) { id }`).join(' ')} }`;
  const five = await directus.admin.graphql('items', several(5), token);
  assert.equal((field(five.data, 'a4') as unknown[]).length, 996, five.text.slice(0, 300));
  const six = await directus.admin.graphql('items', several(6), token);
  assert.ok(six.text.includes('5,000 rows'), six.text.slice(-300));
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
