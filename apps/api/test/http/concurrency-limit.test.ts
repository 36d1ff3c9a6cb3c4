import assert from 'node:assert/strict';
import { test } from 'node:test';
import { adaptiveLimit } from '../../src/http/concurrency-limit.ts';

const alone = { isAlone: true, isFull: false };
const full = { isAlone: false, isFull: true };

/** A limit that knows that a piece takes 20 ms alone. */
function rested() {
  const concurrency = adaptiveLimit();
  for (let n = 0; n < 20; n += 1) concurrency.learn('a', 20, alone);
  return concurrency;
}

test('work that merely queues behind us is done by few at once, but never by nobody', () => {
  const concurrency = rested();
  const before = concurrency.limit();
  for (let n = 0; n < 500; n += 1) concurrency.learn('a', 200, full);
  assert.ok(before > 1);
  assert.equal(concurrency.limit(), 1);
});

test('work that takes no longer together than alone is done by more and more, up to a bound', () => {
  const concurrency = rested();
  for (let n = 0; n < 1_000; n += 1) concurrency.learn('a', 22, full);
  assert.ok(concurrency.limit() > 40);
  for (let n = 0; n < 100_000; n += 1) concurrency.learn('a', 22, full);
  assert.equal(concurrency.limit(), 256);
});

test('what shrank grows again when the reason is gone', () => {
  const concurrency = rested();
  for (let n = 0; n < 500; n += 1) concurrency.learn('a', 200, full);
  for (let n = 0; n < 500; n += 1) concurrency.learn('a', 20, full);
  assert.ok(concurrency.limit() > 16);
});

test('pieces that differ by themselves, or are slow while there is room, change nothing', () => {
  const concurrency = rested();
  const before = concurrency.limit();
  for (let n = 0; n < 1_000; n += 1) {
    concurrency.learn('a', n % 2 === 0 ? 5 : 900, { isAlone: false, isFull: false });
  }
  assert.equal(concurrency.limit(), before);
});

test('each kind is compared with itself', () => {
  const concurrency = rested();
  for (let n = 0; n < 20; n += 1) concurrency.learn('slow', 900, alone);
  for (let n = 0; n < 1_000; n += 1) concurrency.learn('slow', 950, full);
  assert.ok(concurrency.limit() > 16);
});
