import { findRecord, readId } from '../../credentials/sealed-rows.ts';
import type { Accessor } from '../audit/access-entry.ts';
import type { CredentialDeps } from './credential-deps.ts';

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
