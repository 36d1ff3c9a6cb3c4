import type { DirectusClient } from '@genie-helper/directus-client';
import type { DirectusMetrics, DirectusPurpose } from '../http/metrics.ts';
import { type Tracing, traced } from '../http/tracing.ts';

/** The same client, its calls counted and timed. It changes no answer. */
export function measureClient(
  client: DirectusClient,
  purpose: DirectusPurpose,
  metrics: DirectusMetrics,
): DirectusClient {
  return {
    async call(call) {
      const start = performance.now();
      const seconds = () => (performance.now() - start) / 1_000;
      try {
        const answer = await client.call(call);
        metrics.called(purpose, answer.ok ? 'answered' : 'refused', seconds());
        return answer;
      } catch (error) {
        metrics.called(purpose, call.signal?.aborted ? 'aborted' : 'unavailable', seconds());
        throw error;
      }
    },
    close: () => client.close(),
  };
}

/** The same client, each call a span that Directus is told of. It changes no answer. */
export function traceClient(
  client: DirectusClient,
  purpose: DirectusPurpose,
  tracing: Tracing,
): DirectusClient {
  return {
    call(call) {
      // No path: it can hold ids and e-mails.
      const facts = { 'http.request.method': call.method, 'genie.purpose': purpose };
      const span = tracing.begin('client', `directus ${purpose}`, facts);
      const told = { ...call, traceparent: span.traceparent };
      return traced(
        tracing,
        span,
        () => client.call(told),
        ({ status }) => ({ 'http.response.status_code': status }),
      );
    },
    close: () => client.close(),
  };
}
