import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { platforms } from '@genie-helper/captions';
import type { JsonObject } from '@genie-helper/vault';
import Type from 'typebox';
import { accessorOf, userOf } from '../auth/principal.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { Accessor } from './access-log-store.ts';
import type { CredentialDeps, RequireCredentials } from './create-credentials.ts';
import { credentialErrors, credentials, platformUsername } from './credential-fields.ts';
import { makeRecord, replaceCredentials, retryOutdated } from './sealed-rows.ts';

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

/** A profile on a platform, with the credentials for it. */
export interface NewConnection {
  platform: string;
  platformUsername: string | null;
  credentials: JsonObject;
}

/**
 * Keeps a connection, or puts the credentials into the one that is there for this user, platform and name.
 * Two at the same time end as one record, whichever database decides.
 *
 * @throws AppError `credentials.busy` · as `CredentialVault.seal` · as the log
 */
export async function createConnection(
  deps: CredentialDeps,
  accessor: Accessor,
  user: string,
  { platform, platformUsername, credentials }: NewConnection,
): Promise<{ id: string; updated: boolean }> {
  const collection = 'platform_connections';
  const identity = identityOf(user, platform, platformUsername);
  return retryOutdated(async () => {
    const row = await deps.records.find(collection, 'identity', identity);
    if (row !== undefined) {
      const entry = { recordId: row.id, connectionId: row.id, accessor, collection } as const;
      const request = { ...entry, action: 'update' } as const;
      const replaced = await replaceCredentials(deps, request, row, credentials);
      return typeof replaced === 'string' ? replaced : { id: row.id, updated: true };
    }
    const made = await makeRecord(deps, {
      accessor,
      action: 'create',
      collection,
      user,
      value: credentials,
      columns: { platform, platform_username: platformUsername, identity },
    });
    return typeof made === 'string' ? made : { ...made, updated: false };
  });
}

/**
 * What there is at most one connection of, as one text for a unique column: user, platform and name. Neither an
 * id nor a platform has a slash, so different ones never give the same text. Names count as they are written.
 */
export function identityOf(user: string, platform: string, username: string | null): string {
  return `${user}/${platform}/${username ?? ''}`;
}
