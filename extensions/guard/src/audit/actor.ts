import { currentRequest } from '../throttle/client-address.ts';

/** Who does something, as an entry of the log says it. */
export interface Actor {
  principal_kind: 'user';
  principal_id: string;
  request_id: string;
  address: string;
}

/**
 * Our API asks with a token of its own for any of its administrators, and names the one beside the secret that it shares with
 * this Directus; so no administrator names another one.
 *
 * @param userId whose token it was, as Directus says
 * @param ip where Directus sees the client
 */
export function actorOf(userId: unknown, ip?: string | null): Actor {
  const http = currentRequest();
  return {
    principal_kind: 'user',
    principal_id: http?.actingUser ?? String(userId),
    request_id: http?.actingRequest ?? '',
    address: http?.address ?? ip ?? '',
  };
}
