import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../errors/app-error.ts';
import { wellFormedPattern } from '../http/schemas.ts';
import { refuseForeignOrigin } from '../plugins/auth/own-origin.ts';
import { exampleValues } from '../schemas/example-values.ts';
import { session } from '../schemas/session.ts';
import { toCurrentUser } from '../schemas/user.ts';
import { giveSessionCookie } from './session-cookie.ts';
import type { SessionService } from './session-service.ts';

const body = Type.Object(
  {
    email: Type.String({ format: 'email', maxLength: 254 }),
    password: Type.String({ minLength: 1, maxLength: 1_024, pattern: wellFormedPattern }),
    otp: Type.Optional(
      Type.String({
        minLength: 6,
        maxLength: 6,
        description: 'The code of the second factor, for accounts that have one.',
      }),
    ),
  },
  {
    additionalProperties: false,
    title: 'SignIn',
    examples: [{ email: exampleValues.email, password: exampleValues.password }],
  },
);

/** `POST /api/session`: signs in; the token goes into a cookie and nowhere else. */
export function signInRoute(deps: {
  sessions: Pick<SessionService, 'signIn'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/session',
      {
        config: {
          guard: 'public',
          limit: 'sign-in',
          work: 'logins',
          errors: [
            'auth.invalid_credentials',
            'auth.code_needed',
            'auth.foreign_origin',
            'directus.unavailable',
          ],
        },
        onRequest: refuseForeignOrigin,
        schema: {
          operationId: 'signIn',
          tags: ['Session'],
          summary: 'Sign in',
          description: "For browsers. The session's token is in the cookie of the answer.",
          body,
          response: { 200: session },
        },
      },
      async (request, reply) => {
        const { token, user, expiresAt } = await deps.sessions
          .signIn(request.body, request.ip)
          .catch((error: unknown) => {
            if (isRefusal(error)) reply.header('www-authenticate', 'Bearer');
            throw error;
          });
        const answer = {
          ok: true as const,
          user: await toCurrentUser(user),
          expiresAt: expiresAt.toISOString(),
        };
        giveSessionCookie(reply, token);
        return answer;
      },
    );
  };
}

/** HTTP wants a challenge with every 401 (RFC 9110, 11.6.1). */
function isRefusal(error: unknown): boolean {
  if (!(error instanceof AppError)) return false;
  return error.code === 'auth.invalid_credentials' || error.code === 'auth.code_needed';
}
