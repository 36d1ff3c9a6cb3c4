import type { Job } from '@genie-helper/client';

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
