/**
 * Master keys.
 *
 * Guarantees: a key is exactly 32 bytes, written in one way only, and none of the obvious mistakes: padding, a counter,
 * a repeated block, a text. It's held as a KeyObject, which neither JSON nor the console shows.
 * Doesn't guarantee that a key is random: nothing can tell that from a key.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';

declare const isChecked: unique symbol;

/** A master key that has passed the checks. */
export type VaultKey = KeyObject & { readonly [isChecked]: true };

const keyBytes = 32;

/**
 * Reads a master key.
 *
 * @param base64 32 bytes as base64: standard alphabet, padded, nothing around it; 44 characters
 * @returns the key
 * @throws VaultKeyError `vault.key_malformed` or `vault.key_weak`; the message says what is wrong, never the value
 */
export function parseVaultKey(base64: string): VaultKey {
  const bytes = Buffer.from(base64, 'base64');
  try {
    if (bytes.length !== keyBytes || bytes.toString('base64') !== base64) {
      throw new VaultKeyError('vault.key_malformed');
    }
    const weakness = weaknessOf(bytes);
    if (weakness !== undefined) throw new VaultKeyError('vault.key_weak', weakness);
    return createSecretKey(bytes) as VaultKey;
  } finally {
    // The caller's text remains, and can't be wiped; this spares one copy in memory that is reused.
    bytes.fill(0);
  }
}

const fewestDifferentBytes = 16;

/**
 * Names what is obviously wrong with a key of 32 bytes.
 *
 * A random key is refused less than once in 10^13 times: 32 random bytes are all printable with a chance of 2 in 10^14,
 * and take fewer than 16 values with less than 1 in 10^14.
 *
 * Shorter patterns have too few different bytes.
 *
 * @param bytes the key
 * @returns the weakness in words that hold none of the key; undefined if none was found
 */
function weaknessOf(bytes: Uint8Array): string | undefined {
  if (isCounter(bytes)) return 'its bytes are all equal, or count up or down';
  if (isRepeated(bytes)) return 'its second half repeats the first';
  if (bytes.every(isPrintable)) return 'it is a text; use random bytes, not a passphrase or hex';
  if (new Set(bytes).size < fewestDifferentBytes) return 'it has too few different bytes';
  return undefined;
}

function isCounter(bytes: Uint8Array): boolean {
  const step = ((bytes[1] ?? 0) - (bytes[0] ?? 0)) & 0xff;
  return bytes.every(
    (byte, index) => index === 0 || ((byte - (bytes[index - 1] ?? 0)) & 0xff) === step,
  );
}

function isRepeated(bytes: Uint8Array): boolean {
  const half = bytes.length / 2;
  return bytes.every((byte, index) => byte === bytes[index % half]);
}

function isPrintable(byte: number): boolean {
  return (byte >= 0x20 && byte <= 0x7e) || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

const messages = {
  'vault.key_malformed':
    'A vault key is 32 bytes in base64: 44 characters of the standard alphabet, padding included, nothing around them.',
  'vault.key_weak': 'The vault key is weak',
  'vault.key_duplicate': 'The same vault key is given twice.',
} as const;

export type VaultKeyErrorCode = keyof typeof messages;

/** A key that is refused, at start. The message says why and never holds any of the key. */
export class VaultKeyError extends Error {
  override readonly name = 'VaultKeyError';
  readonly code: VaultKeyErrorCode;

  constructor(code: VaultKeyErrorCode, detail?: string) {
    super(detail === undefined ? messages[code] : `${messages[code]}: ${detail}.`);
    this.code = code;
  }
}
