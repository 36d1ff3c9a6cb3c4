import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  createDirectusClient,
  createUpstreams,
  type DirectusClient,
  DirectusError,
  type UpstreamChange,
  type Upstreams,
} from '@genie-helper/directus-client';
import {
  type FakeUpstream,
  jsonAnswer,
  startFakeUpstream,
} from '../../../test/support/fake-upstream.ts';

const get = { method: 'GET', path: '/items/x' } as const;
const post = { method: 'POST', path: '/items/x', body: { a: 1 } } as const;
const probe = '/server/info';

type Handler = Parameters<FakeUpstream['answer']>[0];

let one: FakeUpstream;
let two: FakeUpstream;
let upstreams: Upstreams;
let client: DirectusClient;
let changes: UpstreamChange[];
/** Which process got which call, questions of ours left out. */
let seen: ('one' | 'two')[];

/** Lets `one` or `two` answer calls so; questions are answered well unless `probes` says otherwise. */
function answer(
  which: 'one' | 'two',
  calls: Handler,
  probes: Handler = jsonAnswer(200, '{"data":{}}'),
) {
  const upstream = which === 'one' ? one : two;
  upstream.answer((request, response) => {
    if (request.url === probe) return probes(request, response);
    seen.push(which);
    calls(request, response);
  });
}

const well = jsonAnswer(200, '{"data":{"from":"here"}}');
const silent: Handler = () => undefined;

async function untilChanged(count: number): Promise<void> {
  while (changes.length < count) await sleep(10);
}

beforeEach(async () => {
  one = await startFakeUpstream();
  two = await startFakeUpstream();
  changes = [];
  seen = [];
  upstreams = createUpstreams({
    urls: [one.url, two.url],
    probeEveryMs: 20,
    probeTimeoutMs: 200,
    onChange: (change) => changes.push(change),
  });
  client = createDirectusClient({ url: upstreams, callTimeoutMs: 1_000 });
  answer('one', well);
  answer('two', well);
});

afterEach(async () => {
  await Promise.all([client.close(), upstreams.close()]);
  await Promise.all([one.close(), two.close()]);
});

describe('with two processes', () => {
  test('both are asked in turns', async () => {
    for (let count = 0; count < 10; count += 1) await client.call(get);
    assert.equal(seen.filter((which) => which === 'one').length, 5);
  });

  test('a dead one fails no call, whatever its kind, and is left out', async () => {
    await one.close();
    for (let count = 0; count < 20; count += 1) {
      assert.equal((await client.call(count % 2 === 0 ? get : post)).ok, true);
    }
    assert.deepEqual(seen, Array(20).fill('two'));
    assert.equal(changes[0]?.url, one.url);
  });

  test('a frozen one delays what may be repeated, is left out, and comes back', async () => {
    answer('one', silent, silent);
    const calls = await Promise.all(Array.from({ length: 10 }, () => client.call(get)));
    assert.ok(calls.every(({ ok }) => ok));
    await untilChanged(1);
    seen.length = 0;
    for (let count = 0; count < 10; count += 1) await client.call(post);
    assert.deepEqual(seen, Array(10).fill('two'));
    answer('one', well);
    await untilChanged(2);
    assert.deepEqual(changes[1], { url: one.url, isUsable: true });
    seen.length = 0;
    for (let count = 0; count < 10; count += 1) await client.call(post);
    assert.ok(seen.includes('one'));
  });

  test('a write that may have arrived is sent to nobody else', async () => {
    const cases: [name: string, Handler][] = [
      ['reset', (request) => request.socket.resetAndDestroy()],
      ['500', jsonAnswer(500, '{"errors":[{"extensions":{"code":"INTERNAL_SERVER_ERROR"}}]}')],
      ['silence', silent],
    ];
    for (const [name, handler] of cases) {
      answer('one', handler);
      answer('two', handler);
      seen.length = 0;
      await assert.rejects(client.call(post), DirectusError, name);
      assert.equal(seen.length, 1, name);
    }
  });

  test('one that answers questions and fails calls is left out after three of them', async () => {
    const failing = jsonAnswer(503, '{"errors":[{"extensions":{"code":"SERVICE_UNAVAILABLE"}}]}');
    answer('one', failing);
    for (let count = 0; count < 20; count += 1) assert.equal((await client.call(get)).ok, true);
    assert.equal(seen.filter((which) => which === 'one').length, 3);
    assert.deepEqual(changes, [{ url: one.url, isUsable: false, reason: 'HTTP_503' }]);
  });

  test('a refusal is an answer: nobody else is asked, and nobody is left out', async () => {
    const refusal = jsonAnswer(403, '{"errors":[{"extensions":{"code":"FORBIDDEN"}}]}');
    answer('one', refusal);
    answer('two', refusal);
    for (let count = 0; count < 10; count += 1) assert.equal((await client.call(get)).ok, false);
    assert.equal(seen.length, 10);
    assert.deepEqual(changes, []);
  });

  test('where both are left out, both are asked all the same', async () => {
    answer('one', well, silent);
    answer('two', well, silent);
    await untilChanged(2);
    assert.equal((await client.call(post)).ok, true);
  });

  test('after an outage of both, both are back with their first answers', async () => {
    const failing = jsonAnswer(503, '{"errors":[{"extensions":{"code":"SERVICE_UNAVAILABLE"}}]}');
    answer('one', failing, failing);
    answer('two', failing, failing);
    await untilChanged(2);
    for (let count = 0; count < 60; count += 1) await assert.rejects(client.call(post));
    const from = performance.now();
    answer('one', well);
    answer('two', well);
    await untilChanged(4);
    // Who is left out for its failures stays out for half a minute by then.
    assert.ok(performance.now() - from < 10_000);
  });

  test('slowness of both is not doubled: of calls without end a part is sent again', async () => {
    answer('one', silent);
    answer('two', silent);
    const quick = createDirectusClient({ url: upstreams, callTimeoutMs: 50, connections: 500 });
    const results = await Promise.allSettled(Array.from({ length: 300 }, () => quick.call(get)));
    assert.ok(results.every(({ status }) => status === 'rejected'));
    // Fifty to begin with, and a fifth of those that failed.
    assert.ok(seen.length <= 300 + 50 + 300 * 2 * 0.2, String(seen.length));
    await quick.close();
  });
});
