import { randomUUID } from 'node:crypto';
import type { CaptionRequest } from '@genie-helper/captions';
import { isUuid } from '@genie-helper/directus-client';
import type { UserPrincipal } from '../../auth/principal.ts';
import { AppError } from '../../http/errors.ts';
import type { JobRecords, JobRow, OverStatus } from '../job-store.ts';
import type { QueueEngine, QueueEntry } from './queue-engine.ts';
import { createRecovery, type RecoverJobsDeps } from './recover-jobs.ts';
import { createRunJob, type RunJobDeps } from './run-job.ts';
import type { FailureLog } from './write-items.ts';

/** Batches of captions: accepted once they are kept, and done whatever dies in between. */
export interface CaptionJobs {
  /** Holds the admin token in its closure. */
  records: JobRecords;
  engine: QueueEngine;
  log: FailureLog;
  now: () => Date;
  /** Told how each batch ended. */
  onEnd?: (status: OverStatus) => void;
}

/** Who asks about a job. An administrator may ask about anyone's; it's asked only where that matters. */
export interface JobViewer {
  userId: string;
  isAdmin(): Promise<boolean>;
}

/** The caller of a request. */
export function viewerOf({
  user,
  whyNoAdministrator,
}: Pick<UserPrincipal, 'user' | 'whyNoAdministrator'>): JobViewer {
  const isAdmin = async () => (await whyNoAdministrator()) === undefined;
  return { userId: user.userId, isAdmin };
}

/** How many batches of one user may be waiting or under way, and be accepted within a day. */
const maxUnfinished = 500;
const maxPerDay = 2_000;
const dayMs = 24 * 60 * 60 * 1_000;

/**
 * Accepts a batch: when this resolves, it's kept and will end, completed or failed unless somebody cancels it.
 *
 * @param items 1 to 100 requests, already valid
 * @throws AppError `queue.unavailable` · `queue.too_many_jobs` · `directus.unavailable`: nothing was accepted
 */
export async function submitBatch(
  jobs: CaptionJobs,
  userId: string,
  items: readonly CaptionRequest[],
): Promise<{ jobId: string }> {
  const rank = await assertRoom(jobs, userId);
  const jobId = randomUUID();
  await jobs.records.create({ id: jobId, user: userId, items });
  await enqueue(jobs, { jobId, round: 0, userId, rank });
  return { jobId };
}

/** @throws AppError `queue.job_not_found`, alike for jobs that aren't there and other people's */
export async function findJob(
  { records }: Pick<CaptionJobs, 'records'>,
  viewer: JobViewer,
  text: string,
): Promise<JobRow> {
  const id = text.toLowerCase();
  const job = isUuid(id) ? await records.find(id) : undefined;
  const isShown = job !== undefined && (job.user === viewer.userId || (await viewer.isAdmin()));
  if (!isShown) throw new AppError('queue.job_not_found');
  return job;
}

/**
 * Nothing is kept that couldn't begin, so that an outage of the engine leaves no pile.
 *
 * @returns how many unfinished batches the user has
 * @throws AppError `queue.unavailable` · `queue.too_many_jobs`
 */
export async function assertRoom(jobs: CaptionJobs, userId: string): Promise<number> {
  const { records, engine, now } = jobs;
  if (!engine.isReady()) throw new AppError('queue.unavailable', { retryAfterSeconds: 2 });
  const aDayAgo = new Date(now().getTime() - dayMs);
  const [unfinished, today] = await Promise.all([
    records.countUnfinished(userId),
    records.countSince(userId, aDayAgo),
  ]);
  if (unfinished < maxUnfinished && today < maxPerDay) return unfinished;
  throw new AppError('queue.too_many_jobs', { retryAfterSeconds: 60 });
}

/** Puts a batch that is kept already into the engine; where that fails now, recovery adds it later. */
export async function enqueue({ engine, log }: CaptionJobs, entry: QueueEntry): Promise<void> {
  await engine.add(entry).catch((error) => {
    log.warn({ err: error, jobId: entry.jobId }, 'an accepted batch is put into the queue later');
  });
}

/** The work on batches: nothing is done before `start`, and what is under way is released in `close`. */
export function createJobRunner(
  jobs: CaptionJobs,
  deps: Pick<RunJobDeps, 'owners' | 'writeCaption' | 'modelPause'> &
    Pick<RecoverJobsDeps, 'onWaiting'>,
) {
  const { engine } = jobs;
  const recovery = createRecovery({
    ...jobs,
    ...(deps.onWaiting && { onWaiting: deps.onWaiting }),
  });
  return {
    start() {
      engine.start(createRunJob({ ...jobs, ...deps, runnerId: randomUUID() }));
      recovery.start();
    },
    async close() {
      await Promise.all([recovery.stop(), engine.close()]);
    },
  };
}
