import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CaptionRequest } from '@genie-helper/captions';
import { isUuid } from '@genie-helper/directus-client';
import { AppError } from '../../http/errors.ts';
import type { JobRecords, JobRow } from '../job-store.ts';
import type { CaptionService } from '../write-caption.ts';
import { isOpen, outcomesOf, progressOf } from './item-outcomes.ts';
import type { QueueEngine } from './queue-engine.ts';
import { createRecovery } from './recover-jobs.ts';
import { createRunJob, type FailureLog } from './run-job.ts';

/** What the service works with. `records` holds the admin token in its closure. */
export interface CaptionJobDeps {
  records: JobRecords;
  engine: QueueEngine;
  captions: CaptionService;
  log: FailureLog;
  now: () => Date;
}

/** The service with its life: work begins with `start` and is handed back in `close`. */
export interface RunningCaptionJobs extends CaptionJobService {
  start(): void;
  close(): Promise<void>;
}

/** How many batches of one user may be waiting or under way, and be accepted within a day. */
const maxUnfinished = 500;

const maxPerDay = 2_000;

const dayMs = 24 * 60 * 60 * 1_000;

/** Makes the service; nothing is worked on before `start`. */
export function createCaptionJobs(deps: CaptionJobDeps): RunningCaptionJobs {
  const { records, engine, captions, log, now } = deps;
  const recovery = createRecovery({ records, engine, log });
  const closing = new AbortController();

  /** Nothing is kept that couldn't begin, so that an outage of the engine leaves no pile. */
  function assertReady(): void {
    if (!engine.isReady()) throw new AppError('queue.unavailable', { retryAfterSeconds: 2 });
  }

  /** @returns how many unfinished batches the user has. @throws AppError `queue.too_many_jobs` */
  async function assertRoom(userId: string): Promise<number> {
    const aDayAgo = new Date(now().getTime() - dayMs);
    const [unfinished, today] = await Promise.all([
      records.countUnfinished(userId),
      records.countSince(userId, aDayAgo),
    ]);
    if (unfinished < maxUnfinished && today < maxPerDay) return unfinished;
    throw new AppError('queue.too_many_jobs', { retryAfterSeconds: 60 });
  }

  /** The record is kept already: where the engine fails now, recovery adds it later. */
  async function add(jobId: string, round: number, rank: number): Promise<void> {
    await engine.add({ jobId, round, rank }).catch((error) => {
      log.warn({ err: error, jobId }, 'an accepted batch is put into the queue later');
    });
  }

  async function findJob(viewer: JobViewer, id: string): Promise<JobRow> {
    const key = id.toLowerCase();
    const job = isUuid(key) ? await records.find(key) : undefined;
    if (job === undefined) throw new AppError('queue.job_not_found');
    if (job.user !== viewer.userId && !(await viewer.isAdmin())) {
      throw new AppError('queue.job_not_found');
    }
    return job;
  }

  return {
    async submit(userId, items) {
      assertReady();
      const rank = await assertRoom(userId);
      const id = randomUUID();
      await records.create({ id, user: userId, items });
      await add(id, 0, rank);
      return { jobId: id };
    },
    async find(viewer, id) {
      return toCaptionJob(await findJob(viewer, id));
    },
    async retry(viewer, id) {
      const job = await findJob(viewer, id);
      if (job.status !== 'failed') throw new AppError('queue.job_not_failed');
      assertReady();
      const rank = await assertRoom(job.user);
      const outcomes = outcomesOf(job).map((outcome) => (isOpen(outcome) ? null : outcome));
      const written = await records.write(job, {
        status: 'queued',
        round: job.round + 1,
        attempts: 0,
        result: outcomes,
        progress: progressOf(outcomes),
        error: null,
        started_at: null,
        finished_at: null,
      });
      if (written === 'outdated') {
        // Somebody else was quicker to retry it, unless it was removed.
        await findJob(viewer, id);
        throw new AppError('queue.job_not_failed');
      }
      await add(written.id, written.round, rank);
      return { jobId: written.id };
    },
    async stats() {
      const [counts, ended] = await Promise.all([engine.counts(), records.countByStatus()]);
      const { completed = 0, failed = 0 } = ended;
      return { ...counts, completed, failed };
    },
    start() {
      engine.start(createRunJob({ records, captions, engine, runnerId: randomUUID(), log, now }));
      recovery.start();
      void pruneClaims(records, closing.signal);
    },
    async close() {
      closing.abort();
      await Promise.all([recovery.stop(), engine.close()]);
    },
  };
}

function toCaptionJob(job: JobRow): CaptionJob {
  const isOver = job.status === 'completed' || job.status === 'failed';
  const items = outcomesOf(job).filter((outcome) => outcome !== null);
  return {
    id: job.id,
    type: 'caption-batch',
    status: job.status,
    progress: job.progress,
    ...(isOver ? { result: { items } } : {}),
    ...(job.error === null ? {} : { error: job.error }),
    createdAt: job.date_created,
    ...(job.started_at === null ? {} : { startedAt: job.started_at }),
    ...(job.finished_at === null ? {} : { finishedAt: job.finished_at }),
  };
}

/** What became of one request of a batch: its caption, or why there is none. */
export type ItemOutcome =
  | { ok: true; caption: string; model: string; platform: string }
  | { ok: false; code: string; error: string; platform: string };

/** A batch of captions, as its owner sees it. Times are ISO 8601. */
export interface CaptionJob {
  id: string;
  type: 'caption-batch';
  status: 'queued' | 'processing' | 'completed' | 'failed';
  /** 0 to 100; 100 only once it's over. */
  progress: number;
  /** Once it's over: an outcome for each item, in their order. */
  result?: { items: ItemOutcome[] };
  /** Why it failed, in words for people. */
  error?: string;
  createdAt: string;
  startedAt?: string;
  finishedAt?: string;
}

/** Jobs of one kind by where they are. */
export interface QueueCounts {
  waiting: number;
  active: number;
  completed: number;
  failed: number;
  delayed: number;
}

/** Who asks about a job. An administrator may ask about anyone's; it's asked only where that matters. */
export interface JobViewer {
  userId: string;
  isAdmin(): Promise<boolean>;
}

/** Batches of captions: accepted once they are kept, and done whatever dies in between. */
export interface CaptionJobService {
  /**
   * Accepts a batch: when this resolves, it's kept and will end completed or failed.
   *
   * @param items 1 to 100 requests, already valid
   * @throws AppError `queue.unavailable` · `queue.too_many_jobs` · `directus.unavailable`: nothing was accepted
   */
  submit(userId: string, items: readonly CaptionRequest[]): Promise<{ jobId: string }>;
  /** @throws AppError `queue.job_not_found`, alike for jobs that aren't there and other people's */
  find(viewer: JobViewer, id: string): Promise<CaptionJob>;
  /**
   * Puts a failed job back; captions that it has are kept.
   *
   * @throws AppError `queue.job_not_found` · `queue.job_not_failed` · `queue.unavailable`
   */
  retry(viewer: JobViewer, id: string): Promise<{ jobId: string }>;
  /** How many jobs there are, by where they are. @throws AppError `queue.unavailable` */
  stats(): Promise<QueueCounts>;
}

/** Between two hundreds, and between two rounds, in milliseconds. */
const pauseMs = 200;

const everyMs = 60 * 60 * 1_000;

/**
 * Removes old claims once an hour, a hundred at a time with pauses, so that nobody waits for it.
 *
 * @param signal ends it
 */
async function pruneClaims(
  records: Pick<JobRecords, 'pruneClaims'>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    // What can't be removed now is removed later; an outage is told by others.
    const isMore = await records.pruneClaims().catch(() => false);
    await sleep(isMore ? pauseMs : everyMs, undefined, { signal, ref: false }).catch(
      () => undefined,
    );
  }
}
