import { captionDefaults } from '@genie-helper/captions/rules';
import type { CaptionRequest, Job } from '@genie-helper/client';
import { quote, toCsv } from '../../csv.ts';
import { capitalized, isOver, type Outcome, platformName } from '../../labels.ts';
import { columns } from './batch-rows.ts';

/** What came of each item of a batch so far, in their order; null: nothing yet. */
export function outcomesOf({ result, outcomes }: Pick<Job, 'result' | 'outcomes'>) {
  return result?.items ?? outcomes ?? [];
}

/** A batch's outcomes as CSV. @param asked what was asked for */
export function outcomesAsCsv(
  outcomes: readonly Outcome[],
  asked: readonly CaptionRequest[],
): string {
  const head = ['number', 'platform', 'topic', 'status', 'caption', 'model', 'error'];
  const rows = outcomes.map((outcome, index) => {
    const start = [String(index + 1), outcome.platform, asked[index]?.topic ?? ''];
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
  cancelled: 'Cancelled',
};

/** What has become of a batch; one that waits for its next try isn't at its beginning. */
export function stateLabel(batch: Pick<Job, 'status' | 'result' | 'outcomes'>): string {
  const isTried = outcomesOf(batch).some((outcome) => outcome !== null);
  return batch.status === 'queued' && isTried ? 'Goes on soon' : statusLabels[batch.status];
}

/** "97 written, 3 failed": what came of a batch so far. */
export function outcomeSummary(
  outcomes: readonly ({ ok: boolean; code?: string } | null)[],
): string {
  const written = outcomes.filter((outcome) => outcome?.ok === true).length;
  const left = outcomes.filter((outcome) => outcome?.code === 'queue.cancelled').length;
  const failed = outcomes.filter((outcome) => outcome?.ok === false).length - left;
  const parts = [
    written > 0 && `${written} written`,
    failed > 0 && `${failed} failed`,
    left > 0 && `${left} cancelled`,
  ];
  return parts.filter(Boolean).join(', ') || 'nothing written';
}

const and = new Intl.ListFormat('en-GB', { type: 'conjunction' });

/** "12 captions for Instagram and X": what a batch is about. */
export function batchTitle(items: readonly CaptionRequest[]): string {
  const count = items.length === 1 ? 'One caption' : `${items.length} captions`;
  const names = items.map(({ platform = captionDefaults.platform }) => platformName(platform));
  const platforms = [...new Set(names)];
  if (platforms.length === 0) return count;
  return `${count} for ${platforms.length > 3 ? `${platforms.length} platforms` : and.format(platforms)}`;
}

/** What happens to a batch now, as a sentence. */
export function describeState(batch: Job): string {
  const outcomes = outcomesOf(batch);
  const done = outcomeSummary(outcomes);
  if (isOver(batch)) {
    const reason = batch.status === 'failed' && batch.error !== undefined ? `${batch.error} ` : '';
    return `${reason}${outcomes.length > 0 ? `${capitalized(done)}.` : ''}`.trim();
  }
  const isTried = outcomes.some((outcome) => outcome !== null);
  if (!isTried && batch.status === 'queued') return 'It begins as soon as there is room.';
  const failed = outcomes.filter((outcome) => outcome !== null && isOpen(outcome)).length;
  const left = outcomes.filter(isOpen).length - failed;
  const parts = [
    `${capitalized(done)}${left > 0 ? `, ${left} to go` : ''}.`,
    failed > 0 &&
      batch.nextTryAt === undefined &&
      `${failed === 1 ? 'The one that failed is' : `The ${failed} that failed are`} tried again.`,
    'You can leave this page; the batch is listed below.',
  ];
  return parts.filter(Boolean).join(' ');
}

/** "Trying 1 again in 20 s.": when a batch goes on that waits for its next try; undefined where it doesn't wait. */
export function nextTryText(batch: Job, nowMs: number): string | undefined {
  if (batch.nextTryAt === undefined) return undefined;
  const seconds = Math.ceil((Date.parse(batch.nextTryAt) - nowMs) / 1_000);
  const when = seconds > 0 ? `in ${seconds} s` : 'any moment now';
  const failed = outcomesOf(batch).filter((outcome) => outcome !== null && isOpen(outcome)).length;
  return failed > 0 ? `Trying ${failed} again ${when}.` : `Going on ${when}.`;
}

/** Failures that the server doesn't try again. */
const finalCodes: readonly string[] = ['captions.topic_refused', 'queue.result_too_large'];

function isOpen(outcome: Outcome | null): boolean {
  return outcome === null || (!outcome.ok && !finalCodes.includes(outcome.code));
}
