import type { DirectusMetrics, DirectusPurpose } from '../services/metrics/directus-metrics.ts';
import type { DirectusClient } from './directus-client.ts';

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
