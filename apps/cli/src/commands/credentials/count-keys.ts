import { keyIdOf, VaultError } from '@genie-helper/vault';
import { type SealedCollection, type SealedRecords, sealedCollections } from './sealed-records.ts';

/** Stands for the key of a ciphertext that has the form of none. */
export const unreadable = 'unreadable';

/** How many records are on a key, in each collection. */
export type KeyCounts = Map<string, Record<SealedCollection, number>>;

const batchSize = 50;

/** Counts the keys that the ciphertexts name. Opens none of them. @throws CredentialsError */
export async function countKeys(
  records: Pick<SealedRecords, 'listIds' | 'read'>,
): Promise<KeyCounts> {
  const counts: KeyCounts = new Map();
  for (const collection of sealedCollections) {
    const ids = await records.listIds(collection);
    for (let start = 0; start < ids.length; start += batchSize) {
      for (const row of await records.read(collection, ids.slice(start, start + batchSize))) {
        const keyId = keyOf(row.ciphertext);
        const known = counts.get(keyId) ?? noneYet();
        known[collection] += 1;
        counts.set(keyId, known);
      }
    }
  }
  return counts;
}

function noneYet(): Record<SealedCollection, number> {
  return { platform_connections: 0, download_credentials: 0, platform_sessions: 0 };
}

function keyOf(ciphertext: string): string {
  try {
    return keyIdOf(ciphertext);
  } catch (error) {
    if (error instanceof VaultError) return unreadable;
    throw error;
  }
}
