import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { accessorOf } from '../auth/principal.ts';
import type { Accessor } from './access-log-store.ts';
import type { CredentialDeps, RequireCredentials } from './create-credentials.ts';
import { credentialErrors, recordId } from './credential-fields.ts';
import { findRecord, readId } from './sealed-rows.ts';

/** `DELETE /api/credentials/:id`: removes the caller's connection or download credential. */
export function deleteCredentialsRoute(deps: {
  requireCredentials: RequireCredentials;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.delete(
      '/api/credentials/:id',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'vault',
          errors: [...credentialErrors, 'credentials.not_found'],
        },
        schema: {
          operationId: 'deleteCredentials',
          tags: ['Credentials'],
          summary: 'Remove a connection or a download credential',
          description: 'With a connection goes its session.',
          params: Type.Object({ id: recordId("The record's id.") }),
          response: { 204: Type.Null({ description: 'It is removed.' }) },
        },
      },
      async (request, reply) => {
        await deps.requireCredentials().remove(accessorOf(request), request.params.id);
        return reply.code(204).send(null);
      },
    );
  };
}

/**
 * Removes the caller's connection, its session with it, or the caller's download credential of that id.
 * The log has it first: an entry of a removal says that it was let through.
 *
 * @throws AppError `credentials.not_found` · as the log
 */
export async function deleteRecord(
  { records, log }: Pick<CredentialDeps, 'records' | 'log'>,
  accessor: Accessor,
  id: string,
): Promise<void> {
  const action = 'delete';
  const known = readId(id);
  const download = known && (await records.find('download_credentials', 'id', known));
  const collection = download ? 'download_credentials' : 'platform_connections';
  const row = await findRecord({ records, log }, { accessor, action, collection, id });
  const connectionId = download ? null : row.id;
  const entry = { accessor, action, collection, recordId: row.id, connectionId } as const;
  await log.append({ ...entry, outcome: 'done' });
  await records.remove(collection, row.id);
}
