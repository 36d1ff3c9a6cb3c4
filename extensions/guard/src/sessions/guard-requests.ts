import { InvalidCredentialsError, InvalidTokenError, TokenExpiredError } from '@directus/errors';
import type { Knex } from 'knex';
import type { GuardedRequest } from './directus-types.ts';
import { findLiveLogin, isTokenOf } from './live-login.ts';
import type { SessionCookie } from './settings.ts';
import type { AccessClaims, VerifyAccessToken } from './verify-access-token.ts';

const checked = Symbol.for('genie-helper.session-guard.checked');

export interface RequestGuardDeps {
  verify: VerifyAccessToken;
  graceMs: number;
  sessionCookie: SessionCookie;
  /** Told of a verified token of a live login whose session token was replaced too long ago. */
  onStaleSession(db: Knex, session: string): Promise<void>;
}

export interface RequestGuard {
  /** For the filter `authenticate`. @throws DirectusError if the token doesn't count now. */
  checkRequest(request: GuardedRequest, db: Knex): Promise<void>;
  /** For the filter `websocket.authenticate`. @throws DirectusError likewise. */
  checkToken(token: unknown, db: Knex): Promise<void>;
}

/** Whether the guard has seen this request. */
export function isChecked(request: GuardedRequest): boolean {
  return Reflect.get(request, checked) === true;
}

/**
 * Refuses tokens; it never lets one in. What passes here goes on to Directus's own check, which
 * verifies the signature, the expiry and the `session` claim once more and works the rights out.
 */
export function createRequestGuard(deps: RequestGuardDeps): RequestGuard {
  const { verify, graceMs, sessionCookie, onStaleSession } = deps;

  return {
    async checkRequest(request, db) {
      Reflect.set(request, checked, true);
      const { token } = request;
      if (typeof token !== 'string' || token === '') return;
      try {
        const claims = claimsOf(token);
        if (claims !== undefined && !isOldSessionRefreshing(request, claims)) {
          await requireLiveLogin(db, claims, request);
        }
      } catch (error) {
        // Otherwise a browser would go on sending it, and even a login would be refused for it.
        if (request.cookies?.[sessionCookie.name] === token) {
          request.res?.clearCookie(sessionCookie.name, sessionCookie.options);
        }
        throw error;
      }
    },
    async checkToken(token, db) {
      const claims = typeof token === 'string' ? claimsOf(token) : undefined;
      if (claims !== undefined) await requireLiveLogin(db, claims);
    },
  };

  /** Undefined for what Directus decides alone: static tokens and the tokens of share links. */
  function claimsOf(token: string): AccessClaims | undefined {
    const verified = verify(token);
    if (verified === 'opaque') return undefined;
    if (verified === 'forged') throw new InvalidTokenError();
    if (verified === 'expired') throw new TokenExpiredError();
    return verified.share !== undefined && verified.id === undefined ? undefined : verified;
  }

  async function requireLiveLogin(
    db: Knex,
    claims: AccessClaims,
    request?: GuardedRequest,
  ): Promise<void> {
    const login = claims.sid === undefined ? undefined : await findLiveLogin(db, claims.sid);
    if (login !== undefined && (await isTokenOf(db, claims, login, graceMs))) return;
    if (login !== undefined && claims.session !== undefined && request !== undefined) {
      // Directus would refuse the cookie before its refresh could see that the token is an old one.
      if (isPost(request, '/auth/refresh')) await onStaleSession(db, claims.session);
    }
    throw new InvalidCredentialsError();
  }
}

/**
 * In `session` mode the only way to a token with a `sid` leads through this token. Directus itself
 * checks its session, and on these two routes it opens nothing else.
 */
function isOldSessionRefreshing(request: GuardedRequest, claims: AccessClaims): boolean {
  if (claims.sid !== undefined || claims.session === undefined) return false;
  return isPost(request, '/auth/refresh') || isPost(request, '/auth/logout');
}

function isPost(request: GuardedRequest, path: string): boolean {
  return request.method === 'POST' && request.path === path;
}
