import type { DirectusClient } from '../../directus/directus-client.ts';
import { type Tracing, traced } from '../../http/tracing.ts';
import type { DirectusPurpose } from '../metrics/directus-metrics.ts';

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
