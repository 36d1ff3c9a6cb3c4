import { createCipheriv, randomBytes, webcrypto } from 'node:crypto';
import { createKeyring, type Keyring, parseVaultKey, type VaultKey } from '../../src/index.ts';
import type { KeyUses } from '../../src/keyring.ts';

/** A random key as an operator writes it. */
export const newKeyText = (): string => randomBytes(32).toString('base64');

export const newKey = (): VaultKey => parseVaultKey(newKeyText());

export const newKeyring = (): Promise<Keyring> => createKeyring({ current: newKey() });

/** A key of published vectors, past the check for weak keys, which refuses some of them. */
export async function vectorKey(bytes: Uint8Array): Promise<KeyUses> {
  const { subtle } = webcrypto;
  return {
    kid: 'vector',
    wrapping: await subtle.importKey('raw', bytes, 'AES-KW', false, ['wrapKey', 'unwrapKey']),
    legacyV1: await subtle.importKey('raw', bytes, 'AES-GCM', false, ['decrypt']),
  };
}

/** AES-256-GCM by another way than the code under test: ciphertext and tag. */
export function encryptWithGcm(key: Uint8Array, iv: Uint8Array, plaintext: Uint8Array, aad = '') {
  const cipher = createCipheriv('aes-256-gcm', key, iv, { authTagLength: 16 });
  cipher.setAAD(Buffer.from(aad));
  const ciphertext = Buffer.concat([cipher.update(plaintext), cipher.final()]);
  return { ciphertext, tag: cipher.getAuthTag() };
}

/** Writes the legacy v1 form as its writers did. */
export function sealLegacyV1(keyText: string, plaintext: string | Uint8Array): string {
  const iv = randomBytes(12);
  const key = Buffer.from(keyText, 'base64');
  const { ciphertext, tag } = encryptWithGcm(key, iv, Buffer.from(plaintext));
  return ['v1', ...[iv, tag, ciphertext].map((part) => part.toString('hex'))].join(':');
}
