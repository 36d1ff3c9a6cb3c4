/**
 * The check of every request, and of every new WebSocket, before Directus's own.
 *
 * Guarantees: it only refuses, never lets a token in: what passes goes on to Directus, which verifies signature, expiry
 * and the `session` claim once more. A forged token costs no query. A request that the check didn't see is answered
 * 503, so that a token never counts unchecked.
 *
 * Leaves static tokens and the tokens of share links to Directus, which looks them up itself.
 */
import {
  InvalidCredentialsError,
  InvalidTokenError,
  ServiceUnavailableError,
  TokenExpiredError,
} from '@directus/errors';
import type { TokenRefusal } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import type { RightsVersion } from '../rights/version.ts';
import type { DirectusRequest, Next } from '../shared/directus.ts';
import type { SessionCookie } from '../shared/settings.ts';
import type { AccessClaims, VerifyAccessToken } from './access-token.ts';
import { findLiveLogin, hasTokenOfNow, type LiveLogin, mismatchOf } from './logins.ts';
import { isReplacedInGrace } from './refresh-grace.ts';
import type { RefusalLog } from './refusals.ts';

const checked = Symbol.for('genie-helper.sessions.checked');

export interface RequestGuardDeps {
  verify: VerifyAccessToken;
  sessionCookie: SessionCookie;
  /** Told of a verified token of a live login whose session token was replaced too long ago. */
  onStaleSession(db: Knex, session: string): Promise<void>;
  /** Told of every token that is refused here. */
  onRefusal: RefusalLog;
}

export interface RequestGuard {
  /**
   * For the filter `authenticate`.
   *
   * @returns the version of all rights, where the check has read it
   * @throws DirectusError if the token doesn't count now
   */
  checkRequest(request: DirectusRequest, db: Knex): Promise<RightsVersion | undefined>;
  /** For the filter `websocket.authenticate`. @throws DirectusError likewise. */
  checkToken(token: unknown, db: Knex): Promise<void>;
}

/**
 * Refuses tokens; it never lets one in. What passes here goes on to Directus's own check, which
 * verifies the signature, the expiry and the `session` claim once more and works the rights out.
 */
export function createRequestGuard(deps: RequestGuardDeps): RequestGuard {
  const { verify, sessionCookie, onStaleSession, onRefusal } = deps;

  return {
    async checkRequest(request, db) {
      Reflect.set(request, checked, true);
      const { token } = request;
      if (typeof token !== 'string' || token === '') return undefined;
      try {
        const claims = claimsOf(token, request);
        if (claims === undefined || isOldSessionRefreshing(request, claims)) return undefined;
        return await requireLiveLogin(db, claims, request);
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
  function claimsOf(token: string, request?: DirectusRequest): AccessClaims | undefined {
    const verified = verify(token);
    if (verified === 'opaque') return undefined;
    if (typeof verified === 'string') onRefusal({ reason: verified, request });
    if (verified === 'forged') throw new InvalidTokenError();
    if (verified === 'expired') throw new TokenExpiredError();
    return verified.share !== undefined && verified.id === undefined ? undefined : verified;
  }

  async function requireLiveLogin(
    db: Knex,
    claims: AccessClaims,
    request?: DirectusRequest,
  ): Promise<RightsVersion | undefined> {
    const login = claims.sid === undefined ? undefined : await findLiveLogin(db, claims.sid);
    const reason = await refusalOf(db, claims, login);
    if (reason === undefined) return login?.rights;
    if (login !== undefined && claims.session !== undefined && request !== undefined) {
      // Directus would refuse the cookie before its refresh could see that the token is an old one.
      if (isPost(request, '/auth/refresh')) await onStaleSession(db, claims.session);
    }
    onRefusal({ reason, userId: claims.id, request });
    throw new InvalidCredentialsError();
  }
}

/** Why a verified token doesn't count beside this login; in `session` mode its session's token has to be of now as well. */
async function refusalOf(
  db: Knex,
  claims: AccessClaims,
  login: LiveLogin | undefined,
): Promise<TokenRefusal | undefined> {
  const mismatch = mismatchOf(claims, login);
  if (mismatch !== undefined || login === undefined) return mismatch;
  if (hasTokenOfNow(claims, login)) return undefined;
  const { session = '', sid = '' } = claims;
  return (await isReplacedInGrace(db, session, sid)) ? undefined : 'session_replaced';
}

/**
 * In `session` mode the only way to a token with a `sid` leads through this token. Directus itself
 * checks its session, and on these two routes it opens nothing else.
 */
function isOldSessionRefreshing(request: DirectusRequest, claims: AccessClaims): boolean {
  if (claims.sid !== undefined || claims.session === undefined) return false;
  return isPost(request, '/auth/refresh') || isPost(request, '/auth/logout');
}

function isPost(request: DirectusRequest, path: string): boolean {
  return request.method === 'POST' && request.path === path;
}

/**
 * Express middleware behind Directus's authentication: a request with a token that the guard didn't
 * see is answered with 503. Directus unregisters all filters for a moment whenever an extension is
 * installed, removed or switched, and for good if this one is switched off; the middleware stays.
 */
export function requireGuard(request: DirectusRequest, _response: unknown, next: Next): void {
  const hasToken = request.token !== undefined && request.token !== null && request.token !== '';
  next(hasToken && Reflect.get(request, checked) !== true ? unregistered() : undefined);
}

function unregistered(): Error {
  const reason = "The session guard isn't registered";
  return new ServiceUnavailableError({ service: 'session-guard', reason });
}
