import type { AdminCall } from '@genie-helper/directus-client/queries';

/** Who asks for what only administrators may. */
export interface ActingAdministrator {
  userId: string;
  requestId: string;
  address: string;
}

/** The administrator of a request, as it was proven. */
export function administratorOf(
  { user }: { user: { userId: string } },
  { id, address }: { id: string; address: string },
): ActingAdministrator {
  return { userId: user.userId, requestId: id, address };
}

/**
 * Tells the guard for whom we ask: the entry in the access log then names this administrator, and not the one whose token we have.
 *
 * @param secret by which the guard believes us; without it the entry names the token's owner
 */
export function askFor(
  call: AdminCall,
  { userId, requestId, address }: ActingAdministrator,
  secret: string | undefined,
): AdminCall {
  if (secret === undefined) return call;
  const acting = { actingUser: userId, actingRequest: requestId };
  return (asked) => call({ ...asked, sharedSecret: secret, clientAddress: address, ...acting });
}
