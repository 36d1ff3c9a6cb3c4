import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../../test/support/properties.ts';
import {
  type Attempt,
  createAttemptLimiter,
  type Refusal,
} from '../../src/throttle/login-throttle.ts';

function assertAdmitted(result: Attempt | Refusal): asserts result is Attempt {
  assert.ok('failed' in result, 'refused');
}

function limiterAt(clock: { ms: number }, changes: { maxKeys?: number; maxWaiting?: number } = {}) {
  const base = { maxFailures: 3, windowMs: 60_000, maxKeys: 100 };
  return createAttemptLimiter({ ...base, now: () => clock.ms, ...changes });
}

async function fail(limiter: ReturnType<typeof limiterAt>, key: string): Promise<void> {
  const attempt = await limiter.begin(key);
  assertAdmitted(attempt);
  attempt.failed();
}

test('refuses the attempt after the last allowed failure, and says for how long', async () => {
  const clock = { ms: 1_000 };
  const limiter = limiterAt(clock);
  for (const ms of [1_000, 2_000, 3_000]) {
    clock.ms = ms;
    await fail(limiter, 'a');
  }
  assert.deepEqual(await limiter.begin('a'), { retryAfterMs: 58_000 });
  assert.deepEqual(limiter.refusal('a'), { retryAfterMs: 58_000 });
  assert.equal(limiter.refusal('b'), undefined);
});

test('allows an attempt again as each failure leaves the window', async () => {
  const clock = { ms: 0 };
  const limiter = limiterAt(clock);
  for (const ms of [0, 10_000, 20_000]) {
    clock.ms = ms;
    await fail(limiter, 'a');
  }
  clock.ms = 59_999;
  assert.ok('retryAfterMs' in (await limiter.begin('a')));
  clock.ms = 60_000;
  await fail(limiter, 'a');
  assert.deepEqual(await limiter.begin('a'), { retryAfterMs: 10_000 });
});

test('never has more failures in a window than the limit, whatever the order of events', async () => {
  const event = fc.record({
    waitMs: fc.integer({ min: 0, max: 30_000 }),
    outcome: fc.constantFrom('failed', 'abandoned'),
  } as const);
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 60 }), async (events) => {
      const clock = { ms: 0 };
      const limiter = limiterAt(clock);
      const failures: number[] = [];
      for (const { waitMs, outcome } of events) {
        clock.ms += waitMs;
        const attempt = await limiter.begin('a');
        if ('retryAfterMs' in attempt) continue;
        attempt[outcome]();
        if (outcome === 'failed') failures.push(clock.ms);
      }
      for (const time of failures) {
        const inWindow = failures.filter((other) => other >= time && other < time + 60_000);
        assert.ok(inWindow.length <= 3);
      }
    }),
  );
});

test('lets parallel guesses through only as far as the limit allows', async () => {
  const limiter = limiterAt({ ms: 0 });
  let made = 0;
  const results = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const attempt = await limiter.begin('a');
      if ('retryAfterMs' in attempt) return 'refused';
      made += 1;
      await new Promise(setImmediate);
      attempt.failed();
      return 'made';
    }),
  );
  assert.equal(made, 3);
  assert.equal(results.filter((result) => result === 'refused').length, 47);
});

test('refuses none of many parallel successes', async () => {
  const limiter = limiterAt({ ms: 0 });
  await Promise.all(
    Array.from({ length: 50 }, async () => {
      const attempt = await limiter.begin('a');
      assertAdmitted(attempt);
      await new Promise(setImmediate);
      attempt.succeeded();
    }),
  );
  assert.equal(limiter.size(), 0);
});

test('refuses rather than let more wait than it was told', async () => {
  const limiter = limiterAt({ ms: 0 }, { maxWaiting: 2 });
  const underWay = await Promise.all(['a', 'a', 'a'].map((key) => limiter.begin(key)));
  const waiting = [limiter.begin('a'), limiter.begin('a')];
  assert.deepEqual(await limiter.begin('a'), { retryAfterMs: 1_000 });
  for (const attempt of underWay) {
    assertAdmitted(attempt);
    attempt.abandoned();
  }
  for (const attempt of await Promise.all(waiting)) assertAdmitted(attempt);
});

test('forgets failures of a key after a success, and no other key’s', async () => {
  const limiter = limiterAt({ ms: 0 });
  for (const key of ['a', 'a', 'b', 'b', 'b']) await fail(limiter, key);
  const attempt = await limiter.begin('a');
  assertAdmitted(attempt);
  attempt.succeeded();
  for (let count = 0; count < 3; count += 1) await fail(limiter, 'a');
  assert.ok(limiter.refusal('a'));
  assert.ok(limiter.refusal('b'));
});

test('holds no more keys than it was told, and keeps the ones in use', async () => {
  const limiter = limiterAt({ ms: 0 }, { maxKeys: 10 });
  const held = await limiter.begin('held');
  assertAdmitted(held);
  for (let count = 0; count < 3; count += 1) await fail(limiter, 'attacked');
  for (let count = 0; count < 1_000; count += 1) {
    await fail(limiter, `key ${count}`);
    assert.ok(limiter.refusal('attacked'));
    assert.ok('retryAfterMs' in (await limiter.begin('attacked')));
    assert.ok(limiter.size() <= 10);
  }
  held.failed();
});
