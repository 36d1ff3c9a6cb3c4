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
