import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { after, before, test } from 'node:test';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let directus: System['directus'];
let api: TestApi;
let token: string;

before(async () => {
  system = await startSystem();
  ({ directus, api } = system);
  const user = await directus.admin.createUser();
  token = (await directus.login(user.email, user.password)).accessToken;
});

after(() => system?.stop());

function assertError(answer: ApiAnswer, status: number, code: string) {
  assert.equal(answer.status, status);
  assert.equal(answer.body.ok, false);
  assert.equal(answer.body.code, code);
  assert.equal(typeof answer.body.error, 'string');
  assert.match(answer.headers.get('content-type') ?? '', /^application\/json; charset=utf-8$/);
  assert.equal(answer.headers.get('cache-control'), 'no-store');
  assert.equal(answer.headers.get('x-request-id'), answer.body.requestId);
}

const caption = (body: unknown, headers = {}) =>
  api.request('POST', '/api/captions/generate', { token, body, headers });

/** Sends bytes as they are and reads until the server closes. */
async function sendRaw(bytes: string): Promise<string> {
  const socket = connect(api.port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(bytes);
  let answer = '';
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

test('an address that has nothing is 404, whatever the method', async () => {
  for (const method of ['GET', 'POST', 'DELETE', 'PUT', 'OPTIONS']) {
    assertError(await api.request(method, '/api/nothing'), 404, 'route.not_found');
  }
  assertError(await api.request('GET', '/nothing'), 404, 'route.not_found');
  assertError(await api.request('GET', '/api/me/'), 404, 'route.not_found');
});

test('an address with nothing in the place of an id is 404, as others that end in a slash', async () => {
  for (const path of ['captions', 'credentials', 'account/sessions', 'genie/conversations']) {
    assertError(await api.request('DELETE', `/api/${path}/`, { token }), 404, 'route.not_found');
  }
  assertError(await api.request('GET', '/api/queue/jobs/?a=b', { token }), 404, 'route.not_found');
});

test('a number in a query that is too small or too large is told its bounds', async () => {
  for (const [query, message] of [
    ['limit=-1', 'must be at least 1'],
    ['limit=0', 'must be at least 1'],
    ['limit=101', 'must be at most 100'],
    ['offset=-5', 'must be at least 0'],
    ['offset=1.5', 'must be an integer'],
  ]) {
    const answer = await api.request('GET', `/api/captions?${query}`, { token });
    assertError(answer, 400, 'request.invalid');
    const [detail] = answer.body.details as { path: string; message: string }[];
    assert.equal(`${detail?.path} ${detail?.message}`, `${query?.split('=')[0]} ${message}`);
  }
  const zero = await api.request('GET', '/api/captions?offset=-0', { token });
  assert.equal(zero.status, 200, zero.text);
});

test('another method on a known address is 405 with Allow', async () => {
  const answer = await api.request('DELETE', '/api/me', { token });
  assertError(answer, 405, 'route.method_not_allowed');
  assert.equal(answer.headers.get('allow'), 'GET, HEAD');
  const generate = await api.request('GET', '/api/captions/generate');
  assert.equal(generate.headers.get('allow'), 'POST');
});

test('malformed JSON is 400', async () => {
  for (const body of ['{', '{"topic":}', '{"topic":"a"', "{'topic':'a'}", '\u0000', '{} {}']) {
    assertError(await caption(body), 400, 'request.malformed_json');
  }
  assertError(await caption(''), 400, 'request.malformed_json');
});

test('no body at all, a list, a text, a number and null are 400', async () => {
  const none = await api.request('POST', '/api/captions/generate', { token });
  assertError(none, 400, 'request.invalid');
  for (const body of ['[]', '"text"', '1', 'null']) {
    assertError(await caption(body), 400, 'request.invalid');
  }
});

test('a body over 64 KiB is 413, one of 64 KiB is read', async () => {
  const padded = (bytes: number) => `{}${' '.repeat(bytes - 2)}`;
  assertError(await caption(padded(65_537)), 413, 'request.body_too_large');
  assertError(await caption(padded(1_000_000)), 413, 'request.body_too_large');
  assert.equal((await caption(padded(65_536))).status, 200);
});

test('a content type other than JSON is 415', async () => {
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']) {
    const answer = await caption('{}', { 'content-type': type });
    assertError(answer, 415, 'request.unsupported_media_type');
  }
});

const refused: [name: string, body: Record<string, unknown>, path: string][] = [
  ['an unknown platform', { platform: 'myspace' }, 'platform'],
  ['an empty platform', { platform: '' }, 'platform'],
  ['a platform in capitals', { platform: 'OnlyFans' }, 'platform'],
  ['a platform that is an inherited name', { platform: 'constructor' }, 'platform'],
  ['a platform that is a list', { platform: ['x'] }, 'platform'],
  ['a tone of 61', { tone: 'a'.repeat(61) }, 'tone'],
  ['a tone that is a number', { tone: 5 }, 'tone'],
  ['a topic of 501', { topic: '🌸'.repeat(501) }, 'topic'],
  ['a topic with a NUL', { topic: 'a\u0000b' }, 'topic'],
  ['a topic that is null', { topic: null }, 'topic'],
  ['half a surrogate pair', { topic: '\udc00' }, 'topic'],
  ['an unknown length', { length: 'huge' }, 'length'],
  ['a length that is a number', { length: 3 }, 'length'],
  ['a name of 101', { platform_username: 'a'.repeat(101) }, 'platform_username'],
  ['an unknown field', { model: 'gpt' }, 'model'],
  ['a role', { role: 'admin' }, 'role'],
];

for (const [name, body, path] of refused) {
  test(`a caption request with ${name} is 400 and names the field`, async () => {
    const answer = await caption(body);
    assertError(answer, 400, 'request.invalid');
    const details = answer.body.details as { path: string; message: string }[];
    assert.deepEqual(
      details.map((detail) => detail.path),
      [path],
    );
  });
}

test('all that is wrong is told at once', async () => {
  const answer = await caption({ platform: 'a', tone: 1, topic: null, length: 'b', extra: true });
  const details = answer.body.details as { path: string }[];
  const paths = details.map((detail) => detail.path).sort();
  assert.deepEqual(paths, ['extra', 'length', 'platform', 'tone', 'topic']);
});

test('emoji, right-to-left text and 500 characters of either are topics', async () => {
  for (const topic of [
    '🌸'.repeat(500),
    'סט תמונות חדש',
    'مجموعة صور جديدة',
    'a\nb\tc',
    '👩‍👩‍👧',
  ]) {
    const { status } = await caption({ topic, platform: 'x' });
    assert.ok(status === 200 || status === 422, `${topic.slice(0, 10)}: ${status}`);
  }
});

test('a topic about minors is 422 on an adult platform', async () => {
  const answer = await caption({ platform: 'onlyfans', topic: 'my 15 year old sister' });
  assertError(answer, 422, 'captions.topic_refused');
});

test("the caller's request id comes back where it is well-formed, else a new one", async () => {
  const good = 'a'.repeat(128);
  const withId = (id: string) =>
    api.request('GET', '/healthz', { headers: { 'x-request-id': id } });
  assert.equal((await withId(good)).headers.get('x-request-id'), good);
  assert.equal((await withId('A-z_0.9')).headers.get('x-request-id'), 'A-z_0.9');
  for (const bad of ['a'.repeat(129), 'a b', 'a,b', '<script>', 'ä']) {
    const id = (await withId(bad)).headers.get('x-request-id');
    assert.notEqual(id, bad);
    assert.match(id ?? '', /^[0-9a-f-]{36}$/);
  }
});

test('every answer is JSON, not stored, and carries an id and the security headers', async () => {
  for (const answer of [await api.request('GET', '/healthz'), await caption({})]) {
    assert.equal(answer.status, 200);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.ok(answer.headers.get('x-request-id'));
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(
      answer.headers.get('content-security-policy'),
      "default-src 'none';frame-ancestors 'none'",
    );
    assert.equal(answer.headers.get('x-powered-by'), null);
  }
});

test('two Authorization headers are refused, even with the same token twice', async () => {
  const answer = await sendRaw(
    `GET /api/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${`Authorization: Bearer ${token}\r\n`.repeat(2)}\r\n`,
  );
  assert.match(answer, /^HTTP\/1\.1 401 /);
});

for (const [name, bytes, status, code] of [
  ['a broken request line', 'nonsense\r\n\r\n', 400, 'request.malformed'],
  [
    'a bad header',
    'GET /healthz HTTP/1.1\r\nHost: a\r\nbad header: x\r\n\r\n',
    400,
    'request.malformed',
  ],
  [
    'an Expect that nobody can meet',
    'GET /healthz HTTP/1.1\r\nHost: a\r\nExpect: foo\r\nConnection: close\r\n\r\n',
    417,
    'request.expectation_failed',
  ],
  [
    'HTTP/1.1 without Host',
    'GET /healthz HTTP/1.1\r\nConnection: close\r\n\r\n',
    400,
    'request.malformed',
  ],
  [
    'QUERY, which no route takes, without a content type',
    'QUERY /api/me HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    405,
    'route.method_not_allowed',
  ],
  [
    'both lengths',
    'POST /api/register HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    400,
    'request.malformed',
  ],
  [
    '20 kB of headers',
    `GET /healthz HTTP/1.1\r\nHost: a\r\nx: ${'a'.repeat(20_000)}\r\n\r\n`,
    431,
    'request.headers_too_large',
  ],
  [
    'an address that is not one',
    'GET /%E0%A4%A HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n',
    400,
    'request.malformed',
  ],
] as const) {
  test(`${name} is ${status} in the form of every error`, async () => {
    const [head = '', body = ''] = (await sendRaw(bytes)).split('\r\n\r\n');
    assert.match(head, new RegExp(`^HTTP/1\\.1 ${status} `));
    assert.match(head, /cache-control: no-store/i);
    const answer = JSON.parse(body) as Record<string, unknown>;
    assert.equal(answer.code, code);
    assert.match(head, new RegExp(`x-request-id: ${answer.requestId}`, 'i'));
  });
}

test("one user's limit does not touch another's, and no user's counts by address", async () => {
  const limited = await system.startApi({ rateLimitMax: 3 });
  try {
    const other = await directus.admin.createUser();
    const { accessToken } = await directus.login(other.email, other.password);
    const statuses = async (options: { token?: string }, path = '/api/me') => {
      const list: number[] = [];
      for (let count = 0; count < 4; count += 1) {
        list.push((await limited.request('GET', path, options)).status);
      }
      return list;
    };
    assert.deepEqual(await statuses({ token }), [200, 200, 200, 429]);
    assert.deepEqual(await statuses({ token: 'garbage' }), [401, 401, 401, 429]);
    assert.deepEqual(await statuses({}, '/nothing'), [429, 429, 429, 429]);
    assert.deepEqual(await statuses({ token: accessToken }), [200, 200, 200, 429]);
    assert.deepEqual(await statuses({}, '/healthz'), [200, 200, 200, 200]);
    const refusal = await limited.request('GET', '/api/me', { token });
    assertError(refusal, 429, 'rate_limit.exceeded');
    assert.ok(Number(refusal.headers.get('retry-after')) >= 1);
  } finally {
    await limited.stop();
  }
});
