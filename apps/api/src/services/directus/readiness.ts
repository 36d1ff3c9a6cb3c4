import { shareNextCall } from '../../directus/coalesced-calls.ts';
import type { DirectusClient } from '../../directus/directus-client.ts';
import { isRecord } from '../../directus/directus-response.ts';
import { directusUnavailable } from './directus-unavailable.ts';

/** Tells whether requests can be served. */
export interface Readiness {
  /** @throws AppError `directus.unavailable` where Directus or its database doesn't answer */
  check(): Promise<void>;
}

/**
 * Asks Directus's settings, which it reads from its database: its ping answers even where that is gone.
 * Callers at the same time share the next question, so a crowd of probes costs Directus one at a time.
 *
 * @param client the connection to Directus
 */
export function createReadiness(client: Pick<DirectusClient, 'call'>): Readiness {
  const ask = shareNextCall<void>({
    deadlineMs: 2_500,
    maxWaiting: 1_000,
    giveUp: (reason) => directusUnavailable(`readiness: ${reason}`),
    call: async () => {
      const answer = await client.call({ method: 'GET', path: '/server/info' });
      if (!answer.ok || !isRecord(answer.data)) {
        throw directusUnavailable(`readiness: ${answer.status}`);
      }
    },
  });
  return { check: () => ask('ready') };
}
