import { VaultError } from './vault-error.ts';

/** What a ciphertext belongs to. All three are authenticated; none is encrypted. */
export interface VaultRecord {
  /** The collection's name, such as `platform_connections`. */
  readonly collection: string;
  /** The record's primary key as text. */
  readonly id: string;
  /** The id of the user who owns the record. */
  readonly owner: string;
}

const maxPartLength = 255;

/**
 * Writes a record as `collection/id/owner`, each part percent-encoded, so that two different records never give the
 * same text. Parts are compared exactly: neither case nor Unicode form is evened out.
 *
 * @param record the record
 * @returns ASCII
 * @throws VaultError `vault.record_invalid` if a part is missing, too long or not well-formed Unicode
 */
export function encodeRecord(record: VaultRecord): string {
  return [record.collection, record.id, record.owner].map(encodePart).join('/');
}

function encodePart(part: unknown): string {
  const isUsable =
    typeof part === 'string' &&
    part.length > 0 &&
    part.length <= maxPartLength &&
    part.isWellFormed();
  if (!isUsable) throw new VaultError('vault.record_invalid');
  return encodeURIComponent(part);
}
