/**
 * The guards, put on each route by the word in its `config.guard`.
 *
 * Guarantees: a guard runs before the body is read, and a handler runs only after its guard passed. Every
 * way to fail a token check is the same 401, and so is every way to fail the check of the shared secret; an
 * outage of Directus is 503. No token opens a route of servers. Refused checks count against the address
 * and become 429 past its limit, but a valid token passes whatever its neighbours did.
 */
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from '../../errors/app-error.ts';
import { readBearerToken } from '../../services/sessions/bearer-token.ts';
import type { SharedSecretCheck } from '../../services/sessions/shared-secret.ts';
import type { TokenValidator, VouchedUser } from '../../services/sessions/token-validator.ts';
import type { GuardName } from '../route-contract.ts';

/** What the guards ask. */
export interface GuardDeps {
  validator: TokenValidator;
  sharedSecret: SharedSecretCheck;
}

/** Guards every route of the app that is registered after it. */
export const requireAuth = fp<GuardDeps>(
  async (app, { validator, sharedSecret }) => {
    app.decorateRequest('principal', null);

    const guards: Record<GuardName, onRequestAsyncHookHandler> = {
      public: async (request, reply) => {
        await app.countRequest(request, reply, limitOf(request), 'address');
      },
      user: async (request, reply) => {
        await requireUser(request, reply);
      },
      admin: async (request, reply) => {
        const user = await requireUser(request, reply);
        if (!(await user.isAdmin())) throw new AppError('auth.admin_only');
      },
      internal: async (request, reply) => {
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
      },
    };

    async function requireUser(request: FastifyRequest, reply: FastifyReply): Promise<VouchedUser> {
      const credential = readBearerToken(headerValues(request.raw.rawHeaders, 'authorization'));
      if (credential.kind !== 'token') {
        return refuse(request, reply, credential.kind === 'malformed');
      }
      const user = await validator.validate(credential.token);
      if (user === null) return refuse(request, reply, true);
      await app.countRequest(request, reply, limitOf(request), { userId: user.userId });
      const { token } = credential;
      const isStillVouchedFor = async () =>
        (await validator.validate(token))?.userId === user.userId;
      request.principal = { kind: 'user', user, isStillVouchedFor };
      return user;
    }

    async function refuse(
      request: FastifyRequest,
      reply: FastifyReply,
      tokenCame: boolean,
    ): Promise<never> {
      await app.countRequest(request, reply, 'default', 'address');
      // RFC 6750, 3.1: no error code where no authentication information came.
      reply.header('www-authenticate', tokenCame ? 'Bearer error="invalid_token"' : 'Bearer');
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

/** Every value of a header that came; Node's own `headers` keeps the first of several, or joins them. */
function headerValues(rawHeaders: readonly string[], name: string): string[] {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === name) values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}

function limitOf(request: FastifyRequest) {
  return request.routeOptions.config.limit ?? 'default';
}
