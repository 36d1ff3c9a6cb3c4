import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WrittenCaption } from '../../src/captions/library/caption-library.ts';
import { keepBatchCaptions } from '../../src/captions/library/keep-batch-captions.ts';
import type { CallFate } from './fake-job-store.ts';
import { deliver, oneJob, runner } from './job-runs.ts';

test('each caption of a batch goes to the library once, whatever happens to the calls', async () => {
  const fates: CallFate[] = ['works', 'fails', 'answer is lost'];
  // Of find, write (start), write (first caption), write (end), and what comes after them.
  for (const at of [1, 2, 3, 4]) {
    for (const fate of fates) {
      const records = await oneJob(3);
      const kept: WrittenCaption[] = [];
      const library = { add: (caption: WrittenCaption) => void kept.push(caption) };
      records.fates.push(...Array.from({ length: at - 1 }, (): CallFate => 'works'), fate);
      const run = runner(keepBatchCaptions(records, library));
      for (let tries = 0; (await deliver(run)) !== 'done'; tries += 1) assert.ok(tries < 5);
      const texts = kept.map(({ caption }) => caption).sort();
      const wanted = ['about topic 0', 'about topic 1', 'about topic 2'];
      assert.deepEqual(texts, wanted, `call ${at}: ${fate}`);
    }
  }
});

test('a caption that was not kept, and was written anew, goes to the library as the batch has it', async () => {
  const records = await oneJob(1);
  const kept: string[] = [];
  let calls = 0;
  records.fates.push('works', 'works', 'fails');
  const run = runner(
    keepBatchCaptions(records, { add: ({ caption }) => void kept.push(caption) }),
    async () => {
      calls += 1;
      return { caption: `take ${calls}`, model: 'echo', platform: 'onlyfans' };
    },
  );
  assert.equal(await deliver(run), 'requeue');
  assert.equal(await deliver(run), 'done');
  assert.deepEqual(kept, ['take 2']);
});
