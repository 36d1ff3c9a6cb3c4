import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import Fastify from 'fastify';
import { until } from '../../../../test/support/until.ts';
import { isLost, lostAnswers } from '../../src/http/lost-answers.ts';

/** A server that says which requests have ended, and of which the client had gone. */
async function startServer(t: TestContext) {
  const app = Fastify();
  t.after(() => app.close());
  await app.register(lostAnswers);
  const ended: string[] = [];
  const failed: unknown[] = [];
  app.addHook('onResponse', async ({ url }, reply) => {
    ended.push(`${url} ${reply.statusCode}${isLost(reply) ? ' lost' : ''}`);
  });
  const { promise: work, resolve: finish } = Promise.withResolvers<void>();
  let begun = 0;
  app.get('/at-once', async () => 'here');
  app.get('/slow', async (_request, reply) => {
    begun += 1;
    await work;
    return reply.code(403).send('no');
  });
  app.get('/awaited', async (_request, reply) => {
    begun += 1;
    try {
      await reply.send(Readable.from(endless()));
    } catch (error) {
      failed.push(error);
    }
  });
  app.get('/stream', async (_request, reply) => {
    begun += 1;
    return reply.send(Readable.from(endless()));
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  return { port, ended, failed, finish, begun: () => begun };
}

async function* endless() {
  for (;;) yield await new Promise<string>((next) => setTimeout(next, 5, 'more'));
}

function ask(port: number, ...paths: string[]) {
  const client = connect(port, '127.0.0.1');
  client.write(paths.map((path) => `GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`).join(''));
  return client;
}

test('a request whose client has gone ends once it has an answer, with its status', async (t) => {
  const { port, ended, finish, begun } = await startServer(t);
  const client = ask(port, '/slow');
  await until(() => begun() === 1);
  client.destroy();
  await once(client, 'close');
  finish();
  await until(() => ended.length === 1);
  assert.deepEqual(ended, ['/slow 403 lost']);
});

test('an answer that is cut off ends when it is', async (t) => {
  const { port, ended } = await startServer(t);
  const client = ask(port, '/stream');
  await once(client, 'data');
  client.destroy();
  await until(() => ended.length > 0);
  assert.deepEqual(ended, ['/stream 200 lost']);
});

test('a handler that waits for its answer hears of no failure when the client goes', async (t) => {
  const { port, ended, failed, begun } = await startServer(t);
  const clients = [ask(port, '/awaited'), ask(port, '/slow', '/awaited')];
  await until(() => begun() === 3);
  for (const client of clients) client.destroy();
  await until(() => ended.length === 2);
  await new Promise(setImmediate);
  assert.deepEqual(ended, ['/awaited 200 lost', '/awaited 200 lost']);
  assert.deepEqual(failed, []);
});

test('of requests sent at once each ends, whichever has its answer when the client goes', async (t) => {
  const { port, ended, begun, finish } = await startServer(t);
  const client = ask(port, '/slow', '/at-once', '/slow');
  await until(() => begun() === 2);
  client.destroy();
  await until(() => ended.length === 1);
  assert.deepEqual(ended, ['/at-once 200 lost']);
  finish();
  await until(() => ended.length === 3);
  assert.deepEqual(ended.slice(1), ['/slow 403 lost', '/slow 403 lost']);
});

test('whoever takes the answer ends once, on a connection for several requests too', async (t) => {
  const { port, ended } = await startServer(t);
  const client = ask(port, '/at-once');
  await once(client, 'data');
  client.write('GET /at-once HTTP/1.1\r\nHost: a\r\n\r\n');
  await once(client, 'data');
  client.destroy();
  await until(() => ended.length > 1);
  assert.deepEqual(ended, ['/at-once 200', '/at-once 200']);
});
