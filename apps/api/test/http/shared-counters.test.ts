import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startTestRedis, whyNoRedis } from '../../../../test/support/start-redis.ts';
import {
  createRedisCounters,
  createSharedCounters,
  type RedisCounters,
} from '../../src/http/shared-counters.ts';

const quiet = { info() {}, warn() {} };

test('an answer that came while this process stood still is no loss of Redis', {
  skip: whyNoRedis() ?? false,
}, async () => {
  const redis = await startTestRedis();
  const counters = await createSharedCounters({
    redis: await createRedisCounters(redis.url),
    log: quiet,
  });
  try {
    const counted = counters.count('a', 60_000);
    // The request goes out in this turn; then the turn after it takes far longer than Redis may.
    await new Promise((resolve) => setImmediate(resolve));
    const until = performance.now() + 600;
    while (performance.now() < until);
    assert.equal((await counted)?.current, 1);
    assert.equal((await counters.count('a', 60_000))?.current, 2);
  } finally {
    counters.close();
    await redis.close();
  }
});

function fakeRedis(add: RedisCounters['add']): RedisCounters & { adds: () => number } {
  let adds = 0;
  return {
    connect: async () => undefined,
    add: (key, windowMs) => {
      adds += 1;
      return add(key, windowMs);
    },
    adds: () => adds,
    reason: () => 'no answer',
    close() {},
  };
}

test('while Redis is silent nobody asks it but the probe, one at a time', async () => {
  const redis = fakeRedis(() => new Promise(() => undefined));
  const counters = await createSharedCounters({
    redis,
    log: quiet,
    timeoutMs: 5,
    retryAfterMs: 60_000,
  });
  assert.equal(redis.adds(), 1);
  for (let n = 0; n < 100; n += 1) assert.equal(await counters.count('a', 60_000), undefined);
  assert.equal(redis.adds(), 1);
  counters.close();
});

test('after close nothing is logged and nothing asked', async () => {
  const lines: string[] = [];
  const log = {
    info: (line: string) => lines.push(line),
    warn: (line: string) => lines.push(line),
  };
  const redis = fakeRedis(async (key) => {
    if (key === 'probe') return { current: 1, ttlMs: 1 };
    throw new Error('gone');
  });
  const counters = await createSharedCounters({ redis, log, retryAfterMs: 1 });
  counters.close();
  assert.equal(await counters.count('a', 60_000), undefined);
  const asked = redis.adds();
  await new Promise((resolve) => setTimeout(resolve, 20));
  assert.equal(redis.adds(), asked);
  assert.deepEqual(lines, []);
});
