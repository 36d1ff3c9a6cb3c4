import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { answer } from '../http/schemas.ts';
import type { JobHistory } from './job-overview-store.ts';

const hour = Type.Object(
  {
    from: Type.String({ description: 'When the hour began.' }),
    completed: Type.Integer(),
    failed: Type.Integer(),
  },
  { title: 'FinishedHour' },
);

/** `GET /api/admin/queue-history`: how many jobs were over in each of the last 24 hours. */
export function getQueueHistoryRoute(deps: { jobHistory: JobHistory }): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/admin/queue-history',
      {
        config: {
          guard: 'admin',
          limit: 'default',
          work: 'records',
          errors: ['queue.admin_token_not_set'],
        },
        schema: {
          operationId: 'getQueueHistory',
          tags: ['Queue'],
          summary: 'How many jobs were over, by hour',
          description: "Everybody's, by when they were last over, in hours of UTC.",
          response: {
            200: answer(
              { ok: Type.Literal(true), hours: Type.Array(hour) },
              {
                description: 'The last 24 hours, oldest first; the last one goes on.',
                example: {
                  ok: true,
                  hours: [{ from: '2026-03-01T09:00:00.000Z', completed: 12, failed: 1 }],
                },
              },
            ),
          },
        },
      },
      async () => ({ ok: true as const, hours: await deps.jobHistory.finishedByHour() }),
    );
  };
}
