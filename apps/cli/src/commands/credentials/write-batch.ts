import type { Rewrapped, SealedRecords } from './sealed-records.ts';

/** What became of the items of a batch. */
export interface WriteOutcome {
  written: number;
  /** Another write came first. */
  outdated: Rewrapped[];
  /** Directus said no, with this code. */
  refused: { item: Rewrapped; code: string }[];
}

/** Below Directus's default limit for a body, 1 MB, with room for the entries. */
const maxCharacters = 800_000;

/**
 * Writes a batch. Directus keeps it whole or not at all; one that isn't kept, or is too large, is halved until it's
 * known which items stood in the way.
 *
 * @param write as `SealedRecords.write`; what it throws is thrown
 */
export async function writeBatch(
  batch: readonly Rewrapped[],
  write: SealedRecords['write'],
): Promise<WriteOutcome> {
  const [first] = batch;
  if (first === undefined) return { written: 0, outdated: [], refused: [] };
  const characters = batch.reduce((sum, { ciphertext }) => sum + ciphertext.length, 0);
  if (batch.length === 1 || characters <= maxCharacters) {
    const result = await write(batch);
    if (result === 'written') return { written: batch.length, outdated: [], refused: [] };
    if (batch.length === 1 && result === 'outdated') {
      return { written: 0, outdated: [first], refused: [] };
    }
    if (batch.length === 1 && result !== 'outdated') {
      return { written: 0, outdated: [], refused: [{ item: first, code: result.refused }] };
    }
  }
  const middle = Math.ceil(batch.length / 2);
  const left = await writeBatch(batch.slice(0, middle), write);
  const right = await writeBatch(batch.slice(middle), write);
  return {
    written: left.written + right.written,
    outdated: [...left.outdated, ...right.outdated],
    refused: [...left.refused, ...right.refused],
  };
}
