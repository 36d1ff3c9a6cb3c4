/**
 * Whose request it is, as our API says it: people who sign in through it all come from its address.
 *
 * Guarantees: `X-Genie-Client-Address` counts only beside a secret that this Directus and our API share, compared in
 * constant time, and only if it is an address. Everyone else is where Directus sees them.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { HttpRequest } from './request-context.ts';

const secretNames = ['GENIE_INTROSPECTION_SECRET', 'GENIE_INTROSPECTION_SECRET_PREVIOUS'];

/** @param env the environment as Directus gives it to extensions; without a secret in it nobody is believed */
export function createClientAddress(
  env: Readonly<Record<string, unknown>>,
): (request: HttpRequest) => string | undefined {
  const secrets = secretNames
    .map((name) => env[name])
    .filter((value) => typeof value === 'string' && value.length >= 32)
    .map((value) => digest(String(value)));

  const isBelieved = (shown: unknown) => {
    if (typeof shown !== 'string') return false;
    const candidate = digest(shown);
    return secrets.filter((secret) => timingSafeEqual(secret, candidate)).length > 0;
  };

  return ({ ip, headers = {} }) => {
    const told = headers['x-genie-client-address'];
    if (typeof told !== 'string' || isIP(told) === 0) return ip;
    return isBelieved(headers['x-rbac-sync-secret']) ? told : ip;
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
