import fp from 'fastify-plugin';

/** Facts about a span. None holds a token, an address, an e-mail or anybody's id, nor a path that could. */
export type SpanFacts = Readonly<Record<string, string | number>>;

/** A span that has begun. */
export interface OpenSpan {
  /** The trace that it belongs to, 32 hexadecimal digits. */
  readonly traceId: string;
  /** What the next server is told, as W3C Trace Context writes it. */
  readonly traceparent: string;
  /** @param failure a short word where the work failed through a server's fault */
  end(facts?: SpanFacts, failure?: string): void;
}

/** Spans of one process, nested as the work is. */
export interface Tracing {
  /**
   * Begins a span inside the one that surrounds this call, or a trace.
   *
   * @param traceparent what a client says that it belongs to; anything malformed is ignored
   */
  begin(kind: SpanKind, name: string, facts?: SpanFacts, traceparent?: string): OpenSpan;
  /** Runs something, and whatever that starts, inside a span. */
  runIn<T>(span: OpenSpan, run: () => T): T;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** `server`: a request to us · `internal`: work of ours · `client`: a call to another server. */
export type SpanKind = 'server' | 'internal' | 'client';

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
      tracing.runIn(span, done);
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
