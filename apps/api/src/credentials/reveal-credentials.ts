import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import { answer } from '../schemas/answer.ts';
import { exampleValues } from '../schemas/example-values.ts';
import type { RequireCredentials } from '../services/credentials/credential-service.ts';
import { credentialErrors, credentials, recordId } from './credential-fields.ts';

const body = Type.Object(
  { creatorProfileId: recordId("The connection's id.") },
  {
    additionalProperties: false,
    title: 'CredentialsOfConnection',
    examples: [{ creatorProfileId: exampleValues.connectionId }],
  },
);

/** `POST /api/credentials/reveal`: gives out the credentials of a connection. */
export function revealCredentialsRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/credentials/reveal',
      {
        config: {
          guard: 'internal',
          limit: 'default',
          work: 'vault',
          errors: [...credentialErrors, 'credentials.not_found', 'credentials.unopenable'],
        },
        schema: {
          operationId: 'revealCredentials',
          tags: ['Credentials for servers'],
          summary: 'Reveal the credentials of a connection',
          description: 'Where the access log cannot take an entry, nothing is revealed: 503.',
          body,
          response: {
            200: answer(
              { ok: Type.Literal(true), creatorProfileId: Type.String(), credentials },
              {
                description: 'The credentials. The access log has it already.',
                example: {
                  ok: true,
                  creatorProfileId: exampleValues.connectionId,
                  credentials: { username: 'dana', password: exampleValues.password },
                },
              },
            ),
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
