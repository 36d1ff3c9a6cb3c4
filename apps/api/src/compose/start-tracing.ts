import type { Tracing } from '../http/tracing.ts';
import type { ServiceConfig } from './service-config.ts';

/** Traces where a collector is named; its code is loaded only then. */
export async function startTracing({
  traceEndpoint,
}: Pick<ServiceConfig, 'traceEndpoint'>): Promise<Tracing | undefined> {
  if (traceEndpoint === undefined) return undefined;
  const { createTracing } = await import('../http/opentelemetry.ts');
  return createTracing({ endpoint: traceEndpoint });
}
