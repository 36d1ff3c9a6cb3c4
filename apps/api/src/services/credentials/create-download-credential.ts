import { AppError } from '../../errors/app-error.ts';
import type { Accessor } from '../audit/access-entry.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { type GivenDownloadCredential, readDownloadCredential } from './download-credential.ts';
import { makeRecord } from './make-record.ts';

/**
 * Keeps a login or a cookie jar for downloads.
 *
 * @throws AppError `request.invalid` · `request.body_too_large` · as the log
 */
export async function createDownloadCredential(
  deps: CredentialDeps,
  accessor: Accessor,
  user: string,
  { label, ...given }: GivenDownloadCredential & { label: string },
): Promise<{ id: string }> {
  const made = await makeRecord(deps, {
    accessor,
    action: 'create',
    collection: 'download_credentials',
    user,
    value: readDownloadCredential(given),
    columns: { label, type: given.type },
  });
  // Its id is new, and nothing else of it is unique.
  if (made === 'outdated') throw new AppError('credentials.busy');
  return made;
}
