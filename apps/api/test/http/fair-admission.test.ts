import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as settle } from 'node:timers/promises';
import { fixedLimit, type Release } from '../../src/http/concurrency-limit.ts';
import { createFairAdmission } from '../../src/http/fair-admission.ts';

const refused = new Error('refused');

/** Who is let in, while nobody leaves but by hand. */
function setUp(limit = 64) {
  const acquire = createFairAdmission({ refuse: () => refused, concurrency: fixedLimit(limit) });
  const held: { userId: string; release: Release }[] = [];
  return {
    held,
    ask: (userId: string, kind: 'user' | 'server' = 'user') =>
      acquire('caption', { kind, name: userId }).then(
        (release) => void held.push({ userId, release }),
        () => undefined,
      ),
    count: (userId: string) => held.filter((one) => one.userId === userId).length,
    leave: (userId?: string) => {
      const at = held.findIndex((one) => userId === undefined || one.userId === userId);
      for (const { release } of held.splice(at, 1)) release(true);
    },
  };
}

test("one user's flood leaves places free for everybody who comes", async () => {
  const { ask, count, held, leave } = setUp();
  const asked = Array.from({ length: 72 }, () => ask('mia'));
  await settle();
  assert.equal(count('mia'), 32);
  for (let n = 0; n < 10; n += 1) {
    asked.push(ask(`other-${n}`));
    await settle();
    assert.equal(count(`other-${n}`), 1);
  }
  for (; held.length > 0; await settle()) leave();
  await Promise.all(asked);
});

test('of two who flood, each gets a share, and a third is let in at once', async () => {
  const { ask, count, held, leave } = setUp();
  const asked = Array.from({ length: 40 }, () => ask('mia'));
  await settle();
  asked.push(...Array.from({ length: 40 }, () => ask('eve')), ask('zoe'));
  await settle();
  assert.equal(count('mia'), 32);
  assert.equal(count('eve'), 21);
  assert.equal(count('zoe'), 1);
  // The first one's places go back to the share of one of three before it gets another.
  while (count('mia') > 15) {
    leave('mia');
    await settle();
  }
  leave('mia');
  await settle();
  assert.ok(count('mia') <= 16);
  for (; held.length > 0; await settle()) leave();
  await Promise.all(asked);
});

test('more users than places are served in the order of asking, one place each', async () => {
  const { ask, held, leave } = setUp(2);
  const asked: Promise<void>[] = [];
  const order: string[] = [];
  for (const userId of ['ann', 'ann', 'ann', 'bea', 'cat', 'dee']) asked.push(ask(userId));
  for (await settle(); held.length > 0; await settle()) {
    order.push(held[0]?.userId ?? '');
    leave();
  }
  await Promise.all(asked);
  assert.deepEqual([...order].sort(), ['ann', 'ann', 'ann', 'bea', 'cat', 'dee']);
  assert.deepEqual(order.slice(0, 2), ['ann', 'bea']);
});

test("who comes behind a server's flood waits for a place, not for the flood", async () => {
  const { ask, count, held, leave } = setUp(4);
  const asked = Array.from({ length: 500 }, () => ask('worker', 'server'));
  await settle();
  assert.equal(count('worker'), 4, 'alone it has all places');
  asked.push(ask('mia'), ask('other-worker', 'server'));
  for (let done = 0; done < 2; done += 1) {
    leave('worker');
    await settle();
  }
  assert.deepEqual([count('mia'), count('other-worker'), count('worker')], [1, 1, 2]);
  for (; held.length > 0; await settle()) leave();
  await Promise.all(asked);
});
