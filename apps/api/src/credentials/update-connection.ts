import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import type { JsonObject } from '@genie-helper/vault';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import { AppError } from '../http/errors.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { Accessor } from './access-log-store.ts';
import { identityOf } from './create-connection.ts';
import type { CredentialDeps, RequireCredentials } from './create-credentials.ts';
import { credentialErrors, credentials, platformUsername, recordId } from './credential-fields.ts';
import { findRecord, type Replaced, replaceCredentials, retryOutdated } from './sealed-rows.ts';

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

/** What to change of a connection. */
export interface ConnectionChange {
  id: string;
  /** `undefined`: the name stays. */
  platformUsername: string | undefined;
  credentials: JsonObject;
}

/**
 * Puts other credentials into the caller's connection, and another name if one is given.
 *
 * @throws AppError `credentials.not_found` · `credentials.profile_exists` where the caller has a connection of
 *   that name · `credentials.busy` · as `CredentialVault.seal` · as the log
 */
export async function updateConnection(
  deps: CredentialDeps,
  accessor: Accessor,
  { id, platformUsername, credentials }: ConnectionChange,
): Promise<Replaced> {
  const collection = 'platform_connections';
  const request = { accessor, action: 'update', collection, id } as const;
  return retryOutdated(async () => {
    const row = await findRecord(deps, request);
    const entry = { ...request, recordId: row.id, connectionId: row.id };
    if (platformUsername === undefined) return replaceCredentials(deps, entry, row, credentials);
    const identity = identityOf(row.user, row.platform, platformUsername);
    const other = await deps.records.find(collection, 'identity', identity);
    if (other !== undefined && other.id !== row.id) {
      throw new AppError('credentials.profile_exists');
    }
    const columns = { platform_username: platformUsername, identity };
    return replaceCredentials(deps, entry, row, credentials, columns);
  });
}
