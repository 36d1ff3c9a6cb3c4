import fp from 'fastify-plugin';
import type { Metrics } from '../http/metrics.ts';

/** Counts each answer by its route's operation id, and each error by its code. */
export const measurements = fp<{ metrics: Pick<Metrics, 'answers'> }>(
  async (app, { metrics }) => {
    app.addHook('onResponse', async (request, reply) => {
      const operation = request.routeOptions.schema?.operationId ?? 'unmatched';
      metrics.answers.answered(operation, reply.statusCode, reply.elapsedTime / 1_000);
      if (reply.errorCode !== null) metrics.answers.refused(operation, reply.errorCode);
    });
  },
  { name: 'measurements', dependencies: ['error-answers'] },
);
