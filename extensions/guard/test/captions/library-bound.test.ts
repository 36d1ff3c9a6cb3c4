import assert from 'node:assert/strict';
import { test } from 'node:test';
import { maxKeptCaptions } from '@genie-helper/guard-protocol';
import fc from '../../../../test/support/properties.ts';
import { createLibraryBound } from '../../src/captions/library-bound.ts';

test('a library that is new, or was counted a minute ago, is counted', () => {
  let time = 0;
  const bound = createLibraryBound(() => time);
  assert.deepEqual(bound.toCount(['ada', 'bob', 'ada']), ['ada', 'bob']);
  bound.counted('ada', 1);
  assert.deepEqual(bound.toCount(['ada', 'bob']), ['bob']);
  time = 60_000;
  assert.deepEqual(bound.toCount(['ada']), ['ada']);
});

test('a full library is counted with each caption', () => {
  const bound = createLibraryBound();
  bound.counted('ada', maxKeptCaptions);
  assert.deepEqual(bound.toCount(['ada']), ['ada']);
});

test('each further process adds at most a quarter of a library beyond the bound', () => {
  const added = fc.record({
    process: fc.nat({ max: 3 }),
    captions: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(fc.array(added, { minLength: 200, maxLength: 200 }), (calls) => {
      const bounds = Array.from({ length: 4 }, () => createLibraryBound(() => 0));
      let held = 0;
      let highest = 0;
      for (const { process, captions } of calls) {
        held += captions;
        const [due] = bounds[process]?.toCount(Array(captions).fill('ada')) ?? [];
        if (due !== undefined) {
          held = Math.min(held, maxKeptCaptions);
          bounds[process]?.counted(due, held);
        }
        highest = Math.max(highest, held);
      }
      assert.ok(highest <= maxKeptCaptions + 3 * Math.floor(maxKeptCaptions / 4), `${highest}`);
    }),
    { numRuns: 300 },
  );
});

test('one process never has more in a library than it holds', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 200 }), (calls) => {
      const bound = createLibraryBound(() => 0);
      let held = 0;
      for (const captions of calls) {
        held += captions;
        if (bound.toCount(Array(captions).fill('ada')).length === 0) {
          assert.ok(held <= maxKeptCaptions, `${held}`);
          continue;
        }
        held = Math.min(held, maxKeptCaptions);
        bound.counted('ada', held);
      }
    }),
    { numRuns: 300 },
  );
});
