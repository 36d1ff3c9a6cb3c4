/**
 * The keys that ciphertexts are made and opened with.
 *
 * Guarantees: keys leave the keyring in no way (they're non-extractable, and not properties of it); each can only wrap
 * and unwrap content keys, and open the legacy v1 form; no two are equal; the one that seals is always named.
 * Doesn't guarantee that other code in the process can't get at the keys' memory.
 */
import { calculateJwkThumbprint, exportJWK } from 'jose';
import { type VaultKey, VaultKeyError } from './vault-key.ts';

/** One current key, which seals and opens, and any number of older ones, which only open. */
export interface Keyring {
  /** The RFC 7638 thumbprint (SHA-256, base64url) of the key that seals. */
  readonly currentKid: string;
  /** The thumbprints of all keys, the current one first. */
  readonly kids: readonly string[];
}

type CryptoKey = ReturnType<VaultKey['toCryptoKey']>;

/** What one master key may do. */
export interface KeyUses {
  readonly kid: string;
  /** A256KW: wraps and unwraps content keys. */
  readonly wrapping: CryptoKey;
  /** A256GCM: opens the legacy v1 form, seals nothing. */
  readonly legacyV1: CryptoKey;
}

const usesOf = new WeakMap<Keyring, ReadonlyMap<string, KeyUses>>();

/**
 * Makes a keyring.
 *
 * @param keys the key that seals, and the older ones in the order in which the legacy v1 form is tried with them
 * @throws VaultKeyError `vault.key_duplicate` if a key is given twice
 */
export async function createKeyring(keys: {
  current: VaultKey;
  previous?: readonly VaultKey[];
}): Promise<Keyring> {
  const uses = new Map<string, KeyUses>();
  for (const key of [keys.current, ...(keys.previous ?? [])]) {
    const kid = await calculateJwkThumbprint(await exportJWK(key), 'sha256');
    if (uses.has(kid)) throw new VaultKeyError('vault.key_duplicate');
    uses.set(kid, {
      kid,
      wrapping: key.toCryptoKey('AES-KW', false, ['wrapKey', 'unwrapKey']),
      legacyV1: key.toCryptoKey('AES-GCM', false, ['decrypt']),
    });
  }
  const kids = Object.freeze([...uses.keys()]);
  const [currentKid = ''] = kids;
  const keyring: Keyring = Object.freeze({ currentKid, kids });
  usesOf.set(keyring, uses);
  return keyring;
}

/** All keys, the current one first. Not for use outside of this package. */
export function keysOf(keyring: Keyring): ReadonlyMap<string, KeyUses> {
  const uses = usesOf.get(keyring);
  if (uses === undefined) throw new TypeError('A keyring is made by createKeyring.');
  return uses;
}

/** The key that seals. Not for use outside of this package. */
export function currentKeyOf(keyring: Keyring): KeyUses {
  const key = keysOf(keyring).get(keyring.currentKid);
  if (key === undefined) throw new TypeError('A keyring has a current key.');
  return key;
}
