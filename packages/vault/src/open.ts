import type { JsonObject } from './json-value.ts';
import type { Keyring } from './keyring.ts';
import { openRecord } from './open-record.ts';
import type { VaultRecord } from './vault-record.ts';

/** An opened ciphertext. */
export interface Opened {
  readonly value: JsonObject;
  /** The thumbprint of the key that it was sealed with, or `v1` for the older form. */
  readonly keyId: string;
  /** Whether that is the current key. Never so for the older form. */
  readonly isCurrent: boolean;
}

/**
 * Opens a ciphertext for the record it's stored with.
 *
 * @param keyring tried by the id in the ciphertext; for the older form, all keys in order
 * @param record the record that the ciphertext was found at, its owner as stored there
 * @param ciphertext an envelope, or the older form
 * @throws VaultError `vault.unopenable` if it was changed, or sealed for another record or with another key: always
 *   the same error; `vault.unknown_key` (an UnknownKeyError) if it's for this record, of a key that isn't in the
 *   keyring; `vault.record_invalid`
 */
export async function open(
  keyring: Keyring,
  record: VaultRecord,
  ciphertext: string,
): Promise<Opened> {
  const { bytes, value, keyId } = await openRecord(keyring, record, ciphertext);
  bytes.fill(0);
  return { value, keyId, isCurrent: keyId === keyring.currentKid };
}
