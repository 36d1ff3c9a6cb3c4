import Type from 'typebox';
import { AppError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { answer, exampleValues, recordId, requestBody } from '../http/schemas.ts';
import { identityOf } from './create-connection.ts';
import { credentialErrors, credentials, platformUsername } from './credential-fields.ts';
import {
  accessorOf,
  type Credentials,
  findRecord,
  replaceCredentials,
  retryOutdated,
} from './sealed-rows.ts';

/** `POST /api/credentials/update-profile-creds`: puts other credentials into the caller's connection, and another name. */
export const updateConnection = operation({
  path: 'POST /api/credentials/update-profile-creds',
  operationId: 'updateProfileCredentials',
  guard: 'user',
  limit: 'default',
  work: 'vault',
  errors: [
    ...credentialErrors,
    'credentials.not_found',
    'credentials.profile_exists',
    'credentials.storage_full',
    'credentials.busy',
  ],
  tag: 'Credentials',
  summary: 'Replace the credentials of a profile',
  description: 'Of one of the caller. A name is changed only where one is given.',
  body: requestBody(
    'ProfileChange',
    {
      id: recordId("The connection's id."),
      credentials,
      platform_username: Type.Optional(platformUsername),
    },
    {
      id: exampleValues.connectionId,
      credentials: { username: 'dana', password: exampleValues.password },
    },
  ),
  answer: answer(
    'The profile has them now.',
    { success: Type.Literal(true), id: Type.String() },
    { success: true, id: exampleValues.connectionId },
  ),
  async run({ body, ...by }, deps: Credentials) {
    const name = body.platform_username?.trim() || undefined;
    const collection = 'platform_connections';
    const access = { accessor: accessorOf(by), action: 'update', collection } as const;
    const { id } = await retryOutdated(async () => {
      const row = await findRecord(deps, access, body.id);
      if (name === undefined) return replaceCredentials(deps, access, row, body.credentials);
      const identity = identityOf(row.user, row.platform, name);
      const other = await deps.records.find(collection, 'identity', identity);
      if (other !== undefined && other.id !== row.id) {
        throw new AppError('credentials.profile_exists');
      }
      const columns = { platform_username: name, identity };
      return replaceCredentials(deps, access, row, body.credentials, columns);
    });
    return { success: true, id };
  },
});
