import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import Fastify from 'fastify';
import { closing } from '../../src/http/closing.ts';
import { AppError } from '../../src/http/errors.ts';
import { type EventSource, eventStreams } from '../../src/http/event-streams.ts';

/** A server with one stream, and a client that has asked for it and reads only what the test reads. */
async function startStream(source: EventSource, keepAliveMs = 10_000) {
  const app = Fastify();
  await app.register(closing);
  await app.register(eventStreams, { keepAliveMs });
  app.get('/stream', (_request, reply) => app.sendEvents(reply, source));
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.write('GET /stream HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(socket, 'readable');
  return { app, socket };
}

async function readUntil(socket: Socket, words: string): Promise<string> {
  let text = '';
  while (!text.includes(words)) {
    const part: Buffer | null = socket.read();
    if (part === null) await once(socket, 'readable');
    else text += part.toString();
  }
  return text;
}

// Without the server's own end to it, the connection would last until the kernel gives it up.
const closesOfItself = { timeout: 60_000 };

test(
  'a reader that takes nothing stops the source, and does not keep the server from closing',
  closesOfItself,
  async () => {
    let given = 0;
    const { app, socket } = await startStream(async function* (signal) {
      for (; !signal.aborted; given += 1) yield { text: 'x'.repeat(100_000) };
      yield { last: true };
    });
    let before = -1;
    while (before !== given) {
      before = given;
      await sleep(300);
    }
    assert.ok(given < 1_000, `${given} events of 100 kB are waiting`);
    await app.close();
    socket.destroy();
  },
);

test('keeps a stream out of caches, and proxies from changing it or holding it back', async () => {
  const app = Fastify();
  await app.register(closing);
  await app.register(eventStreams, {});
  app.get('/stream', (_request, reply) => app.sendEvents(reply, async function* () {}));
  const { headers } = await app.inject('/stream');
  assert.equal(headers['cache-control'], 'no-store, no-transform');
  assert.equal(headers['x-accel-buffering'], 'no');
  await app.close();
});

test('a closing server gives the reason to the source, and the source’s last event to the reader', async () => {
  let reason: unknown;
  const { app, socket } = await startStream(async function* (signal) {
    yield { first: true };
    await once(signal, 'abort');
    reason = signal.reason;
    await sleep(50);
    yield { last: true };
  });
  await readUntil(socket, 'first');
  const reading = readUntil(socket, 'last');
  await app.close();
  assert.match(await reading, /data: {"last":true}\n\n/);
  assert.ok(reason instanceof AppError && reason.code === 'server.closing');
});

test('a client that goes is told to the source without a reason of ours', async () => {
  const gone = Promise.withResolvers<unknown>();
  const { app, socket } = await startStream(async function* (signal) {
    yield { first: true };
    await once(signal, 'abort');
    gone.resolve(signal.reason);
  });
  await readUntil(socket, 'first');
  socket.destroy();
  assert.ok(!((await gone.promise) instanceof AppError));
  await app.close();
});

test('a source that throws ends its stream and nothing else', async () => {
  const { app, socket } = await startStream(async function* () {
    yield { first: true };
    throw new Error('inside words');
  });
  await once(socket.resume(), 'close');
  assert.equal((await app.inject('/nothing')).statusCode, 404);
  await app.close();
});

test('a reader that has gone before the stream begins ends its source', async () => {
  const app = Fastify();
  await app.register(closing);
  await app.register(eventStreams);
  const gone = Promise.withResolvers<void>();
  const arrived = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<boolean>();
  app.get('/stream', async (_request, reply) => {
    arrived.resolve();
    await gone.promise;
    return app.sendEvents(reply, async function* (signal) {
      if (!signal.aborted) await once(signal, 'abort', { signal: AbortSignal.timeout(20_000) });
      ended.resolve(signal.aborted);
      yield { last: true };
    });
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  app.server.on('connection', (socket) => socket.on('close', () => gone.resolve()));
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.write('GET /stream HTTP/1.1\r\nHost: x\r\n\r\n');
  await arrived.promise;
  socket.destroy();
  assert.equal(await ended.promise, true);
  await app.close();
});
