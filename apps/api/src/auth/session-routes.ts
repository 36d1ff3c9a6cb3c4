import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../http/errors.ts';
import { answer, exampleValues, wellFormedPattern } from '../http/schemas.ts';
import { currentUser, exampleUser, sessionOf, toCurrentUser, userOf } from './principal.ts';
import { dropSessionCookie, giveSessionCookie, refuseForeignOrigin } from './session-cookie.ts';
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

/** `GET /api/session`: whose the session is, and until when it lasts. */
export function getSessionRoute(): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/session',
      {
        config: { guard: 'session', limit: 'default', errors: [] },
        schema: {
          operationId: 'getSession',
          tags: ['Session'],
          summary: 'Whose the session is, and until when it lasts',
          description: 'A session in use is renewed; its new cookie comes with any answer.',
          response: { 200: session },
        },
      },
      async (request) => ({
        ok: true as const,
        user: await toCurrentUser(userOf(request).user),
        expiresAt: sessionOf(request).expiresAt.toISOString(),
      }),
    );
  };
}

/**
 * What the browser forgets besides the cookie. Not `"cookies"`: that would take those of every host of the domain, and
 * so sign people out elsewhere.
 */
const forgotten = '"cache", "storage"';

/** `DELETE /api/session`: signs out, here and everywhere. */
export function endSessionRoute(): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.delete(
      '/api/session',
      {
        config: { guard: 'session', limit: 'default', errors: [] },
        schema: {
          operationId: 'endSession',
          tags: ['Session'],
          summary: 'Sign out',
          description: 'Ends the session at Directus, and so everywhere from the next request on.',
          response: {
            200: answer(
              { ok: Type.Literal(true) },
              { description: 'The session has ended.', example: { ok: true } },
            ),
          },
        },
      },
      async (request, reply) => {
        await sessionOf(request).end();
        dropSessionCookie(reply);
        reply.header('clear-site-data', forgotten);
        return { ok: true as const };
      },
    );
  };
}

/** A console's session, without its token. */
const session = answer(
  {
    ok: Type.Literal(true),
    user: currentUser,
    expiresAt: Type.String({
      description: 'When it ends unless it is used in the second half of its life.',
    }),
  },
  {
    description: 'The session, without its token.',
    example: { ok: true, user: exampleUser, expiresAt: exampleValues.later },
  },
);
