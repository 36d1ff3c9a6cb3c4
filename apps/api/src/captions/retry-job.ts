import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { userOf } from '../auth/principal.ts';
import { recordId } from '../credentials/credential-fields.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { CaptionJobService } from './queue/caption-jobs.ts';

/** `POST /api/queue/jobs/:id/retry`: starts a failed job again. */
export function retryJobRoute(deps: {
  jobs: Pick<CaptionJobService, 'retry'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/queue/jobs/:id/retry',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'records',
          errors: [
            'queue.job_not_found',
            'queue.job_not_failed',
            'queue.unavailable',
            'queue.admin_token_not_set',
          ],
        },
        schema: {
          operationId: 'retryJob',
          tags: ['Queue'],
          summary: 'Start a failed job again',
          description: 'Captions that it has are kept, refused topics stay refused. The id stays.',
          params: Type.Object({ id: recordId("The job's id.") }),
          response: {
            202: answer(
              { ok: Type.Literal(true), jobId: Type.String() },
              {
                description: 'The job waits for its turn again.',
                example: { ok: true, jobId: exampleValues.jobId },
              },
            ),
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
