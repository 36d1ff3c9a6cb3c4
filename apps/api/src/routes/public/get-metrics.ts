import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import type { Metrics } from '../../http/metrics.ts';

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
