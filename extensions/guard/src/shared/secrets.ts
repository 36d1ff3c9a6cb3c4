/**
 * The secret that our API shares with this Directus: it opens the introspection, and lets the API name the address of
 * its client. It comes in `X-RBAC-SYNC-SECRET`.
 *
 * Guarantees: it is compared in a time that depends on neither the secrets nor how much of them was guessed; one of
 * fewer than 32 characters is refused at start. While it's rotated, the previous one opens as well.
 */
import { createHash, timingSafeEqual } from 'node:crypto';

export const secretHeader = 'x-rbac-sync-secret';

const variables = ['GENIE_INTROSPECTION_SECRET', 'GENIE_INTROSPECTION_SECRET_PREVIOUS'];

/**
 * @param env the environment as Directus gives it to extensions
 * @returns none without the current secret: then nobody is believed
 * @throws Error that names the variable that's too short
 */
export function readSharedSecrets(env: Readonly<Record<string, unknown>>): string[] {
  const [current, previous] = variables.map((name) => {
    const value = env[name];
    if (value === undefined || value === null || value === '') return undefined;
    if (typeof value === 'string' && value.length >= 32) return value;
    throw new Error(`${name} must be a text of at least 32 characters.`);
  });
  if (current === undefined) return [];
  return previous === undefined ? [current] : [current, previous];
}

export function createSecretCheck(secrets: readonly string[]): (given: unknown) => boolean {
  const accepted = secrets.map(digest);
  return (given) => {
    if (typeof given !== 'string') return false;
    const candidate = digest(given);
    return accepted.filter((secret) => timingSafeEqual(secret, candidate)).length > 0;
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
