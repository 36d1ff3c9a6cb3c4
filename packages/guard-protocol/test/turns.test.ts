import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from '../src/turns.ts';

const tooMuch = new Error('too much waits');
const refuse = () => tooMuch;

test("one user's work is done one piece at a time, and another user's never waits for it", async () => {
  const inTurn = createTurns({ atOnce: 1 });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const order: string[] = [];
  const first = inTurn('ada', async () => {
    await held;
    order.push('first');
  });
  const second = inTurn('ada', async () => order.push('second'));
  await inTurn('bob', async () => order.push('bob'));
  assert.deepEqual(order, ['bob']);
  release();
  await Promise.all([first, second]);
  assert.deepEqual(order, ['bob', 'first', 'second']);
});

test('a piece that failed holds up none behind it, and too many that wait are refused', async () => {
  const inTurn = createTurns({ atOnce: 1, maxWaiting: 50, refuse });
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const failing = inTurn('ada', () => held.then(() => Promise.reject(new Error('failed'))));
  const waiting = Array.from({ length: 50 }, () => inTurn('ada', async () => 'done'));
  await assert.rejects(
    inTurn('ada', async () => 'done'),
    tooMuch,
  );
  release();
  await assert.rejects(failing, /failed/);
  assert.equal((await Promise.all(waiting)).length, 50);
  assert.equal(await inTurn('ada', async () => 'again'), 'again');
});

test('as many are under way as may be, and no more, while others wait and leave', async () => {
  const inTurn = createTurns({ atOnce: 3 });
  let underWay = 0;
  let most = 0;
  const work = async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise(setImmediate);
    underWay -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, () => inTurn('ada', work)));
  await Promise.all(Array.from({ length: 20 }, () => inTurn('ada', work)));
  assert.equal(most, 3);
});

/** A clock that goes on only while something sleeps. */
function pacedTurns(pace: { burst: number; perSecond: number }) {
  let time = 0;
  const inTurn = createTurns({
    atOnce: 1,
    pace,
    now: () => time,
    sleep: async (ms) => {
      time += ms;
    },
  });
  return { inTurn, time: () => time, pass: (ms: number) => (time += ms) };
}

test('who has spent more than may be spent at once waits until it is earned, and nobody else', async () => {
  const { inTurn, time } = pacedTurns({ burst: 100, perSecond: 10 });
  const spend = (key: string) => inTurn(key, async (charge) => charge(60));
  for (let n = 0; n < 2; n += 1) await spend('ada');
  assert.equal(time(), 0);
  await spend('ada');
  assert.equal(time(), 2_000);
  await spend('bob');
  assert.equal(time(), 2_000);
  // In the long run it's as many as are earned.
  for (let n = 0; n < 10; n += 1) await spend('ada');
  assert.equal(time(), 62_000);
});

test('who rests has as much as at first, and no more; a piece that failed has cost, too', async () => {
  const { inTurn, time, pass } = pacedTurns({ burst: 100, perSecond: 10 });
  const fail = () =>
    inTurn('ada', async (charge) => {
      charge(150);
      throw new Error('failed');
    });
  await assert.rejects(fail(), /failed/);
  await inTurn('ada', async () => undefined);
  assert.equal(time(), 5_000);
  pass(3_600_000);
  const before = time();
  await inTurn('ada', async (charge) => charge(101));
  await inTurn('ada', async () => undefined);
  assert.equal(time() - before, 100);
});
