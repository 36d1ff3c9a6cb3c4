/**
 * Master keys.
 *
 * Guarantees: a key is exactly 32 bytes, written in one way only, and none of the obvious mistakes: padding, a counter,
 * a repeated block, a text. It's held as a KeyObject, which neither JSON nor the console shows.
 * Doesn't guarantee that a key is random: nothing can tell that from a key.
 */
import { createSecretKey, type KeyObject } from 'node:crypto';
import { VaultKeyError } from './vault-key-error.ts';
import { weaknessOf } from './weakness-of.ts';

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
