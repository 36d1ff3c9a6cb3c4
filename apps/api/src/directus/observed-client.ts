import type { DirectusClient } from '@genie-helper/directus-client';
import type { DirectusMetrics, DirectusPurpose } from '../http/metrics/directus-metrics.ts';
import type { Observe } from '../http/observe.ts';

/** The same client; each call is counted, timed and, where requests are traced, a span that Directus is told of. */
export function observeClient(
  client: DirectusClient,
  purpose: DirectusPurpose,
  { observe, metrics }: { observe: Observe; metrics: DirectusMetrics },
): DirectusClient {
  return {
    call: (call) =>
      observe(
        {
          kind: 'client',
          name: `directus ${purpose}`,
          // No path: it can hold ids and e-mails.
          facts: { 'http.request.method': call.method, 'genie.purpose': purpose },
          factsOf: ({ status }) => ({ 'http.response.status_code': status }),
          count(outcome, seconds) {
            const failed = call.signal?.aborted ? 'aborted' : 'unavailable';
            const answered = 'result' in outcome && (outcome.result.ok ? 'answered' : 'refused');
            metrics.called(purpose, answered || failed, seconds);
          },
        },
        (span) =>
          client.call(span === undefined ? call : { ...call, traceparent: span.traceparent }),
      ),
    close: () => client.close(),
  };
}
