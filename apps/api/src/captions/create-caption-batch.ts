import Type from 'typebox';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, requestBody } from '../http/schemas.ts';
import { type CaptionJobs, submitBatch } from './queue/caption-jobs.ts';
import { captionRequest, maxBatchItems, toCaptionRequest } from './write-caption.ts';

/** `POST /api/captions/batch`: accepts captions to be written one after another. */
export const createCaptionBatch = operation({
  path: 'POST /api/captions/batch',
  operationId: 'createCaptionBatch',
  guard: 'user',
  limit: 'default',
  work: 'records',
  errors: ['queue.admin_token_not_set', 'queue.unavailable', 'queue.too_many_jobs'],
  tag: 'Captions',
  summary: 'Have many captions written',
  description:
    'Each item has an outcome of its own; ask for the job to see them. After a 503 directus.unavailable the batch may have been accepted all the same.',
  body: requestBody(
    'CaptionBatch',
    {
      items: Type.Array(captionRequest, {
        minItems: 1,
        maxItems: maxBatchItems,
        description: `1 to ${maxBatchItems} caption requests.`,
      }),
    },
    { items: [{ platform: 'x', topic: 'new photo set' }, { platform: 'reddit' }] },
  ),
  status: 202,
  answer: okAnswer(
    'The batch is kept, and ends completed or failed whatever dies in between.',
    { jobId: Type.String() },
    { jobId: exampleValues.jobId },
  ),
  async run({ body, principal }, { jobs }: { jobs: CaptionJobs }) {
    const items = body.items.map(toCaptionRequest);
    return { ok: true, ...(await submitBatch(jobs, principal.user.userId, items)) };
  },
});
