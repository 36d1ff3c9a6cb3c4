import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { userOf } from '../../plugins/auth/principal.ts';
import { errorResponses } from '../../schemas/error-body.ts';

const orNull = Type.Union([Type.String(), Type.Null()]);

const me = Type.Object({
  ok: Type.Literal(true),
  user: Type.Object({
    id: Type.String(),
    email: Type.String(),
    firstName: orNull,
    role: { ...orNull, description: "The role's name." },
    isAdmin: Type.Boolean(),
    subscriptionTier: orNull,
  }),
});

/** `GET /api/me`: who the caller is, as Directus says now. */
export function meRoute(): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/me',
      {
        config: { guard: 'user', limit: 'default' },
        schema: {
          operationId: 'getMe',
          summary: 'Who the caller is',
          response: { 200: me, ...errorResponses(401, 429, 503) },
        },
      },
      async (request) => {
        const { user } = userOf(request);
        const { userId, email, firstName, role, subscriptionTier } = user;
        const isAdmin = await user.isAdmin();
        return {
          ok: true as const,
          user: {
            id: userId,
            email,
            firstName,
            role: role?.name ?? null,
            isAdmin,
            subscriptionTier,
          },
        };
      },
    );
  };
}
