import { type LinkRefusal, linkRefusals } from '@genie-helper/guard-protocol';
import { Counter, Gauge, type Registry } from 'prom-client';

/** Accounts that their owners delete. */
export type DeletionMetrics = ReturnType<typeof createDeletionMetrics>;

export function createDeletionMetrics(registry: Registry) {
  const registers = [registry];
  const erasures = new Counter({
    name: 'genie_account_erasures_total',
    help: 'Accounts whose time was over: erased, gone (restored or erased by another process) or failed.',
    labelNames: ['outcome'],
    registers,
  });
  for (const outcome of ['erased', 'gone', 'failed']) erasures.inc({ outcome }, 0);
  const waiting = new Gauge({
    name: 'genie_account_deletions_waiting',
    help: 'Accounts that were deleted by their owners and are not erased yet, a minute ago.',
    registers,
  });
  const overdue = new Gauge({
    name: 'genie_account_erasure_overdue_seconds',
    help: 'For how long the account that has been due longest should have been erased, a minute ago; 0 where none is due.',
    registers,
  });
  waiting.reset();
  overdue.reset();
  return {
    ended: (outcome: 'erased' | 'gone' | 'failed') => erasures.inc({ outcome }),
    /** @param status undefined where nobody could tell: then there is no number rather than an old one */
    seen(status: { waiting: number; oldestOverdueMs: number } | undefined): void {
      waiting.reset();
      overdue.reset();
      if (status === undefined) return;
      waiting.set(status.waiting);
      overdue.set(status.oldestOverdueMs / 1_000);
    },
  };
}

/** Links of mails that counted for nothing. */
export function createLinkMetrics(registry: Registry) {
  const refusals = new Counter({
    name: 'genie_account_link_refusals_total',
    help: 'Links of mails that were refused, by the reason that the answer never tells.',
    labelNames: ['reason'],
    registers: [registry],
  });
  for (const reason of [...linkRefusals, 'malformed']) refusals.inc({ reason }, 0);
  return { refused: (reason: LinkRefusal | 'malformed') => refusals.inc({ reason }) };
}
