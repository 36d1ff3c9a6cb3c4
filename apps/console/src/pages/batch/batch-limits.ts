import type { CaptionRequest } from '@genie-helper/client';
import type { BatchRow } from './batch-rows.ts';

/** What the API takes in one batch. */
export const maxItems = 100;
export const maxBodyBytes = 64 * 1024;

/** How large the request would be, in bytes. */
export function bodyBytes(items: readonly CaptionRequest[]): number {
  return new TextEncoder().encode(JSON.stringify({ items })).byteLength;
}

/** Why these rows can't be sent as one batch, as a sentence; undefined where they can. */
export function batchProblem(rows: readonly BatchRow[]): string | undefined {
  if (rows.length > maxItems) {
    return `There are ${rows.length} rows; at most ${maxItems} go into one batch. Make several of it.`;
  }
  const bytes = bodyBytes(rows.map(({ item }) => item));
  if (bytes > maxBodyBytes) {
    const size = (bytes / 1024).toFixed(1);
    return `The rows are ${size} KiB together; at most ${maxBodyBytes / 1024} KiB go into one batch. Make several of it, or shorten the topics.`;
  }
  const wrong = rows.filter(({ problems }) => problems.length > 0).length;
  if (wrong === 0) return undefined;
  return wrong === 1 ? 'One row has to be mended first.' : `${wrong} rows have to be mended first.`;
}
