import { randomUUID } from 'node:crypto';
import { AppError } from '../../errors/app-error.ts';
import { isUuid } from '../../services/directus/uuid.ts';
import type {
  CaptionJob,
  CaptionJobService,
  JobViewer,
} from '../../services/queue/caption-job-service.ts';
import { pruneClaims } from '../../services/queue/prune-claims.ts';
import type { FailureLog } from '../../services/queue/write-item.ts';
import type { JobRecords, JobRow } from '../job-store.ts';
import type { CaptionService } from '../write-caption.ts';
import { isOpen, outcomesOf, progressOf } from './item-outcomes.ts';
import type { QueueEngine } from './queue-engine.ts';
import { createRecovery } from './recover-jobs.ts';
import { createRunJob } from './run-job.ts';

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
      // Somebody else was quicker to retry it.
      if (written === 'outdated') throw new AppError('queue.job_not_failed');
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
