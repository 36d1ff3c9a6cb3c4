import { isRecord } from '../../directus/directus-response.ts';

/** The longest token that is worth a question to Directus, in characters. Its own have about 450. */
const maxSessionTokenLength = 4096;

/** Until when a token of Directus's `session` mode counts, in epoch milliseconds. */
export interface SessionTimes {
  issuedAtMs: number;
  expiresAtMs: number;
}

/**
 * Reads the times out of a token of Directus's `session` mode without verifying it. Proof of nothing: only what
 * Directus has vouched for besides is a session.
 *
 * @returns `undefined` for every other text: a static token, an access token of another mode, garbage
 */
export function readSessionTimes(token: string): SessionTimes | undefined {
  if (token.length > maxSessionTokenLength || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token))
    return undefined;
  const claims = parseClaims(token.split('.')[1] ?? '');
  // Directus takes a JWT for its own, and checks its signature, by the issuer.
  if (claims?.iss !== 'directus' || typeof claims.session !== 'string') return undefined;
  const { iat, exp } = claims;
  if (!isSeconds(iat) || !isSeconds(exp) || exp <= iat) return undefined;
  return { issuedAtMs: iat * 1_000, expiresAtMs: exp * 1_000 };
}

function parseClaims(payload: string): Record<string, unknown> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    return isRecord(claims) ? claims : undefined;
  } catch {
    return undefined;
  }
}

/** A time that a date can hold. */
function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= 8_640_000_000_000;
}
