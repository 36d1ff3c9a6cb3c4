import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CaptionJobs } from '../../src/captions/queue/caption-jobs.ts';
import { retryJob } from '../../src/captions/retry-job.ts';
import { AppError } from '../../src/http/errors.ts';
import { createFakeJobRecords } from './fake-job-store.ts';

const id = '00000000-0000-4000-8000-000000000001';

/** A batch that was cancelled, and its retry, between whose reading and writing something happens. */
async function cancelledJob(
  meanwhile: (records: ReturnType<typeof createFakeJobRecords>) => void,
  unfinished = 0,
) {
  const records = createFakeJobRecords();
  await records.create({ id, user: 'mia', items: [{}, {}] });
  const row = records.rows.get(id);
  assert.ok(row);
  records.rows.set(id, { ...row, status: 'cancelled' });
  let isFirst = true;
  const countUnfinished = async () => {
    if (isFirst) meanwhile(records);
    isFirst = false;
    return unfinished;
  };
  const added: unknown[] = [];
  const jobs = {
    records: { ...records, countUnfinished },
    engine: { isReady: () => true, add: async (entry: unknown) => void added.push(entry) },
    log: { warn: () => undefined, error: () => undefined },
    now: () => new Date(),
  } as unknown as CaptionJobs;
  const principal = { user: { userId: 'mia' }, whyNoAdministrator: async () => 'auth.admin_only' };
  const call = { params: { id }, principal } as Parameters<typeof retryJob.run>[0];
  return { records, added, retry: async () => retryJob.run(call, { jobs }) };
}

const kept = { ok: true, caption: 'a', model: 'echo', platform: 'x' } as const;

test('a retry goes through although the run that was cancelled keeps its last captions meanwhile', async () => {
  const { records, added, retry } = await cancelledJob(({ rows }) => {
    const row = rows.get(id);
    if (row) rows.set(id, { ...row, result: [kept, null], revision: row.revision + 1 });
  });
  assert.deepEqual(await retry(), { ok: true, jobId: id });
  const row = records.rows.get(id);
  assert.deepEqual([row?.status, row?.round, row?.result], ['queued', 1, [kept, null]]);
  assert.equal(added.length, 1);
});

test('of two retries at once one learns that it is under way; of a removed batch that it is gone', async () => {
  const other = await cancelledJob(({ rows }) => {
    const row = rows.get(id);
    const again = { status: 'queued', round: 1 } as const;
    if (row) rows.set(id, { ...row, ...again, revision: row.revision + 1 });
  });
  const hasCode = (code: string) => (error: unknown) =>
    error instanceof AppError && error.code === code;
  await assert.rejects(other.retry(), hasCode('queue.job_not_failed'));
  assert.deepEqual(other.added, []);
  const removed = await cancelledJob(({ rows }) => rows.clear());
  await assert.rejects(removed.retry(), hasCode('queue.job_not_found'));
});

test('whoever has too many batches under way is told in a way that the API reference has', async () => {
  const { records, retry } = await cancelledJob(() => undefined, 500);
  await assert.rejects(retry(), (error: unknown) => {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, 'queue.too_many_jobs');
    return (retryJob.errors as readonly string[]).includes(error.code);
  });
  assert.equal(records.rows.get(id)?.status, 'cancelled');
});
