import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { JsonObject } from '@genie-helper/vault';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { Accessor } from './access-log-store.ts';
import type { CredentialDeps, RequireCredentials } from './create-credentials.ts';
import { credentialErrors, credentials, recordId } from './credential-fields.ts';
import { findRecord, type Replaced, replaceCredentials, retryOutdated } from './sealed-rows.ts';

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

/**
 * Puts other credentials into a connection, on behalf of a server.
 *
 * @throws AppError `credentials.not_found` · `credentials.busy` · as `CredentialVault.seal` · as the log
 */
export async function storeCredentials(
  deps: CredentialDeps,
  accessor: Accessor,
  { creatorProfileId, credentials }: { creatorProfileId: string; credentials: JsonObject },
): Promise<Replaced> {
  const collection = 'platform_connections';
  const request = { accessor, action: 'store', collection, id: creatorProfileId } as const;
  return retryOutdated(async () => {
    const row = await findRecord(deps, request);
    const entry = { ...request, recordId: row.id, connectionId: row.id };
    return replaceCredentials(deps, entry, row, credentials);
  });
}
