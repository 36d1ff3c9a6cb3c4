import { createHash } from 'node:crypto';
import type { JobRecords } from '../job-store.ts';
import { itemsOf, outcomesOf } from '../queue/item-outcomes.ts';
import type { CaptionLibrary } from './caption-library.ts';

/**
 * The records of batches, with each caption that a write brings put into its owner's library, once the record has it.
 * Whoever lost the batch to another process writes nothing, and so keeps nothing.
 */
export function keepBatchCaptions<Records extends Pick<JobRecords, 'write'>>(
  records: Records,
  library: Pick<CaptionLibrary, 'add'>,
): Records {
  const write: JobRecords['write'] = async (read, changes) => {
    const written = await records.write(read, changes);
    if (written === 'outdated' || changes.result === undefined) return written;
    const [before, items] = [outcomesOf(read), itemsOf(read)];
    for (const [index, outcome] of outcomesOf(written).entries()) {
      if (!outcome?.ok || before[index]?.ok) continue;
      const { caption, model } = outcome;
      library.add({
        ...{ userId: read.user, request: items[index] ?? {}, caption, model },
        ...{ source: 'batch', job: read.id, id: idOf(read.id, index) },
      });
    }
    // A run goes on filling in the same list: by the next write it mustn't look as if it had been known before.
    return { ...written, result: outcomesOf(written) };
  };
  return { ...records, write };
}

/** The same place of a batch has the same caption, whoever writes it. */
function idOf(jobId: string, index: number): string {
  const hex = createHash('sha256').update(`${jobId}/${index}`).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
