import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from '../../src/credentials/in-turn.ts';
import { AppError } from '../../src/http/errors.ts';

test("one user's work is done one piece at a time, and another user's never waits for it", async () => {
  const inTurn = createTurns();
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
  const inTurn = createTurns();
  const { promise: held, resolve: release } = Promise.withResolvers<void>();
  const failing = inTurn('ada', () => held.then(() => Promise.reject(new Error('failed'))));
  const waiting = Array.from({ length: 50 }, () => inTurn('ada', async () => 'done'));
  await assert.rejects(
    inTurn('ada', async () => 'done'),
    (error) => error instanceof AppError && error.code === 'rate_limit.exceeded',
  );
  release();
  await assert.rejects(failing, /failed/);
  assert.equal((await Promise.all(waiting)).length, 50);
  assert.equal(await inTurn('ada', async () => 'again'), 'again');
});
