import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { platforms } from '@genie-helper/captions';
import Type from 'typebox';
import { accessorOf, userOf } from '../../plugins/auth/principal.ts';
import { credentials, platformUsername } from '../../schemas/credentials.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { RequireCredentials } from '../../services/credentials/credential-service.ts';

const body = Type.Object(
  {
    platform: Type.Enum([...platforms]),
    platform_username: Type.Optional(platformUsername),
    credentials,
  },
  { additionalProperties: false },
);

/** `POST /api/credentials/create-profile`: keeps a connection, or replaces its credentials. */
export function createProfileRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/create-profile',
      {
        config: { guard: 'user', limit: 'default' },
        schema: {
          operationId: 'createProfile',
          summary: 'Keep a profile on a platform with its credentials',
          body,
          response: {
            200: Type.Object({
              success: Type.Literal(true),
              id: Type.String(),
              updated: Type.Boolean({ description: 'Whether it was there already.' }),
            }),
            ...errorResponses(400, 401, 409, 413, 415, 429, 503),
          },
        },
      },
      async (request) => {
        const { platform, platform_username: name, credentials } = request.body;
        const platformUsername = name?.trim() || null;
        const kept = await deps
          .requireCredentials()
          .createConnection(accessorOf(request), userOf(request).user.userId, {
            platform,
            platformUsername,
            credentials,
          });
        return { success: true as const, ...kept };
      },
    );
  };
}
