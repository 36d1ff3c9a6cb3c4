/**
 * The legacy v1 form, read only: `v1:iv:tag:ciphertext`, lower-case hex, or the same as JSON, `{"enc":"v1:…"}`.
 * AES-256-GCM under the master key itself, with an IV of 12 bytes and a tag of 16, without associated data.
 *
 * Guarantees: a ciphertext that was changed doesn't open.
 * Doesn't guarantee more: it isn't bound to a record, so it opens for whichever record it's stored with, and nothing
 * in it names its key. `rewrap` ends both.
 */
import { webcrypto } from 'node:crypto';
import type { KeyUses } from './keyring.ts';

/** What stands for the id of the key of a legacy v1 ciphertext. */
export const legacyV1KeyId = 'v1';

/** The parts of a legacy v1 ciphertext, decoded; nothing is verified yet. */
export interface LegacyV1Ciphertext {
  readonly iv: Uint8Array;
  /** Ciphertext and tag, in the order of Web Crypto. */
  readonly sealed: Uint8Array;
}

const bare = /^v1:([0-9a-f]{24}):([0-9a-f]{32}):([0-9a-f]+)$/;
const asJson = /^[ \t\r\n]*\{[ \t\r\n]*"enc"[ \t\r\n]*:[ \t\r\n]*"([^"]+)"[ \t\r\n]*\}[ \t\r\n]*$/;

/** Takes a legacy v1 ciphertext apart; undefined if it isn't one. */
export function parseLegacyV1(text: string): LegacyV1Ciphertext | undefined {
  const [, iv, tag, ciphertext] = bare.exec(asJson.exec(text)?.[1] ?? text) ?? [];
  if (iv === undefined || tag === undefined || ciphertext === undefined) return undefined;
  if (ciphertext.length % 2 !== 0) return undefined;
  return { iv: Buffer.from(iv, 'hex'), sealed: Buffer.from(ciphertext + tag, 'hex') };
}

/**
 * Opens a legacy v1 ciphertext with the first key that fits.
 *
 * @param keys in the order in which they are tried
 * @returns undefined if none fits, or if it was changed
 */
export async function openLegacyV1(
  keys: Iterable<Pick<KeyUses, 'legacyV1'>>,
  { iv, sealed }: LegacyV1Ciphertext,
): Promise<Uint8Array | undefined> {
  for (const { legacyV1 } of keys) {
    try {
      const algorithm = { name: 'AES-GCM', iv, tagLength: 128 };
      return new Uint8Array(await webcrypto.subtle.decrypt(algorithm, legacyV1, sealed));
    } catch (error) {
      // OperationError is what Web Crypto calls a tag that doesn't fit; anything else is a fault of ours.
      if (!(error instanceof DOMException && error.name === 'OperationError')) throw error;
    }
  }
  return undefined;
}
