import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  addSample,
  describeHours,
  describeSamples,
  hourRows,
  type QueueSample,
  sampleRows,
} from '../src/pages/admin/queue/queue-samples.ts';

const sampleAt = (atMs: number, waiting = 0): QueueSample => ({
  atMs,
  waiting,
  active: 0,
  completed: 0,
  failed: 0,
  delayed: 0,
});

/** What is kept of this many looks, one a second. */
function keptOf(looks: number, limit: number): readonly QueueSample[] {
  let samples: readonly QueueSample[] = [];
  for (let n = 0; n < looks; n += 1) samples = addSample(samples, sampleAt(n * 1_000), limit);
  return samples;
}

test('what was seen is kept within a bound, from the first look to the last, in order', () => {
  for (const looks of [1, 10, 11, 100, 5_000]) {
    const times = keptOf(looks, 10).map(({ atMs }) => atMs);
    assert.ok(times.length <= 10, `${times.length} of ${looks}`);
    assert.equal(times[0], 0);
    assert.equal(times.at(-1), (looks - 1) * 1_000);
    assert.deepEqual(
      times,
      times.toSorted((a, b) => a - b),
    );
  }
});

test('the same look counts once', () => {
  const once = addSample([], sampleAt(5));
  assert.equal(addSample(once, sampleAt(5)), once);
});

test('a chart is told in a sentence and as a table, the newest first', () => {
  const samples = [sampleAt(0, 4), sampleAt(5_000, 1)];
  assert.match(describeSamples(samples), /now 1 waiting, 0 active, .*at most 4 were waiting/);
  assert.equal(describeSamples([]), 'Nothing has been seen yet.');
  assert.deepEqual(
    sampleRows(samples).map(([, waiting]) => waiting),
    [1, 4],
  );
  const hours = [
    { from: '2026-03-01T09:00:00.000Z', completed: 2, failed: 1 },
    { from: '2026-03-01T10:00:00.000Z', completed: 3, failed: 0 },
  ];
  assert.match(describeHours(hours), /5 jobs were completed and 1 failed/);
  assert.deepEqual(
    hourRows(hours).map(([, completed]) => completed),
    [3, 2],
  );
});
