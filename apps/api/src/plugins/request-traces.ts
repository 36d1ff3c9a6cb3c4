import fp from 'fastify-plugin';
import type { OpenSpan, Tracing } from '../http/tracing.ts';

declare module 'fastify' {
  interface FastifyRequest {
    span: OpenSpan | null;
  }
}

/**
 * Makes each request a span that is named after its operation, and writes the trace's id into its log lines. A
 * `traceparent` of the client is gone on with (W3C Trace Context).
 */
export const requestTraces = fp<{ tracing?: Tracing | undefined }>(
  async (app, { tracing }) => {
    if (tracing === undefined) return;
    app.decorateRequest('span', null);

    app.addHook('onRequest', (request, reply, done) => {
      const { schema, url } = request.routeOptions;
      const facts = {
        'http.request.method': request.method,
        ...(url === undefined ? {} : { 'http.route': url }),
      };
      const { traceparent } = request.headers;
      const parent = typeof traceparent === 'string' ? traceparent : undefined;
      const span = tracing.begin('server', schema?.operationId ?? 'unmatched', facts, parent);
      request.span = span;
      request.log = request.log.child({ traceId: span.traceId });
      reply.log = request.log;
      tracing.within(span, done);
    });

    app.addHook('onResponse', async (request, reply) => {
      const { statusCode, errorCode } = reply;
      request.span?.end(
        {
          'http.response.status_code': statusCode,
          ...(errorCode === null ? {} : { 'error.type': errorCode }),
        },
        statusCode >= 500 ? (errorCode ?? 'server error') : undefined,
      );
    });
  },
  { name: 'request-traces', dependencies: ['error-answers'] },
);
