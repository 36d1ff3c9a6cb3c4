import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { platforms } from '@genie-helper/captions';
import Type from 'typebox';
import { accessorOf, userOf } from '../auth/principal.ts';
import { answer } from '../schemas/answer.ts';
import { exampleValues } from '../schemas/example-values.ts';
import type { RequireCredentials } from '../services/credentials/credential-service.ts';
import { credentialErrors, credentials, platformUsername } from './credential-fields.ts';

const body = Type.Object(
  {
    platform: Type.Enum([...platforms]),
    platform_username: Type.Optional(platformUsername),
    credentials,
  },
  {
    additionalProperties: false,
    title: 'NewProfile',
    examples: [
      {
        platform: 'onlyfans',
        platform_username: 'dana',
        credentials: { username: 'dana', password: exampleValues.password },
      },
    ],
  },
);

/** `POST /api/credentials/create-profile`: keeps a connection, or replaces its credentials. */
export function createProfileRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/create-profile',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'vault',
          errors: [...credentialErrors, 'credentials.busy'],
        },
        schema: {
          operationId: 'createProfile',
          tags: ['Credentials'],
          summary: 'Keep a profile on a platform with its credentials',
          description:
            'The same user, platform and name: the credentials are put into the profile that is there.',
          body,
          response: {
            200: answer(
              {
                success: Type.Literal(true),
                id: Type.String(),
                updated: Type.Boolean({ description: 'Whether it was there already.' }),
              },
              {
                description: 'The profile is kept, its credentials sealed.',
                example: { success: true, id: exampleValues.connectionId, updated: false },
              },
            ),
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
