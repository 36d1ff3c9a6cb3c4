import { sealBytes } from './envelope.ts';
import { isJsonObject, type JsonObject } from './json-value.ts';
import { currentKeyOf, type Keyring } from './keyring.ts';
import { maxValueBytes } from './limits.ts';
import { VaultError } from './vault-error.ts';
import { encodeRecord, type VaultRecord } from './vault-record.ts';

/**
 * Seals a value under the current key, for one record. Sealing the same value twice gives two different ciphertexts.
 *
 * @param keyring its current key is used
 * @param record the only record for which the result opens
 * @param value plain JSON data, at most `maxValueBytes` as JSON in UTF-8; comes back as it is, `__proto__` keys
 *   included, but for `-0`, which becomes `0`
 * @returns an envelope: ASCII, at most `maxCiphertextCharacters`
 * @throws VaultError `vault.record_invalid`, `vault.value_invalid`, `vault.value_too_large`
 */
export async function seal(
  keyring: Keyring,
  record: VaultRecord,
  value: JsonObject,
): Promise<string> {
  const recordText = encodeRecord(record);
  if (!isJsonObject(value)) throw new VaultError('vault.value_invalid');
  const bytes = Buffer.from(JSON.stringify(value));
  try {
    if (bytes.length > maxValueBytes) throw new VaultError('vault.value_too_large');
    return await sealBytes(currentKeyOf(keyring), recordText, bytes);
  } finally {
    bytes.fill(0);
  }
}
