import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../../test/support/properties.ts';
import type { WriteCaption } from '../../src/captions/write-caption.ts';
import { AppError } from '../../src/http/errors.ts';
import type { CallFate } from './fake-job-store.ts';
import {
  assertWhole,
  codes,
  deliver,
  echo,
  failing,
  jobId,
  now,
  oneJob,
  row,
  runner,
} from './job-runs.ts';

test('works on nothing that is gone, over, of another round, or in the hands of another process', async () => {
  const records = await oneJob(1);
  const run = runner(records);
  assert.equal(await deliver(run, { round: 1 }), 'done');
  for (const status of ['completed', 'failed', 'cancelled', 'processing'] as const) {
    records.rows.set(jobId, { ...row(records), status, runner: 'another' });
    assert.equal(await deliver(run), 'done');
  }
  assert.deepEqual(records.changes, []);
  records.rows.clear();
  assert.equal(await deliver(run), 'done');
});

test('takes a batch from another process where the engine or the start says that it is gone', async () => {
  for (const way of [{ isAbandoned: true }, { isShared: true }, { runnerId: 'another' }]) {
    const records = await oneJob(1);
    records.rows.set(jobId, { ...row(records), status: 'processing', runner: 'another' });
    assert.equal(await deliver(runner(records, echo, way), way), 'done');
    assert.equal(row(records).status, 'completed', JSON.stringify(way));
  }
});

test('a batch is not worked on twice at once in one process', async () => {
  const records = await oneJob(1);
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const run = runner(records, async (request, signal) => {
    begun.resolve();
    await release.promise;
    return echo(request, signal);
  });
  const first = deliver(run);
  await begun.promise;
  assert.equal(await deliver(run), 'requeue');
  release.resolve();
  assert.equal(await first, 'done');
});

test('a failed attempt is put back as queued with what it has; the last one ends the batch', async () => {
  const records = await oneJob(2);
  assert.equal(await deliver(runner(records, failing('captions.model_failed'))), 'failed');
  assert.equal(row(records).status, 'queued');
  assert.deepEqual(codes(records), ['captions.model_failed', 'captions.model_failed']);
  const last = { isLastAttempt: true };
  assert.equal(await deliver(runner(records, failing('captions.model_failed')), last), 'done');
  assert.equal(row(records).status, 'failed');
  assert.match(String(row(records).error), /None of the captions/);
});

test('a batch that waits for its next try says when that comes, and no longer once it begins', async () => {
  const records = await oneJob(2);
  await deliver(runner(records, failing('captions.model_failed')));
  const nextMs = Date.parse(String(row(records).next_try_at));
  assert.equal(nextMs - now().getTime(), 4_000);
  const busy: WriteCaption = async () => {
    assert.equal(row(records).next_try_at, null);
    throw new AppError('captions.model_busy', { retryAfterSeconds: 20 });
  };
  assert.deepEqual(await deliver(runner(records, busy)), { pauseMs: 20_000 });
  assert.equal(Date.parse(String(row(records).next_try_at)) - now().getTime(), 20_000);
});

test('a process that ends hands back what it has, and no start is counted for it', async () => {
  const records = await oneJob(3);
  const ending = new AbortController();
  const captions: WriteCaption = async (request, signal) => {
    if (request.topic === 'topic 1') {
      ending.abort();
      throw new AppError('captions.model_failed');
    }
    return echo(request, signal);
  };
  assert.equal(await deliver(runner(records, captions), { signal: ending.signal }), 'released');
  assert.equal(row(records).status, 'queued');
  assert.equal(row(records).attempts, 0);
  assert.deepEqual(codes(records), ['ok', 'none', 'none']);
});

test('a batch that was begun twenty times without any new outcome is ended', async () => {
  const records = await oneJob(2);
  records.rows.set(jobId, { ...row(records), attempts: 20 });
  assert.equal(await deliver(runner(records)), 'done');
  assert.equal(row(records).status, 'failed');
  assert.deepEqual(codes(records), ['queue.interrupted', 'queue.interrupted']);
});

test('a batch whose end was kept and not answered is counted once all the same', async () => {
  const records = await oneJob(1);
  const ended: string[] = [];
  const run = runner(records, echo, { onEnd: (status) => void ended.push(status) });
  // It is found, begun, has its caption kept, and is ended.
  records.fates.push('works', 'works', 'works', 'answer is lost');
  assert.equal(await deliver(run), 'requeue');
  assert.equal(row(records).status, 'completed');
  assert.equal(await deliver(run), 'done');
  assert.equal(await deliver(run), 'done');
  assert.deepEqual(ended, ['completed']);
});

test('a record that somebody has made unreadable is ended, not begun for ever', async () => {
  for (const items of [null, 'nothing', [null, 7]]) {
    const records = await oneJob(1);
    records.rows.set(jobId, { ...row(records), items, result: 'nonsense' });
    assert.equal(await deliver(runner(records)), 'done');
    assert.ok(['completed', 'failed'].includes(row(records).status));
  }
});

test('an outage at any call, or a lost answer, costs nothing but time', async () => {
  const fate = fc.constantFrom<CallFate>('works', 'fails', 'answer is lost');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fate, { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (fates, items) => {
        const records = await oneJob(items);
        records.fates.push(...fates);
        const run = runner(records);
        for (let tries = 0; (await deliver(run)) !== 'done'; tries += 1) assert.ok(tries < 30);
        assertWhole(records, items);
      },
    ),
    { numRuns: 300 },
  );
});

test('two processes with one batch keep each item once, whatever the order of their calls', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (scheduler, items) => {
      const records = await oneJob(items);
      records.beforeCall = () => scheduler.schedule(Promise.resolve());
      const runs = ['one', 'two'].map(async (runnerId) => {
        const run = runner(records, echo, { runnerId, isShared: true });
        while ((await deliver(run)) !== 'done');
      });
      await scheduler.waitFor(Promise.all(runs));
      assertWhole(records, items);
      const ends = records.changes.filter(({ status }) => status === 'completed');
      assert.equal(ends.length, 1, 'a finished batch is finished once');
    }),
    { numRuns: 300 },
  );
});
