import type { ReadOwnRows } from '../directus/own-rows.ts';
import { toListedJob } from './get-job.ts';
import { jobRow } from './job-store.ts';
import { itemsOf, outcomesOf } from './queue/item-outcomes.ts';

/** A batch has up to 100 captions with what was asked. */
const pageSize = 5;

/** A person's own batches, oldest key first, and every caption in them. Never more than a page is held. */
export type BatchExport = ReturnType<typeof createBatchExport>;

export function createBatchExport(rows: ReadOwnRows) {
  const rowsOf = (userId: string) => rows('caption_jobs', jobRow, userId, pageSize);
  return {
    async *batches(userId: string) {
      for await (const row of rowsOf(userId)) yield toListedJob(row);
    },
    async *captions(userId: string) {
      for await (const row of rowsOf(userId)) {
        const outcomes = outcomesOf(row);
        for (const [index, request] of itemsOf(row).entries()) {
          yield { batchId: row.id, index, request, outcome: outcomes[index] ?? null };
        }
      }
    },
  };
}
