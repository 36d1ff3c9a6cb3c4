/**
 * Brings every record to the current key.
 *
 * Guarantees: a record is only ever replaced by itself under the current key, and only if nobody wrote it since it
 * was read; each replacement has an entry in the access log. It can be ended at any moment and run again. A run that
 * reports neither troubles nor unsettled records has opened all records under the current key at its end.
 * Doesn't guarantee that nothing arrives on an older key afterwards: an API that still seals with one may be running.
 */
import { type BatchDeps, type BatchOutcome, rotateBatch, type Trouble } from './rotate-batch.ts';
import { type SealedCollection, sealedCollections } from './sealed-records.ts';

/** How a run ended. */
export interface RotationReport {
  rewrapped: number;
  /** Were on the current key when this run came to them first, and opened. */
  alreadyCurrent: number;
  /** How often another write came first; the record was read again then. */
  changedMeanwhile: number;
  troubles: Trouble[];
  /** How many records were still found on another key by the last of five passes. */
  unsettled: number;
}

export interface RotationDeps extends Omit<BatchDeps, 'logged'> {
  /** Called after each batch of the first pass. */
  onProgress?: (progress: { collection: SealedCollection; done: number; total: number }) => void;
}

/** Few enough that Directus's transaction, some 0.1 s, holds up nobody for long. */
const batchSize = 25;
const maxPasses = 5;

/**
 * Goes through all records until a pass finds nothing to rewrap, at most five times.
 *
 * @throws CredentialsError where Directus doesn't answer or takes no entry; what was rewrapped stays
 */
export async function rotateRecords(deps: RotationDeps): Promise<RotationReport> {
  const { records, keyring, onProgress } = deps;
  const logged = new Set<string>();
  const first = await runPass({ records, keyring, logged }, onProgress);
  const report = { ...first, unsettled: 0 };
  let pending = first.rewrapped + first.changedMeanwhile;
  for (let pass = 2; pending > 0 && pass <= maxPasses; pass += 1) {
    const found = await runPass({ records, keyring, logged });
    pending = found.rewrapped + found.changedMeanwhile;
    report.rewrapped += found.rewrapped;
    report.changedMeanwhile += found.changedMeanwhile;
    report.troubles = found.troubles;
  }
  return { ...report, unsettled: pending };
}

async function runPass(
  deps: BatchDeps,
  onProgress?: RotationDeps['onProgress'],
): Promise<BatchOutcome> {
  const sum: BatchOutcome = { rewrapped: 0, alreadyCurrent: 0, changedMeanwhile: 0, troubles: [] };
  for (const collection of sealedCollections) {
    const ids = await deps.records.listIds(collection);
    for (let start = 0; start < ids.length; start += batchSize) {
      const batch = await rotateBatch(deps, collection, ids.slice(start, start + batchSize));
      sum.rewrapped += batch.rewrapped;
      sum.alreadyCurrent += batch.alreadyCurrent;
      sum.changedMeanwhile += batch.changedMeanwhile;
      sum.troubles.push(...batch.troubles);
      const done = Math.min(start + batchSize, ids.length);
      onProgress?.({ collection, done, total: ids.length });
    }
  }
  return sum;
}
