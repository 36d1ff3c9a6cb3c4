import Type from 'typebox';
import { AppError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, recordId } from '../http/schemas.ts';
import { assertRoom, type CaptionJobs, enqueue, findJob, viewerOf } from './queue/caption-jobs.ts';
import { isOpen, outcomesOf, progressOf } from './queue/item-outcomes.ts';

/** The run of a batch that was just cancelled may still keep what it has, once; nothing else writes into one that is over. */
const maxTries = 5;

/** `POST /api/queue/jobs/:id/retry`: puts a batch back that failed or was cancelled; captions that it has are kept. */
export const retryJob = operation({
  path: 'POST /api/queue/jobs/:id/retry',
  operationId: 'retryJob',
  guard: 'user',
  limit: 'default',
  work: 'records',
  errors: [
    'queue.job_not_found',
    'queue.job_not_failed',
    'queue.too_many_jobs',
    'queue.unavailable',
    'queue.admin_token_not_set',
  ],
  tag: 'Queue',
  summary: 'Start a job again that failed or was cancelled',
  description: 'Captions that it has are kept, refused topics stay refused. The id stays.',
  params: Type.Object({ id: recordId("The job's id.") }),
  status: 202,
  answer: okAnswer(
    'The job waits for its turn again.',
    { jobId: Type.String() },
    { jobId: exampleValues.jobId },
  ),
  async run({ params, principal }, { jobs }: { jobs: CaptionJobs }) {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const job = await findJob(jobs, viewerOf(principal), params.id);
      if (job.status !== 'failed' && job.status !== 'cancelled')
        throw new AppError('queue.job_not_failed');
      const rank = await assertRoom(jobs, job.user);
      const outcomes = outcomesOf(job).map((outcome) => (isOpen(outcome) ? null : outcome));
      const written = await jobs.records.write(job, {
        status: 'queued',
        round: job.round + 1,
        attempts: 0,
        result: outcomes,
        progress: progressOf(outcomes),
        error: null,
        started_at: null,
        finished_at: null,
        next_try_at: null,
      });
      // Its run kept captions, somebody else was quicker to retry it, or it was removed.
      if (written === 'outdated') continue;
      await enqueue(jobs, { jobId: written.id, round: written.round, userId: job.user, rank });
      return { ok: true, jobId: written.id };
    }
    throw new AppError('queue.unavailable', { retryAfterSeconds: 1 });
  },
});
