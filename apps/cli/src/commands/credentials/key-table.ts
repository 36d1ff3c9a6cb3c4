import { type SealedCollection, sealedCollections } from '@genie-helper/guard-protocol';
import { keyIdOf, VaultError } from '@genie-helper/vault';
import type { SealedRecords } from './sealed-records.ts';

const legacyV1 = 'v1';

/**
 * The table of `genie credentials status`: the keyring's keys first, then whatever else there is.
 *
 * @returns the table, and the ids that ciphertexts name and the keyring doesn't have
 */
export function renderKeyTable(
  counts: KeyCounts,
  { kids, currentKid }: { kids: readonly string[]; currentKid: string },
): { table: string; strangers: string[] } {
  const others = [...counts.keys()].filter((keyId) => !kids.includes(keyId)).sort();
  const roleOf = (keyId: string) => {
    if (keyId === currentKid) return 'current';
    if (kids.includes(keyId)) return 'previous';
    if (keyId === legacyV1) return 'older form, names no key';
    return keyId === unreadable ? 'no ciphertext' : 'NOT IN THE KEYRING';
  };
  const rows = [...kids, ...others].map((keyId) => {
    const row = counts.get(keyId);
    return [keyId, roleOf(keyId), ...sealedCollections.map((name) => String(row?.[name] ?? 0))];
  });
  const ending = counts.size === 0 ? 'Nothing is stored yet.\n' : '';
  return {
    table: align([['key', '', ...sealedCollections], ...rows]) + ending,
    strangers: others.filter((keyId) => keyId !== legacyV1),
  };
}

function align(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column < 2 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** Stands for the key of a ciphertext that has the form of none. */
export const unreadable = 'unreadable';

/** How many records are on a key, in each collection. */
export type KeyCounts = Map<string, Record<SealedCollection, number>>;

const batchSize = 50;

/** Counts the keys that the ciphertexts name. Opens none of them. @throws CliError */
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
