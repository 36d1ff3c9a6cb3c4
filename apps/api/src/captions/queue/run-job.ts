/**
 * The work on one batch.
 *
 * Guarantees: an item's outcome is kept once, in its own place; a batch that is over is never worked on again;
 * whoever lost the batch to another process notices at its next write and stops. What dies in between costs at
 * most the captions since the last write, which are written anew. Before each item Directus is asked whether the
 * batch's owner is active and the batch not cancelled; otherwise nothing more is asked of the model. Where Directus
 * can't be asked, the batch waits. A call that is under way when a batch is cancelled is given up soon, and captions
 * that were finished by then are kept.
 */

import type { CaptionRequest } from '@genie-helper/captions';
import { AppError, type ErrorCode, errorTable } from '../../http/errors.ts';
import type { JobOwners } from '../job-owner-store.ts';
import type { JobRecords, JobRow, OverStatus } from '../job-store.ts';
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
  records: Pick<JobRecords, 'find' | 'write' | 'isUnderWay'>;
  owners: JobOwners;
  writeCaption: WriteCaption;
  /** How much longer the model's server wants to be left alone. */
  modelPause: { remainingMs(): number };
  engine: Pick<QueueEngine, 'isShared'>;
  /** This process, in records. */
  runnerId: string;
  log: FailureLog;
  /** Told how each batch ended. */
  onEnd?: (status: OverStatus) => void;
  now: () => Date;
  /** Between two looks at whether a batch was cancelled while its model writes, in milliseconds. */
  lookEveryMs?: number;
}

/** Quick captions share a write; a slow one has its own. */
const saveEveryMs = 500;

/** How often is looked whether a batch was cancelled while the model writes. */
const defaultLookEveryMs = 1_000;

/** A model that doesn't answer is left alone until the next attempt. */
const maxTimeoutsInARow = 3;

/** After so many items a batch looks whether it's another user's turn. */
const turnItems = 5;

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
    next_try_at: null,
  });
  if (job === 'outdated') return 'requeue';
  const outcomes = outcomesOf(job);
  if (job.attempts > maxStarts) return finish(deps, job, outcomes, 'queue.interrupted');

  const stopped = await writeItems(deps, job, outcomes, delivery);
  const { saved, pauseMs, isOwnerGone, isLost, tried } = stopped;
  if (isLost) return keepWritten(deps, saved, outcomes);
  if (isOwnerGone) return endForInactiveOwner(deps, saved, outcomes);
  const rest = { status: 'queued', result: outcomes, progress: progressOf(outcomes) } as const;
  const inMs = (ms: number) => ({ next_try_at: new Date(now().getTime() + ms).toISOString() });
  if (delivery.signal.aborted) {
    const released = await records.write(saved, { ...rest, attempts: saved.attempts - 1 });
    return released === 'outdated' ? keepWritten(deps, saved, outcomes) : 'released';
  }
  if (tried !== undefined) {
    const waits = await records.write(saved, { ...rest, attempts: saved.attempts - 1 });
    return waits === 'outdated' ? keepWritten(deps, saved, outcomes) : { tried };
  }
  if (pauseMs !== undefined) {
    // Not counted as an attempt, but as a start: a model that is never free again ends the batch, too.
    if (saved.attempts >= maxStarts) return finish(deps, saved, outcomes, 'captions.model_busy');
    const waits = await records.write(saved, { ...rest, ...inMs(pauseMs) });
    return waits === 'outdated' ? keepWritten(deps, saved, outcomes) : { pauseMs };
  }
  if (!delivery.isLastAttempt && outcomes.some(isOpen)) {
    const putBack = await records.write(saved, { ...rest, ...inMs(delivery.pauseIfFailedMs) });
    return putBack === 'outdated' ? keepWritten(deps, saved, outcomes) : 'failed';
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
type Stop = {
  saved: JobRow;
  pauseMs?: number;
  isOwnerGone?: true;
  /** It was cancelled, removed, or taken by another process. */
  isLost?: true;
  /** It's another user's turn; which items of the attempt were tried. */
  tried?: readonly number[];
};

/** Fills in outcomes, keeping them now and then; stops where the signal fires or the model is dead or busy. */
async function writeItems(
  deps: RunJobDeps,
  job: JobRow,
  outcomes: (ItemOutcome | null)[],
  { entry, isOthersTurn, signal }: Delivery,
): Promise<Stop> {
  const { records, owners, writeCaption, log } = deps;
  const items = itemsOf(job);
  const writeItem = createItemWriter(writeCaption, job.id, log);
  let saved = job;
  let savedAt = performance.now();
  let timeoutsInARow = 0;
  let length = outcomes.reduce((sum, outcome) => sum + lengthOf(outcome), 0);
  const tried = new Set(entry.tried);
  const places = openItems(outcomes).filter((index) => !tried.has(index));
  for (const [done, index] of places.entries()) {
    const isTurnOver = done > 0 && done % turnItems === 0;
    if (isTurnOver && (await isOthersTurn())) return { saved, tried: [...tried] };
    const item = items[index] ?? {};
    const [isActive, isUnderWay] = await Promise.all([
      owners.isActive(job.user),
      records.isUnderWay(job),
    ]);
    if (!isUnderWay) return { saved, isLost: true };
    if (!isActive) return { saved, isOwnerGone: true };
    const lost = watchForLoss(deps, job);
    const written = await writeItem(item, AbortSignal.any([signal, lost.signal])).finally(
      lost.stop,
    );
    if (written === undefined) return lost.signal.aborted ? { saved, isLost: true } : { saved };
    if ('pauseMs' in written) return { saved, pauseMs: written.pauseMs };
    tried.add(index);
    const room = maxResultLength - length;
    const outcome = lengthOf(written) > room ? failedItem(item, 'queue.result_too_large') : written;
    length += lengthOf(outcome) - lengthOf(outcomes[index] ?? null);
    outcomes[index] = outcome;
    const isTimeout = !outcome.ok && outcome.code === 'captions.model_timeout';
    timeoutsInARow = isTimeout ? timeoutsInARow + 1 : 0;
    if (timeoutsInARow === maxTimeoutsInARow) break;
    // The first caption of a batch is there at once, for whoever looks.
    const isFirst = outcome.ok && outcomes.filter((one) => one?.ok).length === 1;
    if (!isFirst && performance.now() - savedAt < saveEveryMs) continue;
    const progress = progressOf(outcomes);
    // The start that brought an outcome is the only one that counts from here.
    const result = await records.write(saved, { result: outcomes, progress, attempts: 1 });
    if (result === 'outdated') return { saved, isLost: true };
    saved = result;
    savedAt = performance.now();
  }
  return { saved };
}

/** Looks now and then whether a batch is still worked on; `signal` fires once it isn't. An outage says nothing. */
function watchForLoss({ records, lookEveryMs = defaultLookEveryMs }: RunJobDeps, job: JobRow) {
  const lost = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let isStopped = false;
  const lookLater = () => {
    timer = setTimeout(look, lookEveryMs).unref();
  };
  async function look(): Promise<void> {
    const isUnderWay = await records.isUnderWay(job).catch(() => true);
    if (!isUnderWay) lost.abort();
    else if (!isStopped) lookLater();
  }
  lookLater();
  return {
    signal: lost.signal,
    stop(): void {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

/**
 * Keeps the captions that were finished before the run noticed that its batch was cancelled. One that is anybody
 * else's by now, or put back already, gets none of them.
 */
async function keepWritten(
  { records }: RunJobDeps,
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
  deps: RunJobDeps,
  job: JobRow,
  outcomes: readonly (ItemOutcome | null)[],
  missing: ErrorCode,
): Promise<RunOutcome> {
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
      return { ok: true as const, ...(await writeCaption(item, { signal })) };
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
