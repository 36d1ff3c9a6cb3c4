import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { test } from 'node:test';
import Fastify from 'fastify';
import { closing } from '../../src/http/closing.ts';
import { AppError } from '../../src/http/errors.ts';

/** A server with a request that ends when the test lets it, or when the server closes. */
async function startServer() {
  const finish = Promise.withResolvers<string>();
  const begun = Promise.withResolvers<void>();
  const app = Fastify();
  await app.register(closing);
  app.setErrorHandler((error, _request, reply) =>
    reply.code(503).send(error instanceof AppError ? error.code : String(error)),
  );
  app.get('/quick', async () => 'here');
  app.get('/readyz', async () => 'ready');
  app.get('/slow', async () => {
    begun.resolve();
    const closed = new Promise<never>((_, reject) => {
      app.closing.addEventListener('abort', () => reject(app.closing.reason));
    });
    return await Promise.race([finish.promise, closed]);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return {
    app,
    port,
    url: `http://127.0.0.1:${port}`,
    finish: finish.resolve,
    begun: begun.promise,
  };
}

async function isRefused(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const [error] = await Promise.race([
    once(socket, 'connect'),
    once(socket, 'error').catch((thrown: unknown) => [thrown]),
  ]).catch((thrown: unknown) => [thrown]);
  socket.destroy();
  return error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED';
}

async function untilRefused(port: number): Promise<void> {
  while (!(await isRefused(port))) await new Promise((resolve) => setTimeout(resolve, 10));
}

async function answerOn(socket: Socket, path: string): Promise<string> {
  socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk;
  });
  await once(socket, 'close');
  return text;
}

test('until the port is closed it answers, ends each connection and is not ready', async () => {
  const { app, url } = await startServer();
  const drained = app.drain(500);
  const quick = await fetch(`${url}/quick`);
  assert.deepEqual([quick.status, quick.headers.get('connection')], [200, 'close']);
  const ready = await fetch(`${url}/readyz`);
  assert.deepEqual([ready.status, await ready.text()], [503, 'server.closing']);
  await drained;
  await app.close();
});

test('who has connected is answered after the port is closed, and what is under way ends well', async () => {
  const { app, port, url, finish, begun } = await startServer();
  const slow = fetch(`${url}/slow`).then(async (answer) => [answer.status, await answer.text()]);
  await begun;
  const silent = connect(port, '127.0.0.1');
  await once(silent, 'connect');
  const drained = app.drain(1);
  await untilRefused(port);
  const answer = await answerOn(silent, '/quick');
  assert.match(answer, /^HTTP\/1\.1 200 .*\r\nconnection: close\r\n.*here$/is);
  finish('whole');
  assert.deepEqual(await slow, [200, 'whole']);
  await drained;
  await app.close();
});

test('what lasts ends with server.closing, after the others', async () => {
  const { app, url, begun } = await startServer();
  const slow = fetch(`${url}/slow`).then(async (answer) => [answer.status, await answer.text()]);
  await begun;
  await app.drain(1);
  await app.close();
  assert.deepEqual(await slow, [503, 'server.closing']);
});
