/**
 * What `open` and `rewrap` share.
 *
 * Guarantees: whatever the reason that a ciphertext doesn't open, there is one place that says so, after the same
 * steps, with the same error. Only a header that is right but for a key nobody has given is told apart.
 * Time: a wrong record, a wrong key and a changed part of an envelope all cost one unwrapping and one decryption.
 * A text that isn't an envelope at all is refused sooner, which tells only what its holder can see.
 */
import { encodeHeader, openBytes, parseEnvelope } from './envelope.ts';
import { type JsonObject, parseJsonObject } from './json-value.ts';
import { currentKeyOf, type Keyring, keysOf } from './keyring.ts';
import { olderFormId, openOlderForm, parseOlderForm } from './legacy-v1.ts';
import { maxCiphertextCharacters } from './limits.ts';
import { UnknownKeyError, VaultError } from './vault-error.ts';
import { encodeRecord, type VaultRecord } from './vault-record.ts';

interface OpenedBytes {
  bytes: Uint8Array;
  keyId: string;
}

/** An opened ciphertext; `bytes` are the value's JSON, for the caller to wipe. */
export interface OpenedRecord extends OpenedBytes {
  value: JsonObject;
}

/**
 * Opens a ciphertext of either form.
 *
 * @throws VaultError `vault.unopenable`, `vault.unknown_key`, `vault.record_invalid`
 */
export async function openRecord(
  keyring: Keyring,
  record: VaultRecord,
  ciphertext: string,
): Promise<OpenedRecord> {
  const opened = await openEither(keyring, encodeRecord(record), ciphertext);
  const value = opened && parseJsonObject(opened.bytes);
  if (opened === undefined || value === undefined) throw new VaultError('vault.unopenable');
  return { ...opened, value };
}

async function openEither(
  keyring: Keyring,
  record: string,
  ciphertext: string,
): Promise<OpenedBytes | undefined> {
  if (typeof ciphertext !== 'string' || ciphertext.length > maxCiphertextCharacters) {
    return undefined;
  }
  const older = parseOlderForm(ciphertext);
  if (older !== undefined) {
    const bytes = await openOlderForm(keysOf(keyring).values(), older);
    return bytes && { bytes, keyId: olderFormId };
  }
  return openEnvelope(keyring, record, ciphertext);
}

async function openEnvelope(
  keyring: Keyring,
  record: string,
  ciphertext: string,
): Promise<OpenedBytes | undefined> {
  const envelope = parseEnvelope(ciphertext);
  if (envelope === undefined) return undefined;
  const { header, kid, sealed } = envelope;
  const expected = encodeHeader(kid, record);
  const key = keysOf(keyring).get(kid);
  if (key === undefined && header === expected) throw new UnknownKeyError(kid, keyring.kids);
  // The header for this record is what's authenticated, so a foreign record fails in the decryption itself. The
  // comparison after it refuses a header that was exchanged on a ciphertext of this record.
  const bytes = await openBytes((key ?? currentKeyOf(keyring)).wrapping, expected, sealed);
  return bytes !== undefined && header === expected ? { bytes, keyId: kid } : undefined;
}
