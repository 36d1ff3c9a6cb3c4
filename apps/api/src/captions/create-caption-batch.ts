import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { userOf } from '../auth/principal.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { CaptionJobService } from './queue/caption-jobs.ts';
import { captionRequest, maxBatchItems, toCaptionRequest } from './write-caption.ts';

const body = Type.Object(
  {
    items: Type.Array(captionRequest, {
      minItems: 1,
      maxItems: maxBatchItems,
      description: `1 to ${maxBatchItems} caption requests.`,
    }),
  },
  {
    additionalProperties: false,
    title: 'CaptionBatch',
    examples: [{ items: [{ platform: 'x', topic: 'new photo set' }, { platform: 'reddit' }] }],
  },
);

/** `POST /api/captions/batch`: accepts captions to be written one after another. */
export function createCaptionBatchRoute(deps: {
  jobs: Pick<CaptionJobService, 'submit'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/captions/batch',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'records',
          errors: ['queue.admin_token_not_set', 'queue.unavailable', 'queue.too_many_jobs'],
        },
        schema: {
          operationId: 'createCaptionBatch',
          tags: ['Captions'],
          summary: 'Have many captions written',
          description:
            'Each item has an outcome of its own; ask for the job to see them. After a 503 directus.unavailable the batch may have been accepted all the same.',
          body,
          response: {
            202: answer(
              { ok: Type.Literal(true), jobId: Type.String() },
              {
                description:
                  'The batch is kept, and ends completed or failed whatever dies in between.',
                example: { ok: true, jobId: exampleValues.jobId },
              },
            ),
          },
        },
      },
      async (request, reply) => {
        const items = request.body.items.map(toCaptionRequest);
        const { jobId } = await deps.jobs.submit(userOf(request).user.userId, items);
        return reply.code(202).send({ ok: true, jobId });
      },
    );
  };
}
