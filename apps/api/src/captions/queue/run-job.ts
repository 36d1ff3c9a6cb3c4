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

import { isOver, type JobRow } from '../job-store.ts';
import { type EndJobDeps, endForInactiveOwner, finish, keepWritten } from './end-job.ts';
import { isOpen, outcomesOf, progressOf } from './item-outcomes.ts';
import type { Delivery, QueueEngine, RunEntry, RunOutcome } from './queue-engine.ts';
import { type WriteItemsDeps, writeItems } from './write-items.ts';

/** What a run works with. */
export interface RunJobDeps extends WriteItemsDeps, EndJobDeps {
  records: WriteItemsDeps['records'] & EndJobDeps['records'];
  /** How much longer the model's server wants to be left alone. */
  modelPause: { remainingMs(): number };
  engine: Pick<QueueEngine, 'isShared'>;
  /** This process, in records. */
  runnerId: string;
}

/** A batch that was begun so often without a new outcome has brought its process down again and again. */
const maxStarts = 20;

/** So many batches are remembered of which it isn't known whether they have ended. */
const maxUnsure = 1_000;

/** Makes the function that the engine runs for each entry. */
export function createRunJob(deps: RunJobDeps): RunEntry {
  const running = new Set<string>();
  /** Batches of a run that broke off: its last write may have been kept and its answer lost. */
  const unsure = new Set<string>();
  return async (delivery) => {
    const { jobId } = delivery.entry;
    // A Redis that lost its memory gets the entry again while this process still works on it.
    if (running.has(jobId)) return 'requeue';
    running.add(jobId);
    try {
      return await runJob(deps, delivery, () => unsure.delete(jobId));
    } catch (error) {
      if (unsure.size < maxUnsure) unsure.add(jobId);
      deps.log.warn({ err: error, jobId }, 'a batch could not be worked on; it comes again');
      return 'requeue';
    } finally {
      running.delete(jobId);
    }
  };
}

/** @param brokeOff whether the run before broke off in this process; said once */
async function runJob(
  deps: RunJobDeps,
  delivery: Delivery,
  brokeOff: () => boolean,
): Promise<RunOutcome> {
  const { records, owners, modelPause, runnerId, now } = deps;
  const remainingMs = modelPause.remainingMs();
  if (remainingMs > 0) return { pauseMs: remainingMs };
  const found = await records.find(delivery.entry.jobId);
  if (found === undefined) return 'done';
  if (brokeOff()) countEnd(deps, delivery, found);
  if (!isOurs(deps, delivery, found)) return 'done';
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

/** Counts an end that the run before has written without hearing of it. Who cancels a batch counts that. */
function countEnd({ runnerId, onEnd }: RunJobDeps, { entry }: Delivery, job: JobRow): void {
  const { status, round, runner } = job;
  const isOwn = runner === runnerId && round === entry.round;
  if (isOwn && isOver(status) && status !== 'cancelled') onEnd?.(status);
}

function isOurs({ engine, runnerId }: RunJobDeps, { entry }: Delivery, job: JobRow): boolean {
  if (job.round !== entry.round) return false;
  if (job.status === 'queued') return true;
  const isFree = engine.isShared || entry.isAbandoned === true || job.runner === runnerId;
  return job.status === 'processing' && isFree;
}
