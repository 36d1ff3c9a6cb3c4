import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareSamples, seenBelow, smallestSeen } from '../../bench/support/two-samples.ts';

/** Values between 0 and 1, the same each time. */
function evenly(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => ((index * 0.618_034 + from) % 1) + 10);
}

test('two samples of one distribution are not told apart', () => {
  const { rankP, distanceP } = compareSamples(evenly(200), evenly(200, 0.3));
  assert.ok(rankP > 0.5 && distanceP > 0.5, `${rankP} ${distanceP}`);
});

test('a shift is seen by both tests, another width by the distance alone', () => {
  const shifted = compareSamples(
    evenly(200).map((value) => value + 0.2),
    evenly(200, 0.3),
  );
  assert.ok(shifted.rankP < seenBelow && shifted.distanceP < seenBelow);
  const wider = compareSamples(
    evenly(200).map((value) => (value - 10.5) * 3 + 10.5),
    evenly(200, 0.3),
  );
  assert.ok(wider.rankP > 0.1, `${wider.rankP}`);
  assert.ok(wider.distanceP < seenBelow, `${wider.distanceP}`);
});

test('agrees with worked examples', () => {
  const [low, high] = [
    Array.from({ length: 10 }, (_, i) => i),
    Array.from({ length: 10 }, (_, i) => i + 10),
  ];
  const apart = compareSamples(low, high);
  assert.equal(apart.distance, 1);
  // z = (50 - 0.5) / sqrt(10 * 10 * 21 / 12) = 3.742
  assert.ok(Math.abs(apart.rankP - 0.000_182_7) < 1e-6, `${apart.rankP}`);
  const same = compareSamples([1, 1, 1], [1, 1, 1]);
  assert.deepEqual(same, { rankP: 1, distance: 0, distanceP: 1 });
});

test('says which difference would be seen', () => {
  const shift = smallestSeen(evenly(200), evenly(200, 0.3));
  assert.ok(shift > 0.01 && shift < 0.2, `${shift}`);
});
