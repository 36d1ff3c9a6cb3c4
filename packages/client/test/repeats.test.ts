import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenieNetworkError, GenieUnavailableError } from '../src/index.ts';
import { createFakeServers, failure, json, signedInClient, user } from './support/fake-servers.ts';

type Answer = () => Response;

/** A signed-in client whose calls get these answers in turn, and the pauses that it made. */
async function scripted(...answers: Answer[]) {
  const servers = createFakeServers();
  const pauses: number[] = [];
  const { sleep } = servers.clock;
  const clock = {
    ...servers.clock,
    async sleep(ms: number, signal?: AbortSignal) {
      pauses.push(ms);
      await sleep(ms, signal);
    },
  };
  const client = await signedInClient(servers, { clock });
  servers.answer = () => {
    const next = answers.shift();
    assert.ok(next, 'no request too many');
    return next();
  };
  return { client, pauses, servers, left: () => answers.length };
}

const down: (headers?: Record<string, string>) => Answer =
  (headers = {}) =>
  () =>
    failure(503, 'directus.unavailable', headers);
const good: Answer = () => json(200, { ok: true, user });
const unreachable: Answer = () => {
  throw new TypeError('fetch failed');
};

test('a GET is repeated after a 503, when the server says, twice at most', async () => {
  const { client, pauses } = await scripted(down({ 'retry-after': '2' }), down(), good);
  assert.deepEqual(await client.me(), user);
  assert.equal(pauses.length, 2);
  assert.ok((pauses[0] ?? 0) >= 2_000 && (pauses[0] ?? 0) < 2_300);
  const failing = await scripted(down(), down(), down({ 'retry-after': '7' }));
  await assert.rejects(failing.client.me(), (error) => {
    assert.ok(error instanceof GenieUnavailableError);
    assert.equal(error.retryAfterMs, 7_000);
    assert.equal(error.code, 'directus.unavailable');
    return true;
  });
});

test('a server that asks for more patience is left alone', async () => {
  const { client, pauses, servers } = await scripted(down({ 'retry-after': '60' }));
  await assert.rejects(client.me(), { retryAfterMs: 60_000 });
  assert.deepEqual(pauses, []);
  const date = new Date(servers.clock.now() + 90_000).toUTCString();
  const dated = await scripted(down({ 'retry-after': date }));
  await assert.rejects(dated.client.me(), { retryAfterMs: 90_000 });
});

test('a GET is repeated where no answer came', async () => {
  const { client } = await scripted(unreachable, good);
  assert.deepEqual(await client.me(), user);
  const gone = await scripted(unreachable, unreachable, unreachable);
  await assert.rejects(gone.client.me(), GenieNetworkError);
});

/** An answer whose connection breaks in the middle. */
const broken =
  (status = 200): Answer =>
  () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{"ok":true,"us')),
      pull: (controller) => controller.error(new TypeError('terminated')),
    });
    return new Response(body, { status, headers: { 'content-type': 'application/json' } });
  };

test('a GET is repeated where its answer broke off, and nothing else is', async () => {
  for (const status of [200, 503]) {
    const { client, left } = await scripted(broken(status), broken(status), good);
    assert.deepEqual(await client.me(), user);
    assert.equal(left(), 0);
  }
  const failing = await scripted(broken(), broken(), broken());
  await assert.rejects(failing.client.me(), { code: 'client.answer_cut' });
  const changing = await scripted(broken(202), good);
  await assert.rejects(changing.client.captions.batch([{}]), { code: 'client.answer_cut' });
  assert.equal(changing.left(), 1);
});

test('what changes something is sent once, and so is what was refused', async () => {
  for (const answer of [down({ 'retry-after': '1' }), unreachable]) {
    const { client, left } = await scripted(answer, good);
    await assert.rejects(client.captions.batch([{}]));
    assert.equal(left(), 1);
  }
  const { client, left } = await scripted(() => failure(429, 'rate_limit.exceeded'), good);
  await assert.rejects(client.me(), { code: 'rate_limit.exceeded', status: 429 });
  assert.equal(left(), 1);
});

test('a signal ends the pause before a repeat', async () => {
  const leaving = new AbortController();
  const { client } = await scripted(() => {
    leaving.abort(new Error('left'));
    return down()();
  }, good);
  await assert.rejects(client.me({ signal: leaving.signal }), { message: 'left' });
});

test('a call that takes too long ends, and one that was given up before it began is not sent', async () => {
  const { client, servers } = await scripted();
  servers.answer = (_path, init) =>
    new Promise((_resolve, reject) => {
      init.signal?.addEventListener('abort', () => reject(new Error('aborted')));
    });
  await assert.rejects(client.me({ timeoutMs: 20 }), { code: 'client.timeout' });
  const before = servers.requests.length;
  await assert.rejects(client.me({ signal: AbortSignal.abort(new Error('left')) }), {
    message: 'left',
  });
  assert.equal(servers.requests.length, before);
});

test('watching a job goes on through an outage', async () => {
  const job = (status: string) => () => json(200, { ok: true, job: { id: 'j', status } });
  const { client } = await scripted(
    job('queued'),
    ...Array<Answer>(6).fill(down()),
    ...Array<Answer>(3).fill(unreachable),
    job('queued'),
    job('completed'),
  );
  const seen: string[] = [];
  const onProgress = ({ status }: { status: string }) => void seen.push(status);
  await client.jobs.wait('j', { onProgress });
  assert.deepEqual(seen, ['queued', 'completed']);
});

test('watching a job waits where a limit is reached, as long as the server says', async () => {
  const job = (status: string) => () => json(200, { ok: true, job: { id: 'j', status } });
  const limited = () => failure(429, 'rate_limit.exceeded', { 'retry-after': '40' });
  const { client, servers, left } = await scripted(
    job('queued'),
    limited,
    limited,
    job('completed'),
  );
  const startedAtMs = servers.clock.now();
  assert.equal((await client.jobs.wait('j')).status, 'completed');
  assert.ok(servers.clock.now() - startedAtMs >= 80_000);
  assert.equal(left(), 0);
});

test('waiting for a job ends in time, and with its signal', async () => {
  const queued = () => json(200, { ok: true, job: { id: 'j', status: 'queued' } });
  const { client, servers } = await scripted();
  servers.answer = queued;
  const startedAtMs = servers.clock.now();
  await assert.rejects(client.jobs.wait('j', { timeoutMs: 60_000 }), { code: 'client.timeout' });
  assert.ok(servers.clock.now() - startedAtMs <= 60_000);
  assert.ok(servers.requests.length < 30, 'the pauses grow');
  const leaving = new AbortController();
  const onProgress = () => leaving.abort(new Error('enough'));
  const waiting = client.jobs.wait('j', { signal: leaving.signal, onProgress });
  await assert.rejects(waiting, { message: 'enough' });
});

test('a look that is not answered does not make the watching last longer', async () => {
  const servers = createFakeServers();
  const client = await signedInClient(servers);
  servers.answer = (_path, { signal }) =>
    new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)));
  const startedAt = performance.now();
  await assert.rejects(client.jobs.wait('j', { timeoutMs: 100 }), { code: 'client.timeout' });
  assert.ok(performance.now() - startedAt < 10_000);
});
