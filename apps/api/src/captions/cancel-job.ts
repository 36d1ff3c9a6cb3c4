import Type from 'typebox';
import { AppError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, recordId } from '../http/schemas.ts';
import { isOver } from './job-store.ts';
import { type CaptionJobs, findJob, viewerOf } from './queue/caption-jobs.ts';
import { failedItem, itemsOf, outcomesOf } from './queue/item-outcomes.ts';

/** A batch under way is written by its runner at the same time; so many writes in a row are not lost to it. */
const maxTries = 20;

/** `POST /api/queue/jobs/:id/cancel`: ends a batch; captions that it has are kept, and nothing more is begun. */
export const cancelJob = operation({
  path: 'POST /api/queue/jobs/:id/cancel',
  operationId: 'cancelJob',
  guard: 'user',
  limit: 'default',
  work: 'records',
  errors: [
    'queue.job_not_found',
    'queue.job_over',
    'queue.unavailable',
    'queue.admin_token_not_set',
  ],
  tag: 'Queue',
  summary: 'End a job that is not over',
  description:
    'Captions that it has are kept, nothing more is begun, and a caption that is being written is given up. A cancelled job can be started again like a failed one, and goes on with what was left.',
  params: Type.Object({ id: recordId("The job's id.") }),
  answer: okAnswer(
    'The job is cancelled.',
    { jobId: Type.String() },
    { jobId: exampleValues.jobId },
  ),
  async run({ params, principal }, { jobs }: { jobs: CaptionJobs }) {
    for (let tries = 0; tries < maxTries; tries += 1) {
      const job = await findJob(jobs, viewerOf(principal), params.id);
      if (isOver(job.status)) throw new AppError('queue.job_over');
      const items = itemsOf(job);
      const result = outcomesOf(job).map(
        (outcome, index) => outcome ?? failedItem(items[index] ?? {}, 'queue.cancelled'),
      );
      const finished_at = jobs.now().toISOString();
      const written = await jobs.records.write(job, { status: 'cancelled', result, finished_at });
      if (written === 'outdated') continue;
      jobs.onEnd?.('cancelled');
      return { ok: true, jobId: job.id };
    }
    throw new AppError('queue.unavailable', { retryAfterSeconds: 1 });
  },
});
