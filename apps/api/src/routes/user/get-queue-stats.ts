import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { errorResponses } from '../../schemas/error-body.ts';
import type { CaptionJobService } from '../../services/queue/caption-job-service.ts';

const counts = Type.Object({
  waiting: Type.Integer(),
  active: Type.Integer(),
  completed: Type.Integer(),
  failed: Type.Integer(),
  delayed: Type.Integer({ description: 'Waiting for their next attempt.' }),
});

/** `GET /api/queue/stats`: how many jobs there are, by where they are. Everybody's are counted. */
export function getQueueStatsRoute(deps: {
  jobs: Pick<CaptionJobService, 'stats'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/queue/stats',
      {
        config: { guard: 'user', limit: 'default' },
        schema: {
          operationId: 'getQueueStats',
          summary: 'How many jobs there are',
          response: {
            200: Type.Object({
              ok: Type.Literal(true),
              stats: Type.Object({ 'caption-jobs': counts }),
            }),
            ...errorResponses(401, 429, 503),
          },
        },
      },
      async () => ({ ok: true as const, stats: { 'caption-jobs': await deps.jobs.stats() } }),
    );
  };
}
