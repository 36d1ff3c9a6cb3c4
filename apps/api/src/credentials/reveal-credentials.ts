import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { JsonObject } from '@genie-helper/vault';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { Accessor } from './access-log-store.ts';
import type { CredentialDeps, RequireCredentials } from './create-credentials.ts';
import { credentialErrors, credentials, recordId } from './credential-fields.ts';
import { findRecord, openRecord } from './sealed-rows.ts';

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

/**
 * Gives out a connection's credentials, once that is logged.
 *
 * @throws AppError `credentials.not_found` · `credentials.unopenable` · as the log
 */
export async function revealCredentials(
  deps: CredentialDeps,
  accessor: Accessor,
  creatorProfileId: string,
): Promise<{ id: string; credentials: JsonObject }> {
  const collection = 'platform_connections';
  const request = { accessor, action: 'reveal', collection, id: creatorProfileId } as const;
  const row = await findRecord(deps, request);
  const entry = { ...request, recordId: row.id, connectionId: row.id };
  return { id: row.id, credentials: await openRecord(deps, entry, row) };
}
