import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { errorResponses } from '../../schemas/error-body.ts';
import type { Readiness } from '../../services/directus/readiness.ts';

const ok = Type.Object({ ok: Type.Literal(true) });

/** `GET /healthz`: this process is alive. `GET /readyz`: it can reach Directus, and Directus its database. */
export function healthRoutes(deps: { readiness: Readiness }): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/healthz',
      {
        config: { guard: 'public', limit: 'none' },
        schema: {
          operationId: 'getHealth',
          summary: 'Whether the process is alive',
          response: { 200: ok, ...errorResponses() },
        },
      },
      async () => ({ ok: true as const }),
    );
    app.get(
      '/readyz',
      {
        config: { guard: 'public', limit: 'none' },
        schema: {
          operationId: 'getReadiness',
          summary: 'Whether requests can be served',
          response: { 200: ok, ...errorResponses(503) },
        },
      },
      async () => {
        await deps.readiness.check();
        return { ok: true as const };
      },
    );
  };
}
