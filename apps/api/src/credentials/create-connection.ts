import { platforms } from '@genie-helper/captions';
import Type from 'typebox';
import { operation } from '../http/operation.ts';
import { answer, exampleValues, requestBody } from '../http/schemas.ts';
import { credentialErrors, credentials, platformUsername } from './credential-fields.ts';
import {
  accessorOf,
  type Credentials,
  makeRecord,
  replaceCredentials,
  retryOutdated,
} from './sealed-rows.ts';

/**
 * `POST /api/credentials/create-profile`: keeps a connection, or puts the credentials into the one that is there for
 * this user, platform and name. Two at the same time end as one record, whichever database decides.
 */
export const createConnection = operation({
  path: 'POST /api/credentials/create-profile',
  operationId: 'createProfile',
  guard: 'user',
  limit: 'default',
  work: 'vault',
  errors: [...credentialErrors, 'credentials.storage_full', 'credentials.busy'],
  tag: 'Credentials',
  summary: 'Keep a profile on a platform with its credentials',
  description:
    'The same user, platform and name: the credentials are put into the profile that is there.',
  body: requestBody(
    'NewProfile',
    {
      platform: Type.Enum([...platforms]),
      platform_username: Type.Optional(platformUsername),
      credentials,
    },
    {
      platform: 'onlyfans',
      platform_username: 'dana',
      credentials: { username: 'dana', password: exampleValues.password },
    },
  ),
  answer: answer(
    'The profile is kept, its credentials sealed.',
    {
      success: Type.Literal(true),
      id: Type.String(),
      updated: Type.Boolean({ description: 'Whether it was there already.' }),
    },
    { success: true, id: exampleValues.connectionId, updated: false },
  ),
  async run({ body, principal, request }, deps: Credentials) {
    const { platform, credentials: value } = body;
    const name = body.platform_username?.trim() || null;
    const user = principal.user.userId;
    const identity = identityOf(user, platform, name);
    const accessor = accessorOf({ principal, request });
    const collection = 'platform_connections';
    const kept = await retryOutdated(async () => {
      const row = await deps.records.find(collection, 'identity', identity);
      if (row !== undefined) {
        const access = { accessor, action: 'update', collection } as const;
        const replaced = await replaceCredentials(deps, access, row, value);
        return typeof replaced === 'string' ? replaced : { id: row.id, updated: true };
      }
      const access = { accessor, action: 'create', collection } as const;
      const columns = { platform, platform_username: name, identity };
      const made = await makeRecord(deps, access, { user, value, columns });
      return typeof made === 'string' ? made : { ...made, updated: false };
    });
    return { success: true, ...kept };
  },
});

/**
 * What there is at most one connection of, as one text for a unique column: user, platform and name. Neither an
 * id nor a platform has a slash, so different ones never give the same text. Names count as they are written.
 */
export function identityOf(user: string, platform: string, username: string | null): string {
  return `${user}/${platform}/${username ?? ''}`;
}
