import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { answer } from '../http/schemas.ts';
import type { CaptionJobService } from './queue/caption-jobs.ts';

const counts = Type.Object(
  {
    waiting: Type.Integer(),
    active: Type.Integer(),
    completed: Type.Integer(),
    failed: Type.Integer(),
    delayed: Type.Integer({ description: 'Waiting for their next attempt.' }),
  },
  { title: 'QueueCounts' },
);

/** `GET /api/queue/stats`: how many jobs there are, by where they are. Everybody's are counted. */
export function getQueueStatsRoute(deps: {
  jobs: Pick<CaptionJobService, 'stats'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/queue/stats',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'records',
          errors: ['queue.unavailable', 'queue.admin_token_not_set'],
        },
        schema: {
          operationId: 'getQueueStats',
          tags: ['Queue'],
          summary: 'How many jobs there are',
          description:
            'Without Redis, waiting, active and delayed are those of the process that answers.',
          response: {
            200: answer(
              { ok: Type.Literal(true), stats: Type.Object({ 'caption-jobs': counts }) },
              {
                description: "Everybody's jobs, by where they are.",
                example: {
                  ok: true,
                  stats: {
                    'caption-jobs': {
                      waiting: 3,
                      active: 2,
                      completed: 120,
                      failed: 1,
                      delayed: 0,
                    },
                  },
                },
              },
            ),
          },
        },
      },
      async () => ({ ok: true as const, stats: { 'caption-jobs': await deps.jobs.stats() } }),
    );
  };
}
