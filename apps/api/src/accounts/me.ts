import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { currentUser, exampleUser, toCurrentUser, userOf } from '../auth/principal.ts';
import { answer } from '../http/schemas.ts';

/** `GET /api/me`: who the caller is, as Directus says now. */
export function meRoute(): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/me',
      {
        config: { guard: 'user', limit: 'default', errors: [] },
        schema: {
          operationId: 'getMe',
          tags: ['Accounts'],
          summary: 'Who the caller is',
          description: 'Asked of Directus anew at each request.',
          response: {
            200: answer(
              { ok: Type.Literal(true), user: currentUser },
              {
                description: 'The caller, as Directus says now.',
                example: { ok: true, user: exampleUser },
              },
            ),
          },
        },
      },
      async (request) => ({
        ok: true as const,
        user: await toCurrentUser(userOf(request).user),
      }),
    );
  };
}
