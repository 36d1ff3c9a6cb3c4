/**
 * The guards, put on each route by the word in its `config.guard`.
 *
 * Guarantees: a guard runs before the body is read, and a handler runs only after its guard passed. Every
 * way to fail a token check is the same 401; an outage of Directus is 503. Refused checks count against the
 * address, so guessing is limited too.
 */
import type { FastifyReply, FastifyRequest, onRequestAsyncHookHandler } from 'fastify';
import fp from 'fastify-plugin';
import { AppError } from '../../errors/app-error.ts';
import { readBearerToken } from '../../services/sessions/bearer-token.ts';
import type { TokenValidator } from '../../services/sessions/token-validator.ts';
import type { GuardName } from '../route-contract.ts';

/** Guards every route of the app that is registered after it. */
export const requireAuth = fp<{ validator: TokenValidator }>(
  async (app, { validator }) => {
    app.decorateRequest('principal', null);

    const guards: Record<GuardName, onRequestAsyncHookHandler> = {
      public: async (request, reply) => {
        await app.countRequest(request, reply, limitOf(request), 'address');
      },
      user: async (request, reply) => {
        const credential = readBearerToken(authorizationHeaders(request.raw.rawHeaders));
        if (credential.kind !== 'token')
          return refuse(request, reply, credential.kind === 'malformed');
        const user = await validator.validate(credential.token);
        if (user === null) return refuse(request, reply, true);
        await app.countRequest(request, reply, limitOf(request), { userId: user.userId });
        request.principal = { kind: 'user', user };
      },
    };

    async function refuse(request: FastifyRequest, reply: FastifyReply, tokenCame: boolean) {
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

/** Every value of the header that came; Node's own `headers` keeps the first of several and tells nobody. */
function authorizationHeaders(rawHeaders: readonly string[]): string[] {
  const values: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    if (rawHeaders[index]?.toLowerCase() === 'authorization')
      values.push(rawHeaders[index + 1] ?? '');
  }
  return values;
}

function limitOf(request: FastifyRequest) {
  return request.routeOptions.config.limit ?? 'default';
}
