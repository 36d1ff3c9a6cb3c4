import Type from 'typebox';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, recordId, requestBody } from '../http/schemas.ts';
import { credentialErrors, credentials } from './credential-fields.ts';
import {
  accessorOf,
  type Credentials,
  findRecord,
  replaceCredentials,
  retryOutdated,
} from './sealed-rows.ts';

/** `POST /api/credentials/store`: puts other credentials into a connection, on behalf of a server. */
export const storeCredentials = operation({
  path: 'POST /api/credentials/store',
  operationId: 'storeCredentials',
  guard: 'server',
  clientRoute: 'store',
  limit: 'default',
  work: 'vault',
  errors: [
    ...credentialErrors,
    'credentials.not_found',
    'credentials.storage_full',
    'credentials.busy',
  ],
  tag: 'Credentials for servers',
  summary: 'Replace the credentials of a connection',
  description: 'The access log has it in the same transaction.',
  body: requestBody(
    'StoredCredentials',
    { creatorProfileId: recordId("The connection's id."), credentials },
    {
      creatorProfileId: exampleValues.connectionId,
      credentials: { username: 'dana', password: exampleValues.password },
    },
  ),
  answer: okAnswer(
    'The connection has them now.',
    {
      creatorProfileId: Type.String(),
      credentialsVersion: Type.Integer({ description: 'Tells the order of writes.' }),
      updatedAt: Type.String(),
    },
    {
      creatorProfileId: exampleValues.connectionId,
      credentialsVersion: 3,
      updatedAt: exampleValues.later,
    },
  ),
  async run({ body, ...by }, deps: Credentials) {
    const collection = 'platform_connections';
    const access = { accessor: accessorOf(by), action: 'store', collection } as const;
    const { id: creatorProfileId, ...stored } = await retryOutdated(async () => {
      const row = await findRecord(deps, access, body.creatorProfileId);
      return replaceCredentials(deps, access, row, body.credentials);
    });
    return { ok: true, creatorProfileId, ...stored };
  },
});
