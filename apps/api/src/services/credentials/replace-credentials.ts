import type { JsonObject } from '@genie-helper/vault';
import type { SealedRow } from '../../credentials/credential-store.ts';
import type { AccessEntry } from '../audit/access-entry.ts';
import type { CredentialDeps } from './credential-deps.ts';

/** What a record says once its credentials were replaced. */
export interface Replaced {
  id: string;
  credentialsVersion: number;
  /** ISO 8601. */
  updatedAt: string;
}

/**
 * Puts other credentials into a record as it was just read.
 *
 * @param columns further columns to change
 * @returns `outdated` where another write came first; nothing was changed then
 */
export async function replaceCredentials(
  { records, vault, now }: Pick<CredentialDeps, 'records' | 'vault' | 'now'>,
  entry: Omit<AccessEntry, 'outcome'>,
  row: SealedRow,
  value: JsonObject,
  columns: Readonly<Record<string, string | null>> = {},
): Promise<Replaced | 'outdated'> {
  const credentialsVersion = row.credentials_version + 1;
  const updatedAt = now().toISOString();
  const written = await records.write({
    entry: { ...entry, outcome: 'done' },
    sealCount: row.seal_count + 1,
    columns: {
      ...columns,
      encrypted_credentials: await vault.seal(entry.collection, row, value),
      credentials_version: credentialsVersion,
      credentials_updated_at: updatedAt,
    },
  });
  return written === 'outdated' ? written : { id: row.id, credentialsVersion, updatedAt };
}
