import type { CaptionRequest } from '@genie-helper/client';
import { type BatchRow, columns } from './batch-rows.ts';

/**
 * Which rows were accepted, by the rows themselves: an edit, another mapping or another tone for all of them changes
 * nothing about what was sent. A row that was accepted isn't sent again.
 */
export interface Ledger {
  accepted: { batchId: string; rows: string[] }[];
  /** Was sent, and nobody knows what became of it. */
  open: OpenSend | null;
}

/** A request that starts a batch, kept before it is sent. */
export interface OpenSend {
  rows: string[];
  items: CaptionRequest[];
  /** The user's batches before it, newest first: what is found among these isn't it. */
  knownIds: string[];
}

export const emptyLedger: Ledger = { accepted: [], open: null };

/** How many rows were accepted. */
export function acceptedCount({ accepted }: Ledger): number {
  return accepted.reduce((sum, { rows }) => sum + rows.length, 0);
}

/** The rows that weren't accepted. Of rows that are alike as many are taken out as were accepted. */
export function withoutAccepted(rows: readonly BatchRow[], { accepted }: Ledger): BatchRow[] {
  const counts = new Map<string, number>();
  for (const raw of accepted.flatMap((batch) => batch.rows)) {
    counts.set(raw, (counts.get(raw) ?? 0) + 1);
  }
  return rows.filter(({ raw }) => {
    const count = counts.get(raw) ?? 0;
    if (count > 0) counts.set(raw, count - 1);
    return count === 0;
  });
}

/** With what was sent last accepted as this batch; null: it wasn't. */
export function settled(ledger: Ledger, batchId: string | null): Ledger {
  const { accepted, open } = ledger;
  if (open === null || batchId === null) return { accepted, open: null };
  return { accepted: [...accepted, { batchId, rows: open.rows }], open: null };
}

/** Whether two lists ask for the same, whatever the order of their fields. */
export function isSameOrder(
  one: readonly CaptionRequest[],
  other: readonly CaptionRequest[],
): boolean {
  const write = (items: readonly CaptionRequest[]) =>
    JSON.stringify(items.map((item) => columns.map((column) => item[column] ?? null)));
  return write(one) === write(other);
}
