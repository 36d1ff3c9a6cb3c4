import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@genie-helper/vault';
import type { AccessAction, Accessor, SealedCollection } from '../audit/access-entry.ts';
import type { CredentialDeps } from './credential-deps.ts';

/** A record to be made. */
export interface NewRecord {
  accessor: Accessor;
  action: AccessAction;
  collection: SealedCollection;
  /** The owner's id. */
  user: string;
  /** The connection that it belongs to; absent: none, or the record is one itself. */
  connectionId?: string;
  value: JsonObject;
  /** The collection's own columns. */
  columns: Readonly<Record<string, string | null>>;
}

/**
 * Seals a value into a record of its own. The id is chosen here, since the ciphertext names its record.
 *
 * @returns the id, or `outdated` where a unique column is taken; nothing was made then
 */
export async function makeRecord(
  { records, vault, now }: Pick<CredentialDeps, 'records' | 'vault' | 'now'>,
  { accessor, action, collection, user, connectionId, value, columns }: NewRecord,
): Promise<{ id: string } | 'outdated'> {
  const id = randomUUID();
  const at = now().toISOString();
  const ownConnection = collection === 'platform_connections' ? id : null;
  const written = await records.write({
    entry: {
      accessor,
      action,
      outcome: 'done',
      collection,
      recordId: id,
      connectionId: connectionId ?? ownConnection,
    },
    sealCount: 1,
    columns: {
      ...columns,
      user,
      encrypted_credentials: await vault.seal(collection, { id, user }, value),
      credentials_version: 1,
      credentials_updated_at: at,
      date_created: at,
    },
  });
  return written === 'outdated' ? written : { id };
}
