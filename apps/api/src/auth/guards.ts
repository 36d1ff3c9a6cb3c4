/**
 * The guards, put on each route by the word in its `config.guard`.
 *
 * Guarantees: a guard runs before the body is read, and a handler runs only after its guard passed. Where the body was
 * still under way when a guard asked Directus, it asks again once the body is whole, so a token that was revoked while
 * a body was held back opens nothing, and a demoted administrator's neither. Every way to fail a token check is the same 401, and so is every way to fail the check of the shared secret; the reason
 * goes to the log and a metric alone (`server-guard.ts` for servers). An outage of Directus is 503. No token opens a route of servers. Refused checks count against the address
 * and become 429 past its limit, but a valid token passes whatever its neighbours did. A session's token is renewed
 * here and nowhere else, after the check and the limit; that it can't be renewed refuses nobody.
 */

import { BlockList, isIPv6 } from 'node:net';
import type {
  FastifyReply,
  FastifyRequest,
  onRequestAsyncHookHandler,
  preValidationHookHandler,
} from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from '../http/errors.ts';
import { headerValues } from '../http/headers.ts';
import type { GuardName } from '../http/route-contract.ts';
import { isBodyUnderWay } from '../http/transport.ts';
import {
  type CheckedCredential,
  challenges,
  checkCookie,
  checkHeaderOrCookie,
  isSafe,
} from './presented-credential.ts';
import type { NoAdministrator, PrincipalSession, UserPrincipal } from './principal.ts';
import { type Refusal, type RefusalReason, refusalOf } from './refusal-reasons.ts';
import { createServerGuard, type ServerGuardDeps } from './server-guard.ts';
import { dropSessionCookie, giveSessionCookie } from './session-cookie.ts';
import type { SessionService } from './session-service.ts';
import type { SharedSecretCheck } from './shared-secret.ts';
import type { StaleSessions } from './stale-sessions.ts';
import type { AuthenticatedUser, TokenValidator } from './token-validator.ts';
import { readBearerToken, readSessionTimes, readUnverifiedClaims } from './tokens.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The token to ask about once more when the body is whole; null where it was whole when the guard asked. */
    tokenAwaitingBody: string | null;
  }
}

/** What the guards ask. */
export interface GuardDeps extends ServerGuardDeps {
  validator: TokenValidator;
  /** Opens routes for operators, and no other. */
  metricsToken: Pick<SharedSecretCheck, 'check'>;
  sessions: Pick<SessionService, 'renewIfDue' | 'latestOf' | 'end'>;
  staleSessions: Pick<StaleSessions, 'wasRefused'>;
  countRefusal: (reason: RefusalReason) => void;
  /** REQUIRE_ADMIN_TWO_FACTOR: administrators' routes are closed to those who have no second factor. */
  isAdminFactorRequired: boolean;
}

const loopback = new BlockList();

/** What a proxy adds. It may stand on this machine, too, and pass on what comes from elsewhere. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/** How programs name the machine that they run on. */
const ownName = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])(?::\d{1,5})?$/i;

/** Guards every route of the app that is registered after it. */
export const requireAuth = fp<GuardDeps>(
  async (app, deps) => {
    const { validator, metricsToken, sessions, staleSessions, countRefusal } = deps;
    app.decorateRequest('principal', null);
    app.decorateRequest('refusal', null);
    app.decorateRequest('tokenAwaitingBody', null);
    const servers = createServerGuard(app, deps, noteRefusal);

    const guards: Record<GuardName, onRequestAsyncHookHandler> = {
      public: (request, reply) => app.countRequest(request, reply, limitOf(request), 'address'),
      user: async (request, reply) => {
        const isLate = await isBodyUnderWay(request);
        await admit(reply, await checkHeaderOrCookie(request, reply, validator), isLate);
      },
      admin: async (request, reply) => {
        const isLate = await isBodyUnderWay(request);
        const checked = await checkHeaderOrCookie(request, reply, validator);
        const { user } = await admit(reply, checked, isLate);
        await assertAdmin(request, user);
      },
      session: async (request, reply) => {
        const isLate = await isBodyUnderWay(request);
        const checked = await checkCookie(request, reply, validator);
        // Who wants it to end is rid of it, also where it has ended already.
        const isRefused = checked.user === undefined && challenges(checked.reason);
        if (isRefused && !isSafe(request)) dropSessionCookie(reply);
        await admit(reply, checked, isLate);
      },
      server: (request, reply) => servers.admit(request, reply, true),
      operator: async (request, reply) => {
        if (isFromThisMachine(request)) return;
        const shown = readBearerToken(headerValues(request.raw.rawHeaders, 'authorization'));
        if (shown.kind === 'token' && metricsToken.check([shown.token]) !== null) return;
        await servers.admit(request, reply, false);
      },
    };

    /** Once the body is whole: the same check again, where the body wasn't there at the first, which is seldom. */
    const checkLateBody: preValidationHookHandler = (request, reply, done) => {
      const isLate = request.tokenAwaitingBody !== null || servers.mustCheckAgain(request);
      if (isLate) checkAgain(request, reply).then(() => done(), done);
      else done();
    };

    async function checkAgain(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      await servers.checkAgain(request, reply);
      const { tokenAwaitingBody: token, principal } = request;
      if (token === null || principal?.kind !== 'user') return;
      const { userId } = principal.user;
      const { user, reason } = await validator.validate(sessions.latestOf(token));
      if (user?.userId !== userId) {
        await refuse(reply, refusalOf(reason ?? 'refused_by_directus', userId));
        return;
      }
      request.principal = { ...principal, ...withRights(user) };
      if (request.routeOptions.config.guard === 'admin') await assertAdmin(request, user);
    }

    async function assertAdmin(request: FastifyRequest, user: AuthenticatedUser): Promise<void> {
      const code = await whyNoAdministrator(user);
      if (code === undefined) return;
      const reason = code === 'auth.admin_only' ? 'not_admin' : 'no_second_factor';
      noteRefusal(request, { reason, userId: user.userId });
      throw new AppError(code);
    }

    function withRights(
      user: AuthenticatedUser,
    ): Pick<UserPrincipal, 'user' | 'whyNoAdministrator'> {
      return { user, whyNoAdministrator: () => whyNoAdministrator(user) };
    }

    async function whyNoAdministrator(
      user: AuthenticatedUser,
    ): Promise<NoAdministrator | undefined> {
      if (!(await user.isAdmin())) return 'auth.admin_only';
      if (!deps.isAdminFactorRequired || (await user.hasSecondFactor())) return undefined;
      return 'auth.two_factor_required';
    }

    async function admit(
      reply: FastifyReply,
      checked: CheckedCredential,
      isBodyLate: boolean,
    ): Promise<UserPrincipal> {
      if (checked.user === undefined) return refuse(reply, await explain(checked));
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
      const sid = () => readUnverifiedClaims(token)?.sid;
      const principal: UserPrincipal = {
        kind: 'user',
        ...withRights(user),
        revalidate,
        session,
        sid,
      };
      request.principal = principal;
      if (isBodyLate) request.tokenAwaitingBody = token;
      return principal;
    }

    /** A replaced token may show that somebody else went on with its session; then that has ended by now. */
    async function explain({ token, ...refusal }: Refusal & { token?: string }): Promise<Refusal> {
      const isReused =
        token !== undefined && (await staleSessions.wasRefused(token, refusal.reason));
      return isReused ? { ...refusal, reason: 'reused' } : refusal;
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
      const afterBody = route.preValidation === undefined ? [] : [route.preValidation].flat();
      route.preValidation = [checkLateBody, ...afterBody];
      if (guard !== 'server') return;
      const afterValidation = route.preHandler === undefined ? [] : [route.preHandler].flat();
      route.preHandler = [servers.assertRoute, ...afterValidation];
    });
  },
  { name: 'require-auth', dependencies: ['rate-limits', 'route-contract'] },
);

function limitOf(request: FastifyRequest) {
  return request.routeOptions.config.limit ?? 'default';
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
