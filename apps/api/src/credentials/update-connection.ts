import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import { answer } from '../schemas/answer.ts';
import { exampleValues } from '../schemas/example-values.ts';
import type { RequireCredentials } from '../services/credentials/credential-service.ts';
import { credentialErrors, credentials, platformUsername, recordId } from './credential-fields.ts';

const body = Type.Object(
  {
    id: recordId("The connection's id."),
    credentials,
    platform_username: Type.Optional(platformUsername),
  },
  {
    additionalProperties: false,
    title: 'ProfileChange',
    examples: [
      {
        id: exampleValues.connectionId,
        credentials: { username: 'dana', password: exampleValues.password },
      },
    ],
  },
);

/** `POST /api/credentials/update-profile-creds`: replaces the credentials of the caller's connection. */
export function updateProfileRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/update-profile-creds',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'vault',
          errors: [
            ...credentialErrors,
            'credentials.not_found',
            'credentials.profile_exists',
            'credentials.busy',
          ],
        },
        schema: {
          operationId: 'updateProfileCredentials',
          tags: ['Credentials'],
          summary: 'Replace the credentials of a profile',
          description: 'Of one of the caller. A name is changed only where one is given.',
          body,
          response: {
            200: answer(
              { success: Type.Literal(true), id: Type.String() },
              {
                description: 'The profile has them now.',
                example: { success: true, id: exampleValues.connectionId },
              },
            ),
          },
        },
      },
      async (request) => {
        const { id, credentials, platform_username: name } = request.body;
        const change = { id, credentials, platformUsername: name?.trim() || undefined };
        const updated = await deps
          .requireCredentials()
          .updateConnection(accessorOf(request), change);
        return { success: true as const, id: updated.id };
      },
    );
  };
}
