import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { answer } from '../schemas/answer.ts';
import type { Readiness } from '../services/directus/readiness.ts';

/** `GET /healthz`: this process is alive. `GET /readyz`: it can reach Directus, and Directus its database. */
export function healthRoutes(deps: { readiness: Readiness }): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/healthz',
      {
        config: { guard: 'public', limit: 'none', errors: [] },
        schema: {
          operationId: 'getHealth',
          tags: ['Health'],
          summary: 'Whether the process is alive',
          description: 'Asks nothing of anyone else.',
          response: {
            200: answer(
              { ok: Type.Literal(true) },
              { description: 'It is alive.', example: { ok: true } },
            ),
          },
        },
      },
      async () => ({ ok: true as const }),
    );
    app.get(
      '/readyz',
      {
        config: { guard: 'public', limit: 'none', errors: ['directus.unavailable'] },
        schema: {
          operationId: 'getReadiness',
          tags: ['Health'],
          summary: 'Whether requests can be served',
          description: 'Asks Directus, which reads its database.',
          response: {
            200: answer(
              { ok: Type.Literal(true) },
              { description: 'Directus answers.', example: { ok: true } },
            ),
          },
        },
      },
      async () => {
        await deps.readiness.check();
        return { ok: true as const };
      },
    );
  };
}
