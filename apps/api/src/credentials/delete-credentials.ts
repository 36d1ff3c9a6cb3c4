import Type from 'typebox';
import { operation } from '../http/operation.ts';
import { recordId } from '../http/schemas.ts';
import { credentialErrors } from './credential-fields.ts';
import { accessorOf, type Credentials, entryOf, findRecord, readId } from './sealed-rows.ts';

/**
 * `DELETE /api/credentials/:id`: removes the caller's connection, its session with it, or the caller's download
 * credential of that id. The log has it no later than the record is gone.
 */
export const deleteCredentials = operation({
  path: 'DELETE /api/credentials/:id',
  operationId: 'deleteCredentials',
  guard: 'user',
  limit: 'default',
  work: 'vault',
  errors: [...credentialErrors, 'credentials.not_found'],
  tag: 'Credentials',
  summary: 'Remove a connection or a download credential',
  description: 'With a connection goes its session.',
  params: Type.Object({ id: recordId("The record's id.") }),
  status: 204,
  answer: Type.Null({ description: 'It is removed.' }),
  async run({ params, ...by }, deps: Credentials) {
    const id = readId(params.id);
    const download = id && (await deps.records.find('download_credentials', 'id', id));
    const collection = download ? 'download_credentials' : 'platform_connections';
    const access = { accessor: accessorOf(by), action: 'delete', collection } as const;
    const row = await findRecord(deps, access, params.id);
    await deps.records.remove({ ...entryOf(access, row), outcome: 'done' });
    return null;
  },
});
