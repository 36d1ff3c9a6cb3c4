import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../../plugins/auth/principal.ts';
import { credentials, platformUsername, recordId } from '../../schemas/credentials.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { RequireCredentials } from '../../services/credentials/credential-service.ts';

const body = Type.Object(
  {
    id: recordId("The connection's id."),
    credentials,
    platform_username: Type.Optional(platformUsername),
  },
  { additionalProperties: false },
);

/** `POST /api/credentials/update-profile-creds`: replaces the credentials of the caller's connection. */
export function updateProfileRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/update-profile-creds',
      {
        config: { guard: 'user', limit: 'default' },
        schema: {
          operationId: 'updateProfileCredentials',
          summary: 'Replace the credentials of a profile',
          body,
          response: {
            200: Type.Object({ success: Type.Literal(true), id: Type.String() }),
            ...errorResponses(400, 401, 404, 409, 413, 415, 429, 503),
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
