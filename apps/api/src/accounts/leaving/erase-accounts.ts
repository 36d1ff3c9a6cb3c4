/**
 * Has accounts erased whose seven days are over.
 *
 * Guarantees: each is erased once, by one of any number of processes. A process that dies leaves its account to another,
 * which may take it as soon as the claim has run out; what has failed is tried again then, after the others. Mails that
 * wait for the person go first: only this process can read whom they are for.
 */
import type { ClaimedErasure } from '@genie-helper/guard-protocol';
import type { Logger } from 'pino';
import { createPolling, type Polling } from '../../directus/polling.ts';
import type { DeletionMetrics } from '../../http/metrics/account-metrics.ts';
import type { MailPayloads } from '../../mail/index.ts';
import type { Leaving } from './leaving-client.ts';

/** How often the guard is asked, in milliseconds. */
export const erasureEveryMs = 60_000;

export interface EraserDeps {
  leaving: Pick<Leaving, 'claim' | 'erase' | 'status'>;
  /** Removes the mails that wait and are of a person, by what they say. */
  forgetMails(isOf: (payload: MailPayloads[keyof MailPayloads]) => boolean): Promise<number>;
  metrics: DeletionMetrics;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  everyMs?: number | undefined;
}

/** Nothing is asked before `start`; the first look comes after a while. */
export function createEraser(deps: EraserDeps): Polling {
  const { leaving, forgetMails, metrics, log, everyMs = erasureEveryMs } = deps;

  async function work(isClosed: () => boolean): Promise<void> {
    try {
      for (let due = await leaving.claim(); due !== null; due = await leaving.claim()) {
        await erase(due);
        if (isClosed()) return;
      }
      metrics.seen(await leaving.status());
    } catch (error) {
      metrics.seen(undefined);
      throw error;
    }
  }

  async function erase({ userId, email, claim }: ClaimedErasure): Promise<void> {
    try {
      await forgetMails((payload) => isOf(payload, userId, email));
      const { verdict } = await leaving.erase(userId, claim);
      metrics.ended(verdict);
      // The id names nobody any more.
      const ending = verdict === 'erased' ? 'was erased' : 'was kept, or erased by another process';
      log.info({ verdict, userId }, `an account ${ending}`);
    } catch (error) {
      metrics.ended('failed');
      log.error({ err: error, userId }, 'an account was not erased; it is tried again');
    }
  }

  const polling = createPolling({
    work,
    everyMs,
    onFailure: 'accounts cannot be erased now',
    onRecovery: 'accounts are erased again',
    log,
  });
  return { ...polling, start: () => polling.start('later') };
}

function isOf(payload: MailPayloads[keyof MailPayloads], userId: string, email: string | null) {
  const to = 'email' in payload ? payload.email.toLowerCase() : undefined;
  const whose = 'userId' in payload ? payload.userId : undefined;
  return whose === userId || (to !== undefined && to === email?.toLowerCase());
}
