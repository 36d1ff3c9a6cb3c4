import { type Envelope, encodeHeader, openBytes, parseEnvelope, sealBytes } from './envelope.ts';
import { currentKeyOf, type Keyring, keysOf } from './keyring.ts';
import { legacyV1KeyId, openLegacyV1, parseLegacyV1 } from './legacy-v1.ts';
import { UnknownKeyError, VaultError } from './vault-error.ts';
import {
  type EncodedRecord,
  encodePlace,
  isJsonObject,
  type JsonObject,
  maxCiphertextCharacters,
  maxValueBytes,
  parseJsonObject,
  type VaultRecord,
} from './vault-record.ts';

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
  const place = encodePlace(record);
  if (!isJsonObject(value)) throw new VaultError('vault.value_invalid');
  const bytes = Buffer.from(JSON.stringify(value));
  try {
    if (bytes.length > maxValueBytes) throw new VaultError('vault.value_too_large');
    return await sealBytes(currentKeyOf(keyring), place, bytes);
  } finally {
    bytes.fill(0);
  }
}

/** An opened ciphertext. */
export interface Opened {
  readonly value: JsonObject;
  /** The thumbprint of the key that it was sealed with, or `v1` for the legacy v1 form. */
  readonly keyId: string;
  /** Whether that is the current key, and all is bound that the record has to bind. Never so for the legacy v1 form. */
  readonly isCurrent: boolean;
}

/**
 * Opens a ciphertext for the record it's stored with.
 *
 * @param keyring tried by the id in the ciphertext; for the legacy v1 form, all keys in order
 * @param record the record that the ciphertext was found at, its owner as stored there, and what is bound; an envelope of
 *   before anything was bound opens by the record alone
 * @param ciphertext an envelope, or the legacy v1 form
 * @throws VaultError `vault.unopenable` if it was changed, or sealed for another record or with another key: always
 *   the same error; `vault.unknown_key` (an UnknownKeyError) if it's for this record, of a key that isn't in the
 *   keyring; `vault.record_invalid`
 */
export async function open(
  keyring: Keyring,
  record: VaultRecord,
  ciphertext: string,
): Promise<Opened> {
  const { bytes, value, keyId, isBound } = await openRecord(keyring, record, ciphertext);
  bytes.fill(0);
  const bindsAll = isBound === (record.bound !== undefined);
  return { value, keyId, isCurrent: keyId === keyring.currentKid && bindsAll };
}

/**
 * Opens a ciphertext and seals what's in it, byte for byte, under the current key and a new content key. The value
 * isn't given to the caller. Whoever stores the result has to compare and set: a newer value may have come meanwhile.
 *
 * @param keyring has the key of the ciphertext and the current one
 * @param record the record that the ciphertext was found at; the legacy v1 form becomes bound to it here, and an
 *   envelope of before to what is bound, so all of it must be right
 * @param ciphertext an envelope, also one under the current key already, or the legacy v1 form
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
    return await sealBytes(currentKeyOf(keyring), encodePlace(record), bytes);
  } finally {
    bytes.fill(0);
  }
}

/**
 * What `open` and `rewrap` share.
 *
 * Guarantees: whatever the reason that a ciphertext doesn't open, there is one place that says so, after the same
 * steps, with the same error. Only a header that is right but for a key nobody has given is told apart.
 * Time: a wrong record, a wrong key and a changed part of an envelope all cost one unwrapping and one decryption.
 * A text that isn't an envelope at all is refused sooner, which tells only what its holder can see.
 *
 * @throws VaultError `vault.unopenable`, `vault.unknown_key`, `vault.record_invalid`
 */
async function openRecord(keyring: Keyring, record: VaultRecord, ciphertext: string) {
  const opened = await openEither(keyring, encodePlace(record), ciphertext);
  const value = opened && parseJsonObject(opened.bytes);
  if (opened === undefined || value === undefined) throw new VaultError('vault.unopenable');
  return { ...opened, value };
}

/** @returns `bytes` are the value's JSON, for the caller to wipe; undefined if it doesn't open */
async function openEither(keyring: Keyring, place: EncodedRecord, ciphertext: string) {
  const { legacy, envelope } = parse(ciphertext);
  if (legacy !== undefined) {
    const bytes = await openLegacyV1(keysOf(keyring).values(), legacy);
    return bytes && { bytes, keyId: legacyV1KeyId, isBound: false };
  }
  return envelope && openEnvelope(keyring, place, envelope);
}

/** Takes a ciphertext of either form apart. What is too long to be one isn't looked at. */
function parse(ciphertext: string) {
  if (typeof ciphertext !== 'string' || ciphertext.length > maxCiphertextCharacters) return {};
  const legacy = parseLegacyV1(ciphertext);
  return legacy === undefined ? { envelope: parseEnvelope(ciphertext) } : { legacy };
}

async function openEnvelope(keyring: Keyring, place: EncodedRecord, envelope: Envelope) {
  const { header, kid, isBound, sealed } = envelope;
  const expected = encodeHeader(kid, isBound ? place : { ...place, bound: undefined });
  const key = keysOf(keyring).get(kid);
  if (key === undefined && header === expected) throw new UnknownKeyError(kid, keyring.kids);
  // The header for this record is what's authenticated, so a foreign record fails in the decryption itself. The
  // comparison after it refuses a header that was exchanged on a ciphertext of this record.
  const bytes = await openBytes((key ?? currentKeyOf(keyring)).wrapping, expected, sealed);
  return bytes !== undefined && header === expected ? { bytes, keyId: kid, isBound } : undefined;
}

/**
 * Says which key a ciphertext names, without opening it. Nothing is verified: for counting, never for a decision.
 *
 * @param ciphertext an envelope, or the legacy v1 form
 * @returns the key's thumbprint, or `v1` for the legacy v1 form
 * @throws VaultError `vault.unopenable` if it's neither
 */
export function keyIdOf(ciphertext: string): string {
  const { legacy, envelope } = parse(ciphertext);
  const keyId = legacy === undefined ? envelope?.kid : legacyV1KeyId;
  if (keyId === undefined) throw new VaultError('vault.unopenable');
  return keyId;
}
