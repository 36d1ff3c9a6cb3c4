import Type, { type Static } from 'typebox';
import { errorTable } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, recordId } from '../http/schemas.ts';
import type { ListedJobRow } from './job-overview-store.ts';
import { isOver, type JobRow } from './job-store.ts';
import { type CaptionJobs, findJob, viewerOf } from './queue/caption-jobs.ts';
import { itemOutcome, itemsOf, outcomesOf } from './queue/item-outcomes.ts';
import { captionRequest, fromCaptionRequest } from './write-caption.ts';

export const jobStatus = Type.Enum(['queued', 'processing', 'completed', 'failed', 'cancelled']);

const job = Type.Object(
  {
    id: Type.String(),
    type: Type.String({ description: 'caption-batch.' }),
    status: jobStatus,
    progress: Type.Integer({ description: 'Percent; 100 only once it is over.' }),
    items: Type.Array(captionRequest, { description: 'What was asked for, in its order.' }),
    outcomes: Type.Optional(
      Type.Array(Type.Union([itemOutcome, Type.Null()]), {
        description:
          'Until it is over: what came of each item so far, in their order; null of those that nobody has tried. One that failed may be tried again.',
      }),
    ),
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
    nextTryAt: Type.Optional(
      Type.String({
        description:
          'Of one that waits for its next try: when that begins, or a little later. What failed is tried again then, and what nobody has tried yet.',
      }),
    ),
    userId: Type.Optional(
      Type.String({ description: "Whose it is, where it isn't the caller's." }),
    ),
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
        items: [{ platform: 'x', topic: 'new photo set' }, { platform: 'reddit' }],
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
    const row = await findJob(jobs, viewerOf(principal), params.id);
    // Of others' an administrator alone is given one.
    const owner = row.user === principal.user.userId ? {} : { userId: row.user };
    return { ok: true, job: { ...toJob(row), ...owner } };
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
    ...(row.status !== 'queued' || row.next_try_at === null ? {} : { nextTryAt: row.next_try_at }),
  };
}

/** The whole batch; once it's over with an outcome for each item, until then with those that there are. */
export function toJob(row: JobRow): Job {
  const outcomes = outcomesOf(row);
  const asked = { ...toListedJob(row), items: itemsOf(row).map(fromCaptionRequest) };
  if (!isOver(row.status)) return { ...asked, outcomes };
  return { ...asked, result: { items: outcomes.filter((outcome) => outcome !== null) } };
}
