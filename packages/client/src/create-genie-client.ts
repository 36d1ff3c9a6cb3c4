import { type Assembly, assembleClient } from './assemble-client.ts';
import type { GenieClient } from './genie-client.ts';
import { systemClock } from './http/time.ts';

export type GenieClientOptions = Omit<Assembly, 'clock'>;

/**
 * A client for one person's session.
 *
 * @throws TypeError where an address is none
 */
export function createGenieClient(options: GenieClientOptions): GenieClient {
  return assembleClient({ ...options, clock: systemClock });
}
