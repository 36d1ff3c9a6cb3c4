import { createHmac, timingSafeEqual } from 'node:crypto';
import type { GuardSettings } from '../shared/settings.ts';
import { createSignAnew } from './previous-secret.ts';

/** What tokens are signed with; both count, while `SECRET` is changed. */
export type TokenSecrets = Pick<GuardSettings, 'secret' | 'previousSecret'>;

/** The claims of a token that this Directus signed and that hasn't expired. */
export interface AccessClaims {
  id?: string;
  role?: string | null;
  /** The guard's own claim: which login the token belongs to. */
  sid?: string;
  /** In `session` mode only: the session's token. */
  session?: string;
  share?: string;
  /** Seconds. */
  exp: number;
}

/**
 * `opaque`: nothing that Directus would take for a JWT of its own, so a static token if anything.
 * `forged`: claims to be Directus's and isn't, or isn't an access token.
 */
export type VerifiedToken = 'opaque' | 'forged' | 'expired' | AccessClaims;

export type VerifyAccessToken = (token: string) => VerifiedToken;

/** As `VerifyAccessToken`, but gives the claims of an expired token as well. */
export type ReadSignedToken = (token: string) => Exclude<VerifiedToken, 'expired'>;

/** `{"alg":"HS256","typ":"JWT"}`: what every token of Directus begins with, so nothing else passes. */
const directusHeader = 'eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9';

/**
 * Checks a token's signature (HMAC SHA-256, in constant time), issuer and expiry without asking
 * anyone. A verified token proves only that it was issued, never that its session still lives.
 */
export function createAccessTokenVerifier(secrets: TokenSecrets): VerifyAccessToken {
  const read = createSignedTokenReader(secrets);
  return (token) => {
    const claims = read(token);
    return typeof claims === 'string' || !isExpired(claims) ? claims : 'expired';
  };
}

export function isExpired(claims: AccessClaims): boolean {
  return claims.exp * 1000 <= Date.now();
}

/** Of the checks of `createAccessTokenVerifier` all but the expiry. */
export function createSignedTokenReader({ secret, previousSecret }: TokenSecrets): ReadSignedToken {
  const signAnew = createSignAnew(secret, previousSecret);
  return (token) => {
    const parts = signAnew(token).split('.');
    const [header = '', body = '', signature = ''] = parts;
    if (parts.length !== 3) return 'opaque';
    const claims = parseClaims(body);
    if (claims?.iss !== 'directus') return 'opaque';
    // As texts, for many texts can be read as the same bytes, and Directus takes its own alone.
    const expected = Buffer.from(
      createHmac('sha256', secret).update(`${header}.${body}`).digest('base64url'),
    );
    const given = Buffer.from(signature);
    const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
    if (!isSigned || header !== directusHeader || !isAccessToken(claims)) return 'forged';
    return claims;
  };
}

function parseClaims(body: string): Record<string, unknown> | undefined {
  try {
    const claims: unknown = JSON.parse(Buffer.from(body, 'base64url').toString());
    if (typeof claims === 'object' && claims !== null) return { ...claims };
  } catch {}
  return undefined;
}

/** Invitations and password resets are signed with the same secret; they have no role. */
function isAccessToken(
  claims: Record<string, unknown>,
): claims is Record<string, unknown> & AccessClaims {
  return (
    claims.role !== undefined &&
    typeof claims.exp === 'number' &&
    ['id', 'sid', 'session', 'share'].every((name) => isTextOrAbsent(claims[name]))
  );
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}
