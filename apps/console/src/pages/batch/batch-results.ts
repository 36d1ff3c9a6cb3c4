import type { CaptionRequest, Job } from '@genie-helper/client';
import { quote, toCsv } from '../../csv.ts';

/** What came of one item of a batch. */
export type Outcome = NonNullable<Job['result']>['items'][number];

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
  const columns = ['platform', 'tone', 'topic', 'length', 'platform_username'] as const;
  const rows = items.map((item) => columns.map((column) => item[column] ?? ''));
  return [[...columns], ...rows].map((cells) => cells.map(quote).join(',')).join('\n');
}

/** A job's state, in words. */
export const statusWords: Readonly<Record<Job['status'], string>> = {
  queued: 'Waiting',
  processing: 'Being written',
  completed: 'Done',
  failed: 'Failed',
};

export function isOver({ status }: Pick<Job, 'status'>): boolean {
  return status === 'completed' || status === 'failed';
}

/** "97 written, 3 failed": what came of a batch. */
export function outcomeWords(outcomes: readonly { ok: boolean }[]): string {
  const written = outcomes.filter(({ ok }) => ok).length;
  const failed = outcomes.length - written;
  const parts = [
    ...(written > 0 ? [`${written} written`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ];
  return `${parts.join(', ') || 'Nothing was written'}.`;
}
