import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  type CaptionLibraryDeps,
  createCaptionLibrary,
  type KeepOutcome,
} from '../../src/captions/library/caption-library.ts';
import type { NewCaption } from '../../src/captions/library/library-store.ts';

/** A library over a Directus that does what the test says. */
function createLibrary(
  options: Partial<Pick<CaptionLibraryDeps, 'maxWaiting'>> & {
    keep?: (captions: readonly NewCaption[]) => Promise<boolean>;
  } = {},
) {
  const kept: NewCaption[] = [];
  const counts: Partial<Record<KeepOutcome, number>> = {};
  const { keep = async () => true, ...rest } = options;
  const library = createCaptionLibrary({
    store: {
      isThere: true,
      async keep(captions) {
        const isTaken = await keep(captions);
        if (isTaken) kept.push(...captions);
        return isTaken;
      },
      list: async () => ({ captions: [], total: kept.length }),
      remove: async () => kept.splice(0).length,
    },
    count(outcome, captions) {
      counts[outcome] = (counts[outcome] ?? 0) + captions;
    },
    log: { warn() {}, info() {} },
    now: () => new Date(),
    gatherMs: 60_000,
    retryMs: 60_000,
    ...rest,
  });
  const add = (caption: string, userId = 'mia') =>
    library.add({ userId, request: {}, caption, model: 'builtin', source: 'single' });
  const listOf = (userId: string) => library.list({ userId, limit: 1, offset: 0 });
  return { library, add, listOf, kept, counts };
}

const texts = (captions: readonly NewCaption[]) => captions.map(({ text }) => text);

test('whoever reads the library has what was written before, in few calls', async () => {
  let calls = 0;
  const { add, listOf, kept, counts } = createLibrary({
    keep: async () => {
      calls += 1;
      return true;
    },
  });
  for (let count = 0; count < 250; count += 1) add(`caption ${count}`);
  assert.equal(kept.length, 0);
  await listOf('mia');
  assert.equal(kept.length, 250);
  assert.deepEqual([calls, counts], [3, { kept: 250 }]);
});

test('whoever reads the library while an older try fails has what was written all the same', async () => {
  const older = Promise.withResolvers<boolean>();
  const tries = [older.promise, Promise.resolve(true)];
  const { library, add, listOf, kept } = createLibrary({
    keep: () => tries.shift() ?? Promise.resolve(false),
  });
  add('before the outage');
  const first = listOf('mia');
  await new Promise(setImmediate);
  add('after it');
  const second = listOf('mia');
  older.reject(new Error('the outage'));
  await Promise.all([first, second]);
  assert.deepEqual(texts(kept), ['before the outage', 'after it']);
  await library.close();
});

test("whoever has nothing on its way doesn't wait for others' captions", async () => {
  const { add, listOf, kept } = createLibrary();
  add('of another', 'noa');
  await listOf('mia');
  assert.equal(kept.length, 0);
});

test('what Directus refuses costs no other caption its place', async () => {
  const { add, listOf, kept, counts } = createLibrary({
    keep: async (captions) => captions.every(({ text }) => text !== 'bad'),
  });
  for (const text of ['a', 'b', 'bad', 'c', 'd']) add(text);
  await listOf('mia');
  assert.deepEqual(texts(kept), ['a', 'b', 'c', 'd']);
  assert.deepEqual(counts, { kept: 4, refused: 1 });
});

test('an outage keeps captions for later, each once, and as many as there is room for', async () => {
  let isAway = true;
  const { add, library, kept, counts } = createLibrary({
    maxWaiting: 3,
    keep: async () => {
      if (isAway) throw new Error('away');
      return true;
    },
  });
  for (const text of ['a', 'b', 'c', 'd']) add(text);
  assert.deepEqual(counts, { overflow: 1 });
  await library.remove('mia');
  isAway = false;
  assert.equal(await library.remove('mia'), 3, 'what waited is kept before the library is emptied');
  add('e');
  await library.close();
  assert.deepEqual(texts(kept), ['e']);
  assert.deepEqual(counts, { overflow: 1, kept: 4 });
});

test('what is left at the end of the process is counted as lost', async () => {
  const { add, library, counts } = createLibrary({
    keep: () => Promise.reject(new Error('away')),
  });
  add('a');
  await library.close();
  assert.deepEqual(counts, { closed: 1 });
});
