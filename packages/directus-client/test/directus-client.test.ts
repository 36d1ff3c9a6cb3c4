import assert from 'node:assert/strict';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { after, before, test } from 'node:test';
import {
  createDirectusClient,
  type DirectusClient,
  DirectusError,
} from '@genie-helper/directus-client';
import {
  type FakeUpstream,
  jsonAnswer,
  startFakeUpstream,
} from '../../../test/support/fake-upstream.ts';

let upstream: FakeUpstream;
let client: DirectusClient;

before(async () => {
  upstream = await startFakeUpstream();
  client = createDirectusClient({
    url: upstream.url,
    callTimeoutMs: 300,
    maxResponseBytes: 10_000,
  });
});
after(async () => {
  await client.close();
  await upstream.close();
});

const get = { method: 'GET', path: '/users/me', token: 'the token' } as const;
const post = { method: 'POST', path: '/items/x', body: { secret: 'the body' } } as const;
const whole = '{"data":{"id":"user-1"}}';
const refusal = JSON.stringify({
  errors: [{ message: 'words', extensions: { code: 'FAILED_VALIDATION', field: 'email' } }],
});

type Behaviour = (request: IncomingMessage, response: ServerResponse) => void;
const outages: Record<string, [reason: string, Behaviour]> = {
  '500': ['HTTP_500', jsonAnswer(500, refusal)],
  '503': ['HTTP_503', jsonAnswer(503, refusal)],
  '429': ['HTTP_429', jsonAnswer(429, refusal)],
  'a redirect': ['HTTP_302', jsonAnswer(302, refusal, { location: 'http://127.0.0.1:1/' })],
  '404 of another server': ['NOT_JSON', jsonAnswer(404, 'not here')],
  '401 that is not Directus speaking': ['NOT_JSON', jsonAnswer(401, '<h1>Unauthorized</h1>')],
  '400 without a code': ['NOT_DIRECTUS', jsonAnswer(400, '{"errors":[{"message":"no"}]}')],
  '200 with HTML': ['NOT_JSON', jsonAnswer(200, '<!doctype html>')],
  '200 with half a body': [
    'UND_ERR_SOCKET',
    (_request, response) => {
      response.writeHead(200, { 'content-length': '1000' });
      response.write('{"data":{"id":');
      setImmediate(() => response.destroy());
    },
  ],
  '200 with garbage JSON': ['NOT_JSON', jsonAnswer(200, '{"data":{"id":')],
  '200 with no data': ['NO_DATA', jsonAnswer(200, '{"status":"ok"}')],
  '200 with null': ['NO_DATA', jsonAnswer(200, 'null')],
  '204': ['NOT_JSON', jsonAnswer(204, '')],
  'a cached answer': ['CACHED', jsonAnswer(200, whole, { 'x-cache-status': 'HIT' })],
  'a huge answer': ['TOO_LARGE', jsonAnswer(200, `{"data":["${'x'.repeat(20_000)}"]}`)],
  'a reset': ['ECONNRESET', (request) => request.socket.resetAndDestroy()],
  silence: ['TIMEOUT', () => undefined],
  'a slow drip': [
    'TIMEOUT',
    (_request, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
    },
  ],
};

for (const [name, [reason, behaviour]] of Object.entries(outages)) {
  test(`${name} is an outage, and the next call goes through`, async () => {
    upstream.answer(behaviour);
    await assert.rejects(client.call(get), (error) => {
      assert.ok(error instanceof DirectusError);
      assert.deepEqual([error.code, error.reason], ['directus.unavailable', reason]);
      assert.doesNotMatch(`${error.message} ${error.cause}`, /the token|words/);
      return true;
    });
    upstream.answer(jsonAnswer(200, whole));
    assert.deepEqual(await client.call(get), { ok: true, status: 200, data: { id: 'user-1' } });
  });
}

test('nothing listening is an outage that says so', async () => {
  const gone = createDirectusClient({ url: 'http://127.0.0.1:1', callTimeoutMs: 300 });
  await assert.rejects(gone.call(get), { code: 'directus.unavailable', reason: 'ECONNREFUSED' });
  await gone.close();
});

test("a 4xx in Directus's own form is its refusal", async () => {
  upstream.answer(jsonAnswer(400, refusal));
  assert.deepEqual(await client.call(post), {
    ok: false,
    status: 400,
    code: 'FAILED_VALIDATION',
    field: 'email',
    message: 'words',
  });
});

test('a login is told its limit; to any other call a 429 is an outage', async () => {
  upstream.answer(jsonAnswer(429, refusal, { 'retry-after': '7' }));
  const answer = await client.call({ ...post, takesLimits: true });
  assert.partialDeepStrictEqual(answer, { ok: false, status: 429, retryAfterSeconds: 7 });
});

test('a removal succeeds with 204 alone', async () => {
  const remove = { method: 'DELETE', path: '/items/x/1' } as const;
  upstream.answer(jsonAnswer(204, ''));
  assert.deepEqual(await client.call(remove), { ok: true, status: 204, data: undefined });
  upstream.answer(jsonAnswer(200, whole));
  await assert.rejects(client.call(remove), { reason: 'NOT_EMPTY' });
});

/** Breaks this many connections, then answers; counts the calls. */
function breakFirst(count: number): { calls: number } {
  const seen = { calls: 0 };
  upstream.answer((request, response) => {
    seen.calls += 1;
    if (seen.calls <= count) request.socket.destroy();
    else jsonAnswer(200, whole)(request, response);
  });
  return seen;
}

test('a GET whose connection died before the answer is sent once more, not twice', async () => {
  const once = breakFirst(1);
  assert.equal((await client.call(get)).ok, true);
  assert.equal(once.calls, 2);
  const twice = breakFirst(2);
  await assert.rejects(client.call(get), { reason: 'UND_ERR_SOCKET' });
  assert.equal(twice.calls, 2);
});

test('what writes is never sent twice, but where the caller says that it may be', async () => {
  const write = breakFirst(1);
  await assert.rejects(client.call(post), { reason: 'UND_ERR_SOCKET' });
  assert.equal(write.calls, 1);
  const repeatable = breakFirst(1);
  assert.equal((await client.call({ ...post, isRepeatable: true })).ok, true);
  assert.equal(repeatable.calls, 2);
});

test("a call that its caller ends throws the caller's reason", async () => {
  upstream.answer(() => undefined);
  const caller = new AbortController();
  const answer = client.call({ ...get, signal: caller.signal });
  caller.abort(new Error('closing'));
  await assert.rejects(answer, { message: 'closing' });
});

test('the path of the address stands before each path, and the token in one header alone', async () => {
  const seen: (string | undefined)[] = [];
  upstream.answer((request, response) => {
    seen.push(request.url, request.headers.authorization);
    jsonAnswer(200, whole)(request, response);
  });
  const below = createDirectusClient({ url: `${upstream.url}/directus/` });
  await below.call(get);
  await below.close();
  assert.deepEqual(seen, ['/directus/users/me', 'Bearer the token']);
});
