import { sealBytes } from './envelope.ts';
import { currentKeyOf, type Keyring } from './keyring.ts';
import { openRecord } from './open-record.ts';
import { encodeRecord, type VaultRecord } from './vault-record.ts';

/**
 * Opens a ciphertext and seals what's in it, byte for byte, under the current key and a new content key. The value
 * isn't given to the caller. Whoever stores the result has to compare and set: a newer value may have come meanwhile.
 *
 * @param keyring has the key of the ciphertext and the current one
 * @param record the record that the ciphertext was found at; the older form becomes bound to it here, so it must
 *   be the right one
 * @param ciphertext an envelope, also one under the current key already, or the older form
 * @returns an envelope under the current key
 * @throws VaultError as `open` does
 */
export async function rewrap(
  keyring: Keyring,
  record: VaultRecord,
  ciphertext: string,
): Promise<string> {
  const { bytes } = await openRecord(keyring, record, ciphertext);
  try {
    return await sealBytes(currentKeyOf(keyring), encodeRecord(record), bytes);
  } finally {
    bytes.fill(0);
  }
}
