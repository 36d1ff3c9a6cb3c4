import type { CaptionRequest, Job } from '@genie-helper/client';
import { quote, toCsv } from '../../csv.ts';
import type { Outcome } from '../../labels.ts';
import { columns } from './batch-rows.ts';

/** A batch's outcomes as CSV. @param sent what was asked for, where that is known */
export function outcomesAsCsv(
  outcomes: readonly Outcome[],
  sent: readonly CaptionRequest[] | undefined,
): string {
  const head = ['number', 'platform', 'topic', 'status', 'caption', 'model', 'error'];
  const rows = outcomes.map((outcome, index) => {
    const start = [String(index + 1), outcome.platform, sent?.[index]?.topic ?? ''];
    return outcome.ok
      ? [...start, 'written', outcome.caption, outcome.model, '']
      : [...start, 'failed', '', '', outcome.error];
  });
  return toCsv([head, ...rows]);
}

/** Requests as a table that can be imported again. */
export function requestsAsTable(items: readonly CaptionRequest[]): string {
  const rows = items.map((item) => columns.map((column) => item[column] ?? ''));
  return [columns, ...rows].map((cells) => cells.map(quote).join(',')).join('\n');
}

/** What has become of a batch. */
export const statusLabels: Readonly<Record<Job['status'], string>> = {
  queued: 'Waiting',
  processing: 'Being written',
  completed: 'Done',
  failed: 'Failed',
};

/** "97 written, 3 failed.": what came of a batch. */
export function outcomeSummary(outcomes: readonly { ok: boolean }[]): string {
  const written = outcomes.filter(({ ok }) => ok).length;
  const failed = outcomes.length - written;
  const parts = [written > 0 && `${written} written`, failed > 0 && `${failed} failed`];
  return `${parts.filter(Boolean).join(', ') || 'Nothing was written'}.`;
}
