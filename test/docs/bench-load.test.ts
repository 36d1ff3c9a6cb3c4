import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { load } from '../../bench/support/load.ts';

async function serve(context: TestContext, listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

const requestsOf = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ headers: { authorization: `token ${index}` } }));

test('no two connections send the same token at a time, and every token is sent', async (context) => {
  const underWay = new Set<string>();
  const seen = new Set<string>();
  let doubled = 0;
  const url = await serve(context, ({ headers: { authorization = '' } }, response) => {
    if (underWay.has(authorization)) doubled += 1;
    underWay.add(authorization);
    seen.add(authorization);
    setTimeout(() => {
      underWay.delete(authorization);
      response.end('{}');
    }, 1);
  });
  await load({ url, requests: requestsOf(20), connections: 8, amount: 80, seconds: 1 });
  assert.equal(doubled, 0);
  assert.equal(seen.size, 20);
});

test('waits for every answer, so that nothing is left for the next stretch', async (context) => {
  let answered = 0;
  const url = await serve(context, (_, response) => {
    setTimeout(() => response.end('{}', () => (answered += 1)), 5);
  });
  const result = await load({
    url,
    requests: requestsOf(1),
    connections: 4,
    amount: 12,
    seconds: 1,
  });
  assert.equal(answered, 12);
  assert.ok(result.p50Ms > 0 && result.p99Ms >= result.p50Ms);
});

test('an overload is told apart, and counts neither in the rate nor in the latency', async (context) => {
  let count = 0;
  const url = await serve(context, (_, response) => {
    count += 1;
    response.writeHead(count % 4 === 0 ? 503 : 200).end('{}');
  });
  const result = await load({
    url,
    requests: requestsOf(2),
    connections: 2,
    amount: 40,
    seconds: 1,
  });
  assert.equal(result.refusedPercent, 25);
});

test('a refusal that is no overload ends the bench', async (context) => {
  const url = await serve(context, (_, response) => {
    response.writeHead(401).end('{}');
  });
  await assert.rejects(
    load({ url, requests: requestsOf(1), connections: 1, amount: 2, seconds: 1 }),
    /answered 401/,
  );
});
