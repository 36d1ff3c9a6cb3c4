import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../../plugins/auth/principal.ts';
import { credentials, recordId } from '../../schemas/credentials.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { RequireCredentials } from '../../services/credentials/credential-service.ts';

const body = Type.Object(
  { creatorProfileId: recordId("The connection's id."), credentials },
  { additionalProperties: false },
);

/** `POST /api/credentials/store`: puts other credentials into a connection. */
export function storeCredentialsRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/store',
      {
        config: { guard: 'internal', limit: 'default' },
        schema: {
          operationId: 'storeCredentials',
          summary: 'Replace the credentials of a connection',
          body,
          response: {
            200: Type.Object({
              ok: Type.Literal(true),
              creatorProfileId: Type.String(),
              credentialsVersion: Type.Integer(),
              updatedAt: Type.String(),
            }),
            ...errorResponses(400, 401, 404, 409, 413, 415, 429, 503),
          },
        },
      },
      async (request) => {
        const stored = await deps.requireCredentials().store(accessorOf(request), request.body);
        const { id: creatorProfileId, credentialsVersion, updatedAt } = stored;
        return { ok: true as const, creatorProfileId, credentialsVersion, updatedAt };
      },
    );
  };
}
