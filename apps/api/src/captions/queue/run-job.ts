/**
 * The work on one batch.
 *
 * Guarantees: an item's outcome is kept once, in its own place; a batch that is over is never worked on again;
 * whoever lost the batch to another process notices at its next write and stops. What dies in between costs at
 * most the captions since the last write, which are written anew. Before each item Directus is asked whether the
 * batch's owner is active; for anybody else nothing more is asked of the model. Where Directus can't be asked, the
 * batch waits.
 */

import type { CaptionRequest } from '@genie-helper/captions';
import { AppError, type ErrorCode, errorTable } from '../../http/errors.ts';
import type { JobOwners } from '../job-owner-store.ts';
import type { JobRecords, JobRow } from '../job-store.ts';
import type { WriteCaption } from '../write-caption.ts';
import {
  failedItem,
  type ItemOutcome,
  isOpen,
  itemsOf,
  openItems,
  outcomesOf,
  progressOf,
} from './item-outcomes.ts';
import type { Delivery, QueueEngine, RunEntry, RunOutcome } from './queue-engine.ts';

/** What a run works with. */
export interface RunJobDeps {
  records: Pick<JobRecords, 'find' | 'write'>;
  owners: JobOwners;
  writeCaption: WriteCaption;
  /** How much longer the model's server wants to be left alone. */
  modelPause: { remainingMs(): number };
  engine: Pick<QueueEngine, 'isShared'>;
  /** This process, in records. */
  runnerId: string;
  log: FailureLog;
  now: () => Date;
}

/** Quick captions share a write; a slow one has its own. */
const saveEveryMs = 500;

/** A model that doesn't answer is left alone until the next attempt. */
const maxTimeoutsInARow = 3;

/** A batch that was begun so often without a new outcome has brought its process down again and again. */
const maxStarts = 20;

/** A record must stay well below what Directus takes and we read (1 MB), in characters of JSON. */
const maxResultLength = 300_000;

/** Makes the function that the engine runs for each entry. */
export function createRunJob(deps: RunJobDeps): RunEntry {
  const running = new Set<string>();
  return async (delivery) => {
    const { jobId } = delivery.entry;
    // A Redis that lost its memory gets the entry again while this process still works on it.
    if (running.has(jobId)) return 'requeue';
    running.add(jobId);
    try {
      return await runJob(deps, delivery);
    } catch (error) {
      deps.log.warn({ err: error, jobId }, 'a batch could not be worked on; it comes again');
      return 'requeue';
    } finally {
      running.delete(jobId);
    }
  };
}

async function runJob(deps: RunJobDeps, delivery: Delivery): Promise<RunOutcome> {
  const { records, owners, modelPause, runnerId, now } = deps;
  const remainingMs = modelPause.remainingMs();
  if (remainingMs > 0) return { pauseMs: remainingMs };
  const found = await records.find(delivery.entry.jobId);
  if (found === undefined || !isOurs(deps, delivery, found)) return 'done';
  // Before the start is counted: an outage costs a batch nothing but time.
  if (!(await owners.isActive(found.user))) return endForInactiveOwner(deps, found);
  const job = await records.write(found, {
    status: 'processing',
    runner: runnerId,
    attempts: found.attempts + 1,
    started_at: found.started_at ?? now().toISOString(),
  });
  if (job === 'outdated') return 'requeue';
  const outcomes = outcomesOf(job);
  if (job.attempts > maxStarts) return finish(deps, job, outcomes, 'queue.interrupted');

  const stopped = await writeItems(deps, job, outcomes, delivery.signal);
  if (stopped === 'outdated') return 'done';
  const { saved, pauseMs, isOwnerGone } = stopped;
  if (isOwnerGone) return endForInactiveOwner(deps, saved, outcomes);
  const rest = { status: 'queued', result: outcomes, progress: progressOf(outcomes) } as const;
  if (delivery.signal.aborted) {
    const released = await records.write(saved, { ...rest, attempts: saved.attempts - 1 });
    return released === 'outdated' ? 'done' : 'released';
  }
  if (pauseMs !== undefined) {
    // Not counted as an attempt, but as a start: a model that is never free again ends the batch, too.
    if (saved.attempts >= maxStarts) return finish(deps, saved, outcomes, 'captions.model_busy');
    const waits = await records.write(saved, rest);
    return waits === 'outdated' ? 'done' : { pauseMs };
  }
  if (!delivery.isLastAttempt && outcomes.some(isOpen)) {
    const putBack = await records.write(saved, rest);
    return putBack === 'outdated' ? 'done' : 'failed';
  }
  return finish(deps, saved, outcomes, 'captions.model_timeout');
}

function isOurs({ engine, runnerId }: RunJobDeps, { entry }: Delivery, job: JobRow): boolean {
  if (job.round !== entry.round) return false;
  if (job.status === 'queued') return true;
  const isFree = engine.isShared || entry.isAbandoned === true || job.runner === runnerId;
  return job.status === 'processing' && isFree;
}

/** Where the work on items has stopped: what is kept, and why it goes on later or never. */
type Stop = { saved: JobRow; pauseMs?: number; isOwnerGone?: true };

/** Fills in outcomes, keeping them now and then; stops where the signal fires or the model is dead or busy. */
async function writeItems(
  { records, owners, writeCaption, log }: RunJobDeps,
  job: JobRow,
  outcomes: (ItemOutcome | null)[],
  signal: AbortSignal,
): Promise<Stop | 'outdated'> {
  const items = itemsOf(job);
  const writeItem = createItemWriter(writeCaption, job.id, log);
  let saved = job;
  let savedAt = performance.now();
  let timeoutsInARow = 0;
  let length = outcomes.reduce((sum, outcome) => sum + lengthOf(outcome), 0);
  for (const index of openItems(outcomes)) {
    const item = items[index] ?? {};
    if (!(await owners.isActive(job.user))) return { saved, isOwnerGone: true };
    const written = await writeItem(item, signal);
    if (written === undefined) break;
    if ('pauseMs' in written) return { saved, pauseMs: written.pauseMs };
    const room = maxResultLength - length;
    const outcome = lengthOf(written) > room ? failedItem(item, 'queue.result_too_large') : written;
    length += lengthOf(outcome) - lengthOf(outcomes[index] ?? null);
    outcomes[index] = outcome;
    const isTimeout = !outcome.ok && outcome.code === 'captions.model_timeout';
    timeoutsInARow = isTimeout ? timeoutsInARow + 1 : 0;
    if (timeoutsInARow === maxTimeoutsInARow) break;
    if (performance.now() - savedAt < saveEveryMs) continue;
    const progress = progressOf(outcomes);
    // The start that brought an outcome is the only one that counts from here.
    const result = await records.write(saved, { result: outcomes, progress, attempts: 1 });
    if (result === 'outdated') return result;
    saved = result;
    savedAt = performance.now();
  }
  return { saved };
}

/** Characters of a caption in a record; failures are short and always have room. */
function lengthOf(outcome: ItemOutcome | null): number {
  return outcome?.ok ? JSON.stringify(outcome).length : 0;
}

/** Ends a batch as failed, whatever it has: its owner may not be worked for, and starts it again once active. */
function endForInactiveOwner(
  deps: RunJobDeps,
  job: JobRow,
  outcomes: readonly (ItemOutcome | null)[] = outcomesOf(job),
): Promise<RunOutcome> {
  deps.log.warn({ jobId: job.id, userId: job.user }, 'a batch ends: its owner is not active');
  return finish(deps, job, outcomes, 'queue.owner_inactive');
}

/** Ends a batch; items that nobody came to get the failure `missing`. */
async function finish(
  { records, now }: RunJobDeps,
  job: JobRow,
  outcomes: readonly (ItemOutcome | null)[],
  missing: ErrorCode,
): Promise<RunOutcome> {
  const items = itemsOf(job);
  const result = outcomes.map(
    (outcome, index) => outcome ?? failedItem(items[index] ?? {}, missing),
  );
  const isOwnerGone = missing === 'queue.owner_inactive';
  const isCompleted = !isOwnerGone && result.some(({ ok }) => ok);
  await records.write(job, {
    status: isCompleted ? 'completed' : 'failed',
    result,
    progress: 100,
    error: isCompleted ? null : isOwnerGone ? errorTable[missing].message : noneWritten,
    finished_at: now().toISOString(),
  });
  return 'done';
}

const noneWritten = 'None of the captions could be written; the result says why.';

/** What the log is told of items that failed, once for each kind of failure. */
export interface FailureLog {
  warn(details: object, message: string): void;
  error(details: object, message: string): void;
}

/**
 * Makes what writes the items of one attempt: it gives a caption or its failure; undefined where `signal` ended it,
 * and a pause where the model wants to be left alone, which says nothing about the item.
 * Why items fail is logged once for each code, so that an operator finds a wrong key and a broken model, and a hundred
 * items don't fill the log.
 */
function createItemWriter(writeCaption: WriteCaption, jobId: string, log: FailureLog) {
  const told = new Set<string>();

  function tell(error: unknown, code: string): void {
    if (told.has(code)) return;
    told.add(code);
    if (error instanceof AppError) {
      log.warn({ jobId, code, internal: error.internal }, 'items of a batch fail');
    } else log.error({ jobId, code, err: error }, 'items of a batch fail unexpectedly');
  }

  return async (item: CaptionRequest, signal: AbortSignal) => {
    try {
      return { ok: true as const, ...(await writeCaption(item, signal)) };
    } catch (error) {
      if (signal.aborted) return undefined;
      const code = error instanceof AppError ? error.code : 'server.internal';
      if (code !== 'captions.topic_refused') tell(error, code);
      if (error instanceof AppError && code === 'captions.model_busy') {
        return { pauseMs: (error.retryAfterSeconds ?? 1) * 1_000 };
      }
      return failedItem(item, code);
    }
  };
}
