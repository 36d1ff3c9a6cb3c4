import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { userOf } from '../../plugins/auth/principal.ts';
import { recordId } from '../../schemas/credentials.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { CaptionJobService } from '../../services/queue/caption-job-service.ts';

const outcome = Type.Union([
  Type.Object({
    ok: Type.Literal(true),
    caption: Type.String(),
    model: Type.String(),
    platform: Type.String(),
  }),
  Type.Object({
    ok: Type.Literal(false),
    code: Type.String({ description: 'As in the error of a single caption.' }),
    error: Type.String({ description: 'A sentence for people.' }),
    platform: Type.String(),
  }),
]);

const job = Type.Object({
  id: Type.String(),
  type: Type.String(),
  status: Type.Enum(['queued', 'processing', 'completed', 'failed']),
  progress: Type.Integer({ description: 'Percent; 100 only once it is over.' }),
  result: Type.Optional(
    Type.Object(
      { items: Type.Array(outcome) },
      { description: 'Once it is over: an outcome for each item, in their order.' },
    ),
  ),
  error: Type.Optional(Type.String({ description: 'Why it failed.' })),
  createdAt: Type.String(),
  startedAt: Type.Optional(Type.String()),
  finishedAt: Type.Optional(Type.String()),
});

/** `GET /api/queue/jobs/:id`: how far a batch is, and what came of it. */
export function getJobRoute(deps: {
  jobs: Pick<CaptionJobService, 'find'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/queue/jobs/:id',
      {
        config: { guard: 'user', limit: 'default' },
        schema: {
          operationId: 'getJob',
          summary: 'How far a job is, and what came of it',
          params: Type.Object({ id: recordId("The job's id.") }),
          response: {
            200: Type.Object({ ok: Type.Literal(true), job }),
            ...errorResponses(400, 401, 404, 429, 503),
          },
        },
      },
      async (request) => {
        const found = await deps.jobs.find(userOf(request).user, request.params.id);
        return { ok: true as const, job: found };
      },
    );
  };
}
