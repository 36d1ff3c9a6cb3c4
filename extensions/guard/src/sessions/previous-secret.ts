import { createHmac, timingSafeEqual } from 'node:crypto';
import type { DirectusRequest } from '../shared/directus.ts';

/** Gives a token that was signed with the other secret the signature of today's; every other text comes back as it is. */
export type SignAnew = (token: string) => string;

/**
 * For the time in which `SECRET` is changed: Directus verifies with one secret alone, so what another process signed with
 * the other one gets today's signature before Directus sees it. Claims, expiry and the check of the session stay: nothing
 * counts that didn't count under the other secret.
 *
 * @param previous `GENIE_SECRET_PREVIOUS`; none: nothing is signed anew
 */
export function createSignAnew(secret: string, previous: string | undefined): SignAnew {
  if (previous === undefined) return (token) => token;
  return (token) => {
    const end = token.lastIndexOf('.');
    const signed = token.slice(0, end);
    // Of a JWT: what has fewer or more parts isn't one.
    if (signed.split('.').length !== 2) return token;
    const expected = Buffer.from(sign(previous, signed));
    const given = Buffer.from(token.slice(end + 1));
    const isOurs = given.length === expected.length && timingSafeEqual(given, expected);
    return isOurs ? `${signed}.${sign(secret, signed)}` : token;
  };
}

/** Where Directus and the guard look for a token: what was read of the request, and the session's cookie. */
export function replaceTokens(
  request: DirectusRequest,
  cookieName: string,
  signAnew: SignAnew,
): void {
  if (typeof request.token === 'string') request.token = signAnew(request.token);
  const cookie = request.cookies?.[cookieName];
  if (request.cookies !== undefined && typeof cookie === 'string') {
    request.cookies[cookieName] = signAnew(cookie);
  }
}

function sign(secret: string, signed: string): string {
  return createHmac('sha256', secret).update(signed).digest('base64url');
}
