import Type, { type Static } from 'typebox';
import { errorTable } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, recordId } from '../http/schemas.ts';
import type { ListedJobRow } from './job-overview-store.ts';
import type { JobRow } from './job-store.ts';
import { type CaptionJobs, findJob } from './queue/caption-jobs.ts';
import { itemOutcome, outcomesOf } from './queue/item-outcomes.ts';

export const jobStatus = Type.Enum(['queued', 'processing', 'completed', 'failed']);

const job = Type.Object(
  {
    id: Type.String(),
    type: Type.String({ description: 'caption-batch.' }),
    status: jobStatus,
    progress: Type.Integer({ description: 'Percent; 100 only once it is over.' }),
    result: Type.Optional(
      Type.Object(
        { items: Type.Array(itemOutcome) },
        { description: 'Once it is over: an outcome for each item, in their order.' },
      ),
    ),
    error: Type.Optional(Type.String({ description: 'Why it failed.' })),
    createdAt: Type.String(),
    startedAt: Type.Optional(
      Type.String({ description: 'When it was first begun, after a retry anew.' }),
    ),
    finishedAt: Type.Optional(Type.String()),
  },
  { title: 'Job' },
);

/** A batch of captions, as its owner sees it. */
export type Job = Static<typeof job>;

/** `GET /api/queue/jobs/:id`: how far a batch is, and what came of it. */
export const getJob = operation({
  path: 'GET /api/queue/jobs/:id',
  operationId: 'getJob',
  guard: 'user',
  limit: 'default',
  work: 'records',
  errors: ['queue.job_not_found', 'queue.admin_token_not_set'],
  tag: 'Queue',
  summary: 'How far a job is, and what came of it',
  description: "One's own jobs; an administrator sees everybody's.",
  params: Type.Object({ id: recordId("The job's id.") }),
  answer: okAnswer(
    'The job as it is now.',
    { job },
    {
      job: {
        id: exampleValues.jobId,
        type: 'caption-batch',
        status: 'completed',
        progress: 100,
        result: {
          items: [
            { ok: true, caption: 'New photo set is up.', model: 'builtin', platform: 'x' },
            {
              ok: false,
              code: 'captions.model_failed',
              error: errorTable['captions.model_failed'].message,
              platform: 'reddit',
            },
          ],
        },
        createdAt: exampleValues.earlier,
        startedAt: exampleValues.earlier,
        finishedAt: exampleValues.later,
      },
    },
  ),
  async run({ params, principal }, { jobs }: { jobs: Pick<CaptionJobs, 'records'> }) {
    return { ok: true, job: toJob(await findJob(jobs, principal.user, params.id)) };
  },
});

/** What a list shows of a batch, in the words of answers. */
export function toListedJob(row: Omit<ListedJobRow, 'user'>) {
  return {
    id: row.id,
    type: 'caption-batch',
    status: row.status,
    progress: row.progress,
    ...(row.error === null ? {} : { error: row.error }),
    createdAt: row.date_created,
    ...(row.started_at === null ? {} : { startedAt: row.started_at }),
    ...(row.finished_at === null ? {} : { finishedAt: row.finished_at }),
  };
}

/** The whole batch; once it's over with an outcome for each item. */
export function toJob(row: JobRow): Job {
  if (row.status !== 'completed' && row.status !== 'failed') return toListedJob(row);
  const items = outcomesOf(row).filter((outcome) => outcome !== null);
  return { ...toListedJob(row), result: { items } };
}
