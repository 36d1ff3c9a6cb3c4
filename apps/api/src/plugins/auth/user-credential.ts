/**
 * What a person shows: a token in the `Authorization` header, or a session's token in the cookie.
 *
 * Guarantees: a person passes only if Directus vouches for the token now. An `Authorization` header, whatever is in
 * it, is the one thing that counts beside a cookie: two credentials might be two people, and other pages can make a
 * browser send a cookie but no such header. With the cookie nothing but GET and HEAD passes without an `Origin` of
 * ours, and a text that isn't a session's token isn't asked about. A cookie that can't count any more is removed.
 *
 * A cookie whose session has merely been replaced or ended stays: the refused request may have been under way for
 * long, and the browser may have a newer one by now, which must not be removed in its place.
 */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { dropSessionCookie, readSessionCookie } from '../../auth/session-cookie.ts';
import type { TokenValidator, VouchedUser } from '../../auth/token-validator.ts';
import { readBearerToken } from '../../auth/tokens.ts';
import { readSessionTimes } from '../../services/sessions/session-token.ts';
import { isFromOwnOrigin } from './own-origin.ts';
import { headerValues } from './raw-headers.ts';

/** What came of the check. `foreign`: a cookie that a page of another origin had sent. */
export type CheckedCredential =
  | { kind: 'vouched'; user: VouchedUser; token: string; isCookie: boolean }
  | { kind: 'absent' | 'refused' | 'foreign' };

/** Checks the header where there is one, else the cookie. @throws AppError `directus.unavailable` */
export async function checkHeaderOrCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  validator: TokenValidator,
): Promise<CheckedCredential> {
  const headers = headerValues(request.raw.rawHeaders, 'authorization');
  if (headers.length === 0) return await checkCookie(request, reply, validator);
  const credential = readBearerToken(headers);
  if (credential.kind !== 'token') {
    return { kind: credential.kind === 'malformed' ? 'refused' : 'absent' };
  }
  const { token } = credential;
  const user = await validator.validate(token);
  return user === null ? { kind: 'refused' } : { kind: 'vouched', user, token, isCookie: false };
}

/** Checks the cookie, whatever else came. @throws AppError `directus.unavailable` */
export async function checkCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  validator: TokenValidator,
): Promise<CheckedCredential> {
  const cookie = readSessionCookie(request);
  if (cookie.kind === 'absent') return { kind: 'absent' };
  if (!isSafe(request) && !isFromOwnOrigin(request)) return { kind: 'foreign' };
  if (cookie.kind !== 'one') return { kind: 'refused' };
  const { token } = cookie;
  const times = readSessionTimes(token);
  const user = times === undefined ? null : await validator.validate(token);
  if (user !== null) return { kind: 'vouched', user, token, isCookie: true };
  if (times === undefined || times.expiresAtMs <= Date.now()) dropSessionCookie(reply);
  return { kind: 'refused' };
}

/** Methods that change nothing (RFC 9110, 9.2.1); the others that are safe have no routes. */
export function isSafe({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}
