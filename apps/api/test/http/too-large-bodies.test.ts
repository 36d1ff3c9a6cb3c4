import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { type TestContext, test } from 'node:test';
import Fastify from 'fastify';
import { until } from '../../../../test/support/until.ts';
import { errorAnswers } from '../../src/http/error-answers.ts';
import { tooLargeBodies } from '../../src/http/transport.ts';

async function openConnection(t: TestContext) {
  const app = Fastify({ bodyLimit: 1_000 });
  t.after(() => app.close());
  await app.register(errorAnswers);
  await app.register(tooLargeBodies);
  app.post('/', async () => 'taken');
  app.get('/', async () => 'here');
  await app.listen({ host: '127.0.0.1', port: 0 });
  const client = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
  t.after(() => client.destroy());
  let heard = '';
  client.on('data', (bytes) => {
    heard += bytes;
  });
  return { client, heard: () => heard };
}

const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
const part = Buffer.alloc(100_000, 'x');

for (const [how, announced, piece] of [
  ['with its length', 'Content-Length: 2000000\r\n\r\n', part],
  [
    'in pieces',
    'Transfer-Encoding: chunked\r\n\r\n',
    Buffer.concat([Buffer.from('186a0\r\n'), part, Buffer.from('\r\n')]),
  ],
] as const) {
  test(`whoever sends too large a body ${how} can send it all, and reads that it is`, async (t) => {
    const { client, heard } = await openConnection(t);
    client.write(head + announced);
    for (let sent = 0; sent < 20; sent += 1) client.write(piece);
    if (how === 'in pieces') client.write('0\r\n\r\n');
    client.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n');
    await until(() => heard().endsWith('here'));
    assert.match(heard(), /^HTTP\/1\.1 413 /);
    assert.match(heard(), /request\.body_too_large/);
    assert.doesNotMatch(heard(), /^connection: close/im);
  });
}

test('of a body that is far too large nothing more is taken', async (t) => {
  const { client, heard } = await openConnection(t);
  client.write(`${head}Content-Length: 20000000\r\n\r\n`);
  await once(client, 'end');
  assert.match(heard(), /^HTTP\/1\.1 413 /);
  assert.match(heard(), /^connection: close/im);
});
