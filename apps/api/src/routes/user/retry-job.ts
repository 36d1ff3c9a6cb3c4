import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { userOf } from '../../plugins/auth/principal.ts';
import { recordId } from '../../schemas/credentials.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { CaptionJobService } from '../../services/queue/caption-job-service.ts';

/** `POST /api/queue/jobs/:id/retry`: starts a failed job again. */
export function retryJobRoute(deps: {
  jobs: Pick<CaptionJobService, 'retry'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/queue/jobs/:id/retry',
      {
        config: { guard: 'user', limit: 'default' },
        schema: {
          operationId: 'retryJob',
          summary: 'Start a failed job again',
          params: Type.Object({ id: recordId("The job's id.") }),
          response: {
            202: Type.Object({ ok: Type.Literal(true), jobId: Type.String() }),
            ...errorResponses(400, 401, 404, 409, 415, 429, 503),
          },
        },
      },
      async (request, reply) => {
        const { jobId } = await deps.jobs.retry(userOf(request).user, request.params.id);
        return reply.code(202).send({ ok: true, jobId });
      },
    );
  };
}
