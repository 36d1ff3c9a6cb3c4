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
  within<T>(span: OpenSpan, run: () => T): T;
  /** Sends what is left. */
  close(): Promise<void>;
}

/** `server`: a request to us · `internal`: work of ours · `client`: a call to another server. */
export type SpanKind = 'server' | 'internal' | 'client';

/** Runs work in a span, which fails where the work throws. */
export async function traced<T>(
  tracing: Tracing,
  span: OpenSpan,
  work: () => Promise<T>,
  factsOf: (result: T) => SpanFacts = () => ({}),
): Promise<T> {
  try {
    const result = await tracing.within(span, work);
    span.end(factsOf(result));
    return result;
  } catch (error) {
    span.end({}, error instanceof Error ? error.name : 'unknown failure');
    throw error;
  }
}
