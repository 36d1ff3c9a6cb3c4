import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { sessionOf } from '../../auth/principal.ts';
import { dropSessionCookie } from '../../auth/session-cookie.ts';
import { answer } from '../../schemas/answer.ts';

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
