import type { OpenSpan, SpanFacts, SpanKind, Tracing } from './tracing.ts';

/** What is written of a piece of work. */
export interface Observation<T> {
  kind: SpanKind;
  /** The span's name. It holds no id, no address, no path. */
  name: string;
  /** What is known of it before it begins. */
  facts?: SpanFacts;
  /** What its result adds. */
  factsOf?: (result: T) => SpanFacts;
  /** Counts it: what came of it, and after how many seconds. */
  count: (outcome: { result: T } | { error: unknown }, seconds: number) => void;
}

/**
 * Does work, counts and times it and, where requests are traced, makes it a span, which fails where the work throws.
 * It changes no result and no error.
 *
 * @param work told of its span; none where nothing is traced
 */
export type Observe = <T>(
  observation: Observation<T>,
  work: (span?: OpenSpan) => Promise<T>,
) => Promise<T>;

/** @param tracing none: work is counted and timed alone */
export function createObserve(tracing?: Tracing): Observe {
  return async ({ kind, name, facts, factsOf, count }, work) => {
    const start = performance.now();
    const seconds = () => (performance.now() - start) / 1_000;
    const span = tracing?.begin(kind, name, facts);
    try {
      const result = await (span && tracing ? tracing.runIn(span, () => work(span)) : work());
      count({ result }, seconds());
      span?.end(factsOf?.(result));
      return result;
    } catch (error) {
      count({ error }, seconds());
      span?.end({}, error instanceof Error ? error.name : 'unknown failure');
      throw error;
    }
  };
}
