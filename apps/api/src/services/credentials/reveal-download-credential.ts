import { findRecord } from '../../credentials/sealed-rows.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Accessor } from '../audit/access-entry.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { asDownloadCredential, type DownloadCredential } from './download-credential.ts';
import { openRecord } from './open-record.ts';

/**
 * Gives out a download credential, once that is logged.
 *
 * @throws AppError `credentials.not_found` · `credentials.unopenable` · as the log
 */
export async function revealDownloadCredential(
  deps: CredentialDeps,
  accessor: Accessor,
  downloadCredentialId: string,
): Promise<{ id: string; type: string } & DownloadCredential> {
  const collection = 'download_credentials';
  const request = { accessor, action: 'reveal', collection, id: downloadCredentialId } as const;
  const row = await findRecord(deps, request);
  const entry = { ...request, recordId: row.id, connectionId: null };
  const credential = asDownloadCredential(await openRecord(deps, entry, row));
  if (credential === undefined) {
    const internal = `${collection}/${row.id}: holds neither a login nor cookies`;
    throw new AppError('credentials.unopenable', { internal });
  }
  return { id: row.id, type: row.type, ...credential };
}
