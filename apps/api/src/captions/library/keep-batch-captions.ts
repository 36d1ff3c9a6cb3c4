import { createHash } from 'node:crypto';
import type { JobRecords, JobRow } from '../job-store.ts';
import { itemsOf, outcomesOf } from '../queue/item-outcomes.ts';
import type { CaptionLibrary } from './caption-library.ts';

/** Writes whose answer never came; of more, the newest. */
const maxUnsure = 100;

/**
 * The records of batches, with each caption that a write brings put into its owner's library, once the record has it.
 * Whoever lost the batch to another process writes nothing, and so keeps nothing. Where a write's answer is lost, the
 * next look at the record shows whether it has the captions.
 */
export function keepBatchCaptions<Records extends Pick<JobRecords, 'find' | 'write'>>(
  records: Records,
  library: Pick<CaptionLibrary, 'add'>,
): Records {
  const unsure = new Map<string, { revision: number; sent: Outcomes; before: Outcomes }>();

  /** Adds what the record has and hadn't before; where `sent` says what a lost write brought, that alone. */
  function add(job: JobRow, before: Outcomes, sent?: Outcomes): void {
    const items = itemsOf(job);
    for (const [index, outcome] of outcomesOf(job).entries()) {
      if (!outcome?.ok || before[index]?.ok) continue;
      const { caption, model } = outcome;
      const mine = sent?.[index];
      if (sent !== undefined && !(mine?.ok && mine.caption === caption)) continue;
      library.add({
        ...{ userId: job.user, request: items[index] ?? {}, caption, model },
        ...{ source: 'batch', job: job.id, id: idOf(job.id, index) },
      });
    }
  }

  const write: JobRecords['write'] = async (read, changes) => {
    if (changes.result === undefined) return records.write(read, changes);
    const before = outcomesOf(read);
    try {
      const written = await records.write(read, changes);
      if (written === 'outdated') return written;
      // It came in the place of the one before.
      unsure.delete(read.id);
      add(written, before);
      // A run goes on filling in the same list: by the next write it mustn't look as if it had been known before.
      return { ...written, result: outcomesOf(written) };
    } catch (error) {
      unsure.set(read.id, {
        revision: read.revision,
        sent: outcomesOf({ ...read, ...changes }),
        before,
      });
      const [oldest] = unsure.keys();
      if (unsure.size > maxUnsure && oldest !== undefined) unsure.delete(oldest);
      throw error;
    }
  };

  const find: JobRecords['find'] = async (id) => {
    const found = await records.find(id);
    const lost = unsure.get(id);
    // As long as nothing was written since, Directus may still be at it.
    if (lost === undefined || found?.revision === lost.revision) return found;
    unsure.delete(id);
    if (found !== undefined) add(found, lost.before, lost.sent);
    return found;
  };
  return { ...records, find, write };
}

type Outcomes = ReturnType<typeof outcomesOf>;

/** The same place of a batch has the same caption, whoever writes it. */
function idOf(jobId: string, index: number): string {
  const hex = createHash('sha256').update(`${jobId}/${index}`).digest('hex');
  return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
