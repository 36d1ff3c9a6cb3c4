import { createHmac } from 'node:crypto';

const purpose = 'genie-helper introspection v1';

/**
 * The secret between the API and the session guard in Directus, derived from the shared secret.
 *
 * Directus's process gets only this one: it opens the introspection route, and the shared secret, which opens
 * the credential routes, can't be worked out from it (HMAC-SHA-256, RFC 2104).
 *
 * @param sharedSecret the value of RBAC_SYNC_WEBHOOK_SECRET, or of its previous one
 * @returns 43 characters of base64url
 */
export function introspectionSecretOf(sharedSecret: string): string {
  return createHmac('sha256', sharedSecret).update(purpose).digest('base64url');
}

/**
 * The secret between the API and the guard of an installation: the one that is set, else that of the shared secret.
 *
 * @param variables `GENIE_INTROSPECTION_SECRET` may have the prefix that `genie secrets introspection` prints for Directus
 */
export function readIntrospectionSecret(variables: {
  readonly GENIE_INTROSPECTION_SECRET?: string | undefined;
  readonly RBAC_SYNC_WEBHOOK_SECRET?: string | undefined;
}): string | undefined {
  const { GENIE_INTROSPECTION_SECRET: own, RBAC_SYNC_WEBHOOK_SECRET: shared } = variables;
  if (own !== undefined) return own.replace(/^string:/, '');
  return shared === undefined ? undefined : introspectionSecretOf(shared);
}
