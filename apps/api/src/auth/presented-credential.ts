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
import { headerValues } from '../http/headers.ts';
import { type Refusal, type RefusalReason, refusalOf } from './refusal-reasons.ts';
import { dropSessionCookie, isFromOwnOrigin, readSessionCookie } from './session-cookie.ts';
import type { AuthenticatedUser, TokenValidator } from './token-validator.ts';
import { readBearerToken, readSessionTimes, readUnverifiedClaims } from './tokens.ts';

/** What came of the check. */
export type CheckedCredential =
  | { user: AuthenticatedUser; token: string; isCookie: boolean }
  | (Refusal & { user?: undefined; token?: string });

/** Whether a credential came that proves nobody, as opposed to none that may count. */
export function challenges(reason: RefusalReason): boolean {
  return reason !== 'no_credential' && reason !== 'foreign_origin';
}

/** Checks the header where there is one, else the cookie. @throws AppError `directus.unavailable` */
export async function checkHeaderOrCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  validator: TokenValidator,
): Promise<CheckedCredential> {
  const headers = headerValues(request.raw.rawHeaders, 'authorization');
  if (headers.length === 0) return await checkCookie(request, reply, validator);
  const credential = readBearerToken(headers);
  if (credential.kind === 'absent') return { reason: 'no_credential' };
  if (credential.kind === 'malformed') return { reason: 'malformed' };
  const { token } = credential;
  const { user, reason } = await validator.validate(token);
  return user === undefined
    ? { ...refusalOf(reason, readUnverifiedClaims(token)?.userId), token }
    : { user, token, isCookie: false };
}

/** Checks the cookie, whatever else came. @throws AppError `directus.unavailable` */
export async function checkCookie(
  request: FastifyRequest,
  reply: FastifyReply,
  validator: TokenValidator,
): Promise<CheckedCredential> {
  const cookie = readSessionCookie(request);
  if (cookie.kind === 'absent') return { reason: 'no_credential' };
  if (!isSafe(request) && !isFromOwnOrigin(request)) return { reason: 'foreign_origin' };
  if (cookie.kind !== 'one') return { reason: 'malformed' };
  const { token } = cookie;
  const times = readSessionTimes(token);
  if (times === undefined) {
    dropSessionCookie(reply);
    return { reason: 'not_a_session' };
  }
  const { user, reason } = await validator.validate(token);
  if (user !== undefined) return { user, token, isCookie: true };
  if (times.expiresAtMs <= Date.now()) dropSessionCookie(reply);
  return { ...refusalOf(reason, readUnverifiedClaims(token)?.userId), token };
}

/** Methods that change nothing (RFC 9110, 9.2.1); the others that are safe have no routes. */
export function isSafe({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}
