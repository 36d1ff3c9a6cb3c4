import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../../plugins/auth/principal.ts';
import { credentials, recordId } from '../../schemas/credentials.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import type { RequireCredentials } from '../../services/credentials/credential-service.ts';

const body = Type.Object(
  { creatorProfileId: recordId("The connection's id.") },
  { additionalProperties: false },
);

/** `POST /api/credentials/reveal`: gives out the credentials of a connection. */
export function revealCredentialsRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/reveal',
      {
        config: { guard: 'internal', limit: 'default' },
        schema: {
          operationId: 'revealCredentials',
          summary: 'Reveal the credentials of a connection',
          body,
          response: {
            200: Type.Object({
              ok: Type.Literal(true),
              creatorProfileId: Type.String(),
              credentials,
            }),
            ...errorResponses(400, 401, 404, 413, 415, 429, 503),
          },
        },
      },
      async (request) => {
        const revealed = await deps
          .requireCredentials()
          .reveal(accessorOf(request), request.body.creatorProfileId);
        const { id: creatorProfileId, credentials } = revealed;
        return { ok: true as const, creatorProfileId, credentials };
      },
    );
  };
}
