import { type ErrorCode, errorTable } from '../../http/errors.ts';
import type { JobRecords, JobRow, OverStatus } from '../job-store.ts';
import { failedItem, type ItemOutcome, itemsOf, outcomesOf, progressOf } from './item-outcomes.ts';
import type { FailureLog } from './write-items.ts';

/** What ends a batch. */
export interface EndJobDeps {
  records: Pick<JobRecords, 'find' | 'write'>;
  log: FailureLog;
  /** Told how each batch ended. */
  onEnd?: (status: OverStatus) => void;
  now: () => Date;
}

/** Ends a batch; items that nobody came to get the failure `missing`. */
export async function finish(
  deps: EndJobDeps,
  job: JobRow,
  outcomes: readonly (ItemOutcome | null)[],
  missing: ErrorCode,
): Promise<'done'> {
  const { records, onEnd, now } = deps;
  const items = itemsOf(job);
  const result = outcomes.map(
    (outcome, index) => outcome ?? failedItem(items[index] ?? {}, missing),
  );
  const isOwnerGone = missing === 'queue.owner_inactive';
  const isCompleted = !isOwnerGone && result.some(({ ok }) => ok);
  const status = isCompleted ? 'completed' : 'failed';
  const written = await records.write(job, {
    status,
    result,
    progress: 100,
    error: isCompleted ? null : isOwnerGone ? errorTable[missing].message : noneWritten,
    finished_at: now().toISOString(),
  });
  if (written === 'outdated') return keepWritten(deps, job, outcomes);
  onEnd?.(status);
  return 'done';
}

const noneWritten = 'None of the captions could be written; the result says why.';

/** Ends a batch as failed, whatever it has: its owner may not be worked for, and starts it again once active. */
export function endForInactiveOwner(
  deps: EndJobDeps,
  job: JobRow,
  outcomes: readonly (ItemOutcome | null)[] = outcomesOf(job),
): Promise<'done'> {
  deps.log.warn({ jobId: job.id, userId: job.user }, 'a batch ends: its owner is not active');
  return finish(deps, job, outcomes, 'queue.owner_inactive');
}

/**
 * Keeps the captions that were finished before the run noticed that its batch was cancelled. One that is anybody
 * else's by now, or put back already, gets none of them.
 */
export async function keepWritten(
  { records }: EndJobDeps,
  job: JobRow,
  outcomes: readonly (ItemOutcome | null)[],
): Promise<'done'> {
  const found = await records.find(job.id);
  if (found?.status !== 'cancelled' || found.round !== job.round) return 'done';
  const kept = outcomesOf(found);
  const result = kept.map((outcome, index) => {
    const mine = outcomes[index];
    return outcome?.ok !== true && mine?.ok ? mine : outcome;
  });
  const hasMore = result.some((outcome, index) => outcome !== kept[index]);
  if (hasMore) await records.write(found, { result, progress: progressOf(outcomes) });
  return 'done';
}
