/**
 * The guards, put on each route by the word in its `config.guard`.
 *
 * Guarantees: a guard runs before the body is read, and a handler runs only after its guard passed. Every
 * way to fail a token check is the same 401, and so is every way to fail the check of the shared secret; an
 * outage of Directus is 503. No token opens a route of servers. Refused checks count against the address
 * and become 429 past its limit, but a valid token passes whatever its neighbours did. A session's token is renewed
 * here and nowhere else, after the check and the limit; that it can't be renewed refuses nobody.
 */
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from '../errors/app-error.ts';
import type { GuardName } from '../http/route-contract.ts';
import { isFromThisMachine } from '../plugins/auth/from-this-machine.ts';
import { headerValues } from '../plugins/auth/raw-headers.ts';
import {
  type CheckedCredential,
  checkCookie,
  checkHeaderOrCookie,
  isSafe,
} from '../plugins/auth/user-credential.ts';
import { readSessionTimes } from '../services/sessions/session-token.ts';
import { type PrincipalSession, userOf } from './principal.ts';
import { dropSessionCookie, giveSessionCookie } from './session-cookie.ts';
import type { SessionService } from './session-service.ts';
import type { SharedSecretCheck } from './shared-secret.ts';
import type { TokenValidator } from './token-validator.ts';

/** What the guards ask. */
export interface GuardDeps {
  validator: TokenValidator;
  sharedSecret: SharedSecretCheck;
  sessions: Pick<SessionService, 'renewIfDue' | 'latestOf' | 'end'>;
}

/** Guards every route of the app that is registered after it. */
export const requireAuth = fp<GuardDeps>(
  async (app, { validator, sharedSecret, sessions }) => {
    app.decorateRequest('principal', null);

    const guards: Record<GuardName, onRequestAsyncHookHandler> = {
      public: async (request, reply) => {
        await app.countRequest(request, reply, limitOf(request), 'address');
      },
      user: async (request, reply) => {
        await admit(request, reply, await checkHeaderOrCookie(request, reply, validator));
      },
      admin: async (request, reply) => {
        await admit(request, reply, await checkHeaderOrCookie(request, reply, validator));
        if (!(await userOf(request).user.isAdmin())) throw new AppError('auth.admin_only');
      },
      session: async (request, reply) => {
        const checked = await checkCookie(request, reply, validator);
        // Who wants it to end is rid of it, also where it has ended already.
        if (checked.kind === 'refused' && !isSafe(request)) dropSessionCookie(reply);
        await admit(request, reply, checked);
      },
      internal: admitServer,
      operator: async (request, reply) => {
        if (!isFromThisMachine(request)) await admitServer(request, reply);
      },
    };

    async function admitServer(request: FastifyRequest, reply: FastifyReply): Promise<void> {
      if (!sharedSecret.isSet) throw new AppError('auth.secret_not_set');
      const presented = headerValues(request.raw.rawHeaders, 'x-rbac-sync-secret');
      const secretGeneration = sharedSecret.check(presented);
      if (secretGeneration === null) {
        await app.countRequest(request, reply, 'default', 'address');
        reply.header('www-authenticate', 'SharedSecret header="X-RBAC-SYNC-SECRET"');
        throw new AppError('auth.invalid_secret');
      }
      await app.countRequest(request, reply, limitOf(request), 'server');
      request.principal = { kind: 'server', secretGeneration };
    }

    async function admit(
      request: FastifyRequest,
      reply: FastifyReply,
      checked: CheckedCredential,
    ): Promise<void> {
      if (checked.kind !== 'vouched') return refuse(request, reply, checked.kind);
      const { user, token, isCookie } = checked;
      await app.countRequest(request, reply, limitOf(request), { userId: user.userId });
      const session = isCookie ? await continueSession(request, reply, token) : null;
      // While a long answer goes on, another request may replace the token that this one came with.
      const isStillVouchedFor = async () =>
        (await validator.validate(sessions.latestOf(token)))?.userId === user.userId;
      request.principal = { kind: 'user', user, isStillVouchedFor, session };
    }

    /** Renews the session where that is due, and not where it is about to be ended. */
    async function continueSession(
      request: FastifyRequest,
      reply: FastifyReply,
      token: string,
    ): Promise<PrincipalSession> {
      const isForEnding = request.routeOptions.config.guard === 'session' && !isSafe(request);
      const current = isForEnding ? token : await sessions.renewIfDue(token);
      if (current !== token) giveSessionCookie(reply, current);
      return {
        expiresAt: new Date(readSessionTimes(current)?.expiresAtMs ?? 0),
        end: () => sessions.end(current),
      };
    }

    async function refuse(
      request: FastifyRequest,
      reply: FastifyReply,
      why: 'absent' | 'refused' | 'foreign',
    ): Promise<never> {
      await app.countRequest(request, reply, 'default', 'address');
      if (why === 'foreign') throw new AppError('auth.foreign_origin');
      // RFC 6750, 3.1: no error code where no authentication information came.
      const challenge = why === 'refused' ? 'Bearer error="invalid_token"' : 'Bearer';
      reply.header('www-authenticate', challenge);
      throw new AppError('auth.invalid_token');
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
