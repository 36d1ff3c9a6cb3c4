import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { sessionOf, userOf } from '../../auth/principal.ts';
import { session } from '../../schemas/session.ts';
import { toCurrentUser } from '../../schemas/user.ts';

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
