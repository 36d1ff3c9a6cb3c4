import { isRecord } from '@genie-helper/directus-client';

/** The longest token that is worth a question to Directus, in characters. Its own JWTs have 300 to 450. */
const maxTokenLength = 4096;

/**
 * Reads the token out of an `Authorization` header (RFC 6750, 2.1; token68 of RFC 9110, 11.2).
 *
 * @param values every `Authorization` header that came, in order
 * @returns the token; `absent` where no bearer token came; `malformed` where one came that can't be one,
 * or where several headers came, since two readers might then see two different people
 */
export function readBearerToken(
  values: readonly string[] | undefined,
): { kind: 'token'; token: string } | { kind: 'absent' } | { kind: 'malformed' } {
  if (values === undefined || values.length === 0) return { kind: 'absent' };
  const [value = '', ...others] = values;
  if (others.length > 0) return { kind: 'malformed' };
  const match = /^bearer(?: +(.*))?$/i.exec(value);
  if (match === null) return { kind: 'absent' };
  const token = match[1] ?? '';
  const plausible = token.length <= maxTokenLength && /^[A-Za-z0-9._~+/-]+=*$/.test(token);
  return plausible ? { kind: 'token', token } : { kind: 'malformed' };
}

/**
 * Reads the claims of a Directus JWT without verifying it. Use them to refuse, never to accept:
 * they tell what the token was issued for, after Directus has vouched for it.
 *
 * @returns `undefined` for a static token, or for anything that isn't a JWT
 */
export function readUnverifiedClaims(token: string) {
  const [, payload, signature, ...rest] = token.split('.');
  if (payload === undefined || signature === undefined || rest.length > 0) return undefined;
  const claims = parseClaims(payload);
  if (claims === undefined) return undefined;
  const { id: userId, role: roleId = null, sid, share } = claims;
  return {
    userId,
    roleId,
    isShare: share !== undefined,
    sid: typeof sid === 'string' ? sid : undefined,
  };
}

/**
 * Reads the times out of a token of Directus's `session` mode, in epoch milliseconds, without verifying it. Proof of
 * nothing: only what Directus has vouched for besides is a session.
 *
 * @returns `undefined` for every other text: a static token, an access token of another mode, garbage
 */
export function readSessionTimes(token: string) {
  if (token.length > maxTokenLength || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(token)) return undefined;
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
