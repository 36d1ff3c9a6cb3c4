/**
 * The guards, put on each route by the word in its `config.guard`.
 *
 * Guarantees: a guard runs before the body is read, and a handler runs only after its guard passed. Every
 * way to fail a token check is the same 401, and so is every way to fail the check of the shared secret; the reason
 * goes to the log and a metric alone. An outage of Directus is 503. No token opens a route of servers. Refused checks count against the address
 * and become 429 past its limit, but a valid token passes whatever its neighbours did. A session's token is renewed
 * here and nowhere else, after the check and the limit; that it can't be renewed refuses nobody.
 */

import { BlockList, isIPv6 } from 'node:net';
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from '../http/errors.ts';
import { headerValues } from '../http/headers.ts';
import type { GuardName } from '../http/route-contract.ts';
import type { PrincipalSession, UserPrincipal } from './principal.ts';
import { type Refusal, type RefusalReason, refusalOf } from './refusal-reasons.ts';
import {
  dropSessionCookie,
  giveSessionCookie,
  isFromOwnOrigin,
  readSessionCookie,
} from './session-cookie.ts';
import type { SessionService } from './session-service.ts';
import type { SharedSecretCheck } from './shared-secret.ts';
import type { AuthenticatedUser, TokenValidator } from './token-validator.ts';
import { readBearerToken, readSessionTimes, readUnverifiedClaims } from './tokens.ts';

/** What the guards ask. */
export interface GuardDeps {
  validator: TokenValidator;
  sharedSecret: SharedSecretCheck;
  sessions: Pick<SessionService, 'renewIfDue' | 'latestOf' | 'end'>;
  countRefusal: (reason: RefusalReason) => void;
}

const loopback = new BlockList();

/** What a proxy adds. It may stand on this machine, too, and pass on what comes from elsewhere. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/** How programs name the machine that they run on. */
const ownName = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** Guards every route of the app that is registered after it. */
export const requireAuth = fp<GuardDeps>(
  async (app, { validator, sharedSecret, sessions, countRefusal }) => {
    app.decorateRequest('principal', null);
    app.decorateRequest('refusal', null);

    const guards: Record<GuardName, onRequestAsyncHookHandler> = {
      public: (request, reply) => app.countRequest(request, reply, limitOf(request), 'address'),
      user: async (request, reply) => {
        await admit(reply, await checkHeaderOrCookie(request, reply, validator));
      },
      admin: async (request, reply) => {
        const checked = await checkHeaderOrCookie(request, reply, validator);
        const { user } = await admit(reply, checked);
        if (await user.isAdmin()) return;
        noteRefusal(request, { reason: 'not_admin', userId: user.userId });
        throw new AppError('auth.admin_only');
      },
      session: async (request, reply) => {
        const checked = await checkCookie(request, reply, validator);
        // Who wants it to end is rid of it, also where it has ended already.
        const isRefused = checked.user === undefined && challenges(checked.reason);
        if (isRefused && !isSafe(request)) dropSessionCookie(reply);
        await admit(reply, checked);
      },
      server: admitServer,
      operator: async (request, reply) => {
        if (!isFromThisMachine(request)) await admitServer(request, reply);
      },
    };

    async function admitServer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      if (!sharedSecret.isSet) throw new AppError('auth.secret_not_set');
      const presented = headerValues(request.raw.rawHeaders, 'x-rbac-sync-secret');
      const secretGeneration = sharedSecret.check(presented);
      if (secretGeneration === null) {
        const reason = presented.length === 0 ? 'secret_missing' : 'secret_wrong';
        noteRefusal(request, { reason });
        await app.countRequest(request, reply, 'default', 'address');
        reply.header('www-authenticate', 'SharedSecret header="X-RBAC-SYNC-SECRET"');
        throw new AppError('auth.invalid_secret');
      }
      await app.countRequest(request, reply, limitOf(request), 'server');
      request.principal = { kind: 'server', secretGeneration };
    }

    async function admit(reply: FastifyReply, checked: CheckedCredential): Promise<UserPrincipal> {
      if (checked.user === undefined) return refuse(reply, checked);
      const { request } = reply;
      const { user, token, isCookie } = checked;
      await app.countRequest(request, reply, limitOf(request), { userId: user.userId });
      const session = isCookie ? await continueSession(reply, token) : null;
      // While a long answer goes on, another request may replace the token that this one came with.
      const revalidate = async () => {
        const check = await validator.validate(sessions.latestOf(token));
        if (check.reason !== undefined) {
          countRefusal(check.reason);
          request.log.info({ reason: check.reason, userId: user.userId }, 'no longer signed in');
        }
        return check.user?.userId === user.userId;
      };
      const principal: UserPrincipal = { kind: 'user', user, revalidate, session };
      request.principal = principal;
      return principal;
    }

    /** Renews the session where that is due, and not where it is about to be ended. */
    async function continueSession(reply: FastifyReply, token: string): Promise<PrincipalSession> {
      const { request } = reply;
      const isForEnding = request.routeOptions.config.guard === 'session' && !isSafe(request);
      const current = isForEnding ? token : await sessions.renewIfDue(token);
      if (current !== token) giveSessionCookie(reply, current);
      return {
        expiresAt: new Date(readSessionTimes(current)?.expiresAtMs ?? 0),
        end: () => sessions.end(current),
      };
    }

    async function refuse(reply: FastifyReply, refusal: Refusal): Promise<never> {
      const { request } = reply;
      noteRefusal(request, refusal);
      await app.countRequest(request, reply, 'default', 'address');
      if (refusal.reason === 'foreign_origin') throw new AppError('auth.foreign_origin');
      // RFC 6750, 3.1: no error code where no authentication information came.
      const challenge = challenges(refusal.reason) ? 'Bearer error="invalid_token"' : 'Bearer';
      reply.header('www-authenticate', challenge);
      throw new AppError('auth.invalid_token');
    }

    function noteRefusal(request: FastifyRequest, refusal: Refusal): void {
      request.refusal = refusal;
      countRefusal(refusal.reason);
    }

    app.addHook('onRoute', (route) => {
      const guard = route.config?.guard;
      if (guard === undefined) throw new Error(`${route.method} ${route.url} has no guard.`);
      const others = route.onRequest === undefined ? [] : [route.onRequest].flat();
      route.onRequest = [guards[guard], ...others];
    });
  },
  { name: 'require-auth', dependencies: ['rate-limits', 'route-contract'] },
);

function limitOf(request: FastifyRequest) {
  return request.routeOptions.config.limit ?? 'default';
}

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

/** What came of the check. */
type CheckedCredential =
  | { user: AuthenticatedUser; token: string; isCookie: boolean }
  | (Refusal & { user?: undefined });

/** Whether a credential came that proves nobody, as opposed to none that may count. */
function challenges(reason: RefusalReason): boolean {
  return reason !== 'no_credential' && reason !== 'foreign_origin';
}

/** Checks the header where there is one, else the cookie. @throws AppError `directus.unavailable` */
async function checkHeaderOrCookie(
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
    ? refusalOf(reason, readUnverifiedClaims(token)?.userId)
    : { user, token, isCookie: false };
}

/** Checks the cookie, whatever else came. @throws AppError `directus.unavailable` */
async function checkCookie(
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
  return refusalOf(reason, readUnverifiedClaims(token)?.userId);
}

/** Methods that change nothing (RFC 9110, 9.2.1); the others that are safe have no routes. */
function isSafe({ method }: FastifyRequest): boolean {
  return method === 'GET' || method === 'HEAD';
}

loopback.addSubnet('127.0.0.0', 8, 'ipv4');

loopback.addAddress('::1', 'ipv6');

/**
 * Whether a request was made on this machine and to it, by no browser and through no proxy that says so of itself.
 * An IPv4 address that is written as IPv6 counts as what it is.
 *
 * A page whose own name was pointed at this machine (DNS rebinding) asks under that name; on plain HTTP its browser
 * says nothing else of where it comes from.
 */
function isFromThisMachine(request: Pick<FastifyRequest, 'raw' | 'headers'>): boolean {
  const address = request.raw.socket.remoteAddress ?? '';
  if (!loopback.check(address, isIPv6(address) ? 'ipv6' : 'ipv4')) return false;
  if (!ownName.test(request.headers.host ?? '')) return false;
  const isBrowser = 'sec-fetch-site' in request.headers || 'origin' in request.headers;
  return !isBrowser && proxyHeaders.every((name) => !(name in request.headers));
}
