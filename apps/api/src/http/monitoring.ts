import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import Type from 'typebox';
import { coalesceNextCall } from '../directus/coalesced-calls.ts';
import { directusUnavailable } from './errors.ts';
import type { Metrics } from './metrics.ts';
import { answer } from './schemas.ts';

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

/** Tells whether requests can be served. */
export interface Readiness {
  /** @throws AppError `directus.unavailable` where Directus or its database doesn't answer */
  check(): Promise<void>;
}

/**
 * Asks Directus's settings, which it reads from its database: its ping answers even where that is gone.
 * Callers at the same time share the next question, so a crowd of probes costs Directus one at a time.
 *
 * @param client the connection to Directus
 */
export function createReadiness(client: Pick<DirectusClient, 'call'>): Readiness {
  const ask = coalesceNextCall<void>({
    deadlineMs: 2_500,
    maxWaiting: 1_000,
    giveUp: (reason) => directusUnavailable(`readiness: ${reason}`),
    call: async () => {
      const answer = await client.call({ method: 'GET', path: '/server/info' });
      if (!answer.ok || !isRecord(answer.data)) {
        throw directusUnavailable(`readiness: ${answer.status}`);
      }
    },
  });
  return { check: () => ask('ready') };
}

const example = `# HELP genie_token_checks_total Checks of tokens, by the way of checking and what came of it.
# TYPE genie_token_checks_total counter
genie_token_checks_total{validator="introspect",outcome="vouched"} 1027
`;

/** `GET /metrics`: what this process has counted, for Prometheus. It asks nothing of Directus. */
export function getMetricsRoute(deps: {
  metrics: Pick<Metrics, 'render'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/metrics',
      {
        config: { guard: 'operator', limit: 'none', errors: [] },
        schema: {
          operationId: 'getMetrics',
          tags: ['Health'],
          summary: 'Counts and times of this process',
          description:
            'In the text format of Prometheus. Programs on the same machine need no secret; a request that came through a proxy does.',
          response: {
            200: {
              description: 'Everything counted since the process began.',
              content: { 'text/plain': { schema: Type.String(), example } },
            },
          },
        },
      },
      async (_request, reply) => {
        const { text, contentType } = await deps.metrics.render();
        return reply.type(contentType).send(text);
      },
    );
  };
}
