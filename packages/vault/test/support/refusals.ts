import assert from 'node:assert/strict';
import { type Keyring, open, VaultError, type VaultRecord } from '../../src/index.ts';

export const record: VaultRecord = {
  collection: 'platform_connections',
  id: '0b8f1f0a-6a36-4e0e-9d3e-1f5c3a7c9e11',
  owner: '5f0d3a52-2f0c-4b0e-8a61-7d1f6f0c2b44',
};

/** Gives the error that an operation fails with; fails itself if the operation doesn't. */
export async function errorOf(operation: () => unknown): Promise<VaultError> {
  try {
    await operation();
  } catch (error) {
    assert.ok(error instanceof VaultError, `not a VaultError: ${error}`);
    return error;
  }
  assert.fail('nothing was refused');
}

/** Holds that a ciphertext doesn't open. */
export async function assertUnopenable(
  keyring: Keyring,
  of: VaultRecord,
  ciphertext: string,
): Promise<void> {
  const error = await errorOf(() => open(keyring, of, ciphertext));
  assert.equal(error.code, 'vault.unopenable');
}

/** Every text that differs from an ASCII text in one bit. */
export function* bitFlipsOf(text: string): Generator<string> {
  const bytes = Buffer.from(text, 'latin1');
  for (let index = 0; index < bytes.length; index += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const flipped = Buffer.from(bytes);
      flipped[index] = (bytes[index] ?? 0) ^ (1 << bit);
      yield flipped.toString('latin1');
    }
  }
}

/** Every shorter beginning and every shorter end of a text, and the text without one of its characters. */
export function* truncationsOf(text: string): Generator<string> {
  for (let length = 0; length < text.length; length += 1) {
    yield text.slice(0, length);
    yield text.slice(text.length - length);
    yield text.slice(0, length) + text.slice(length + 1);
  }
}
