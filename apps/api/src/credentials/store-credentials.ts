import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import { answer } from '../schemas/answer.ts';
import { exampleValues } from '../schemas/example-values.ts';
import type { RequireCredentials } from '../services/credentials/credential-service.ts';
import { credentialErrors, credentials, recordId } from './credential-fields.ts';

const body = Type.Object(
  { creatorProfileId: recordId("The connection's id."), credentials },
  {
    additionalProperties: false,
    title: 'StoredCredentials',
    examples: [
      {
        creatorProfileId: exampleValues.connectionId,
        credentials: { username: 'dana', password: exampleValues.password },
      },
    ],
  },
);

/** `POST /api/credentials/store`: puts other credentials into a connection. */
export function storeCredentialsRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/store',
      {
        config: {
          guard: 'internal',
          limit: 'default',
          work: 'vault',
          errors: [...credentialErrors, 'credentials.not_found', 'credentials.busy'],
        },
        schema: {
          operationId: 'storeCredentials',
          tags: ['Credentials for servers'],
          summary: 'Replace the credentials of a connection',
          description: 'The access log has it in the same transaction.',
          body,
          response: {
            200: answer(
              {
                ok: Type.Literal(true),
                creatorProfileId: Type.String(),
                credentialsVersion: Type.Integer({ description: 'Tells the order of writes.' }),
                updatedAt: Type.String(),
              },
              {
                description: 'The connection has them now.',
                example: {
                  ok: true,
                  creatorProfileId: exampleValues.connectionId,
                  credentialsVersion: 3,
                  updatedAt: exampleValues.later,
                },
              },
            ),
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
