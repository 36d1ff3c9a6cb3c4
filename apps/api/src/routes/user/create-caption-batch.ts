import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { userOf } from '../../plugins/auth/principal.ts';
import { captionRequest, maxBatchItems, toCaptionRequest } from '../../schemas/caption-request.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { CaptionJobService } from '../../services/queue/caption-job-service.ts';

const body = Type.Object(
  {
    items: Type.Array(captionRequest, {
      minItems: 1,
      maxItems: maxBatchItems,
      description: `1 to ${maxBatchItems} caption requests.`,
    }),
  },
  { additionalProperties: false },
);

/** `POST /api/captions/batch`: accepts captions to be written one after another. */
export function createCaptionBatchRoute(deps: {
  jobs: Pick<CaptionJobService, 'submit'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/captions/batch',
      {
        config: { guard: 'user', limit: 'default' },
        schema: {
          operationId: 'createCaptionBatch',
          summary: 'Have many captions written',
          body,
          response: {
            202: Type.Object({ ok: Type.Literal(true), jobId: Type.String() }),
            ...errorResponses(400, 401, 413, 415, 429, 503),
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
