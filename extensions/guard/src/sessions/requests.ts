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
import { plainPathOf } from '../shared/request-path.ts';
import type { SessionCookie } from '../shared/settings.ts';
import {
  type AccessClaims,
  isExpired,
  type ReadSignedToken,
  type VerifyAccessToken,
} from './access-token.ts';
import type { LastSeen } from './last-seen.ts';
import { findLiveLogin, hasTokenOfNow, type LiveLogin, mismatchOf } from './logins.ts';
import { isReplacedInGrace } from './refresh-grace.ts';
import type { RefusalLog } from './refusals.ts';
import type { ReusedLogins } from './reused-logins.ts';

const checked = Symbol.for('genie-helper.sessions.checked');

export interface RequestGuardDeps {
  verify: VerifyAccessToken;
  readSigned: ReadSignedToken;
  sessionCookie: SessionCookie;
  reusedLogins: Pick<ReusedLogins, 'has'>;
  /** How long a login may last. */
  maxSessionMs: number;
  /** Told of every login whose token counts. */
  lastSeen: Pick<LastSeen, 'note'>;
  /** Told of a session token that comes with a token which doesn't count: it may have been replaced. */
  onStaleSession(db: Knex, session: string, use: SessionUse): Promise<unknown>;
  /** Told of every token that is refused here. */
  onRefusal: RefusalLog;
}

/** A replaced token that comes for a refresh was copied; with another request it may also have been under way for long. */
export type SessionUse = 'refresh' | 'request';

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
  const { verify, readSigned, sessionCookie, reusedLogins, onStaleSession, onRefusal } = deps;
  const { maxSessionMs, lastSeen } = deps;

  return {
    async checkRequest(request, db) {
      Reflect.set(request, checked, { isWhole: request.complete === true });
      const { token } = request;
      if (typeof token !== 'string' || token === '') return undefined;
      try {
        await noticeExpiredSession(db, token, request);
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

  /** A cookie that is too old to count may still show that somebody else went on with its session. */
  async function noticeExpiredSession(
    db: Knex,
    token: string,
    request: DirectusRequest,
  ): Promise<void> {
    const use = useOf(request, token);
    if (use === undefined) return;
    const claims = readSigned(token);
    if (typeof claims === 'string' || !isExpired(claims) || !claims.session) return;
    await onStaleSession(db, claims.session, use);
  }

  /** Undefined where a replaced token tells nothing: our API asks about the tokens of long answers in the header. */
  function useOf(request: DirectusRequest, token: unknown): SessionUse | undefined {
    if (isPost(request, '/auth/refresh')) return 'refresh';
    return request.cookies?.[sessionCookie.name] === token ? 'request' : undefined;
  }

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
    const { sid } = claims;
    const login = sid === undefined ? undefined : await findLiveLogin(db, sid, maxSessionMs);
    const reason = await refusalOf(db, claims, login);
    if (reason === undefined) {
      lastSeen.note(claims.sid);
      return login?.rights;
    }
    if (login !== undefined && claims.session !== undefined && request !== undefined) {
      // Directus would refuse the cookie before its refresh could see that the token is an old one.
      const use = useOf(request, request.token);
      if (use !== undefined) await onStaleSession(db, claims.session, use);
    }
    const isReused = reason === 'session_ended' && reusedLogins.has(claims.sid);
    onRefusal({ reason: isReused ? 'reused' : reason, userId: claims.id, request });
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
  return request.method === 'POST' && plainPathOf(request.path) === path;
}

/**
 * Express middleware behind Directus's authentication: a request with a token that the guard didn't
 * see is answered with 503. Directus unregisters all filters for a moment whenever an extension is
 * installed, removed or switched, and for good if this one is switched off; the middleware stays.
 */
export function requireGuard(request: DirectusRequest, _response: unknown, next: Next): void {
  const hasToken = request.token !== undefined && request.token !== null && request.token !== '';
  next(hasToken && Reflect.get(request, checked) === undefined ? unregistered() : undefined);
}

/** Whether all of a request had come when its token was last checked; then nothing of it can have been held back. */
export function wasWholeAtCheck(request: object): boolean {
  return Reflect.get(request, checked)?.isWhole === true;
}

function unregistered(): Error {
  const reason = "The session guard isn't registered";
  return new ServiceUnavailableError({ service: 'session-guard', reason });
}
