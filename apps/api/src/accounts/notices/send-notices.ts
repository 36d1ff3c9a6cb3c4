/**
 * Has people told what the guard has seen: takes notices from it and puts a mail into the outbox for each.
 *
 * Guarantees: each is told at least once, by one of any number of processes, and once where nothing fails. A process that
 * dies between outbox and guard leaves a notice that is told twice; one that dies before leaves it to the next.
 */
import type { Logger } from 'pino';
import { createPolling, type Polling } from '../../directus/polling.ts';
import { type Composer, type Mail, writeLetter } from '../../mail/index.ts';
import { type AccountLinks, newLinkToken } from '../account-links.ts';
import { deletionLetter, noticeLetter } from './notice-letters.ts';
import type { NoticeSource } from './notice-source.ts';

/** How often the guard is asked, in milliseconds. */
export const noticeEveryMs = 5_000;

export interface NoticeSenderDeps {
  source: Pick<NoticeSource, 'claim' | 'done'>;
  mail: Pick<Mail, 'post'>;
  log: Pick<Logger, 'info' | 'warn'>;
  everyMs?: number | undefined;
}

/** Nothing is asked before `start`. What was claimed is told first: nobody else gets it for a while. */
export function createNoticeSender({
  source,
  mail,
  log,
  everyMs = noticeEveryMs,
}: NoticeSenderDeps): Polling {
  async function tell(isClosed: () => boolean): Promise<void> {
    for (let notices = await source.claim(); notices.length > 0; notices = await source.claim()) {
      for (const notice of notices) {
        const isDeletion = notice.kind === 'account-deletion';
        const tokens = {
          token: newLinkToken(),
          ...(isDeletion && { restoreToken: newLinkToken() }),
        };
        await mail.post({ kind: 'notice', payload: { ...notice, ...tokens } });
        await source.done([notice.id]);
      }
      if (isClosed()) return;
    }
  }

  return createPolling({
    work: tell,
    everyMs,
    // They wait in the guard, and the next round takes them.
    onFailure: 'notices of accounts cannot be told now',
    onRecovery: 'notices of accounts are told again',
    log,
  });
}

/** Writes the mail of a notice when it's sent. One of a change of address leads back to the former one. */
export function createNoticeMail(deps: { links: Pick<AccountLinks, 'issue'> }): Composer<'notice'> {
  return async ({ token, restoreToken, id: _, ...notice }, { linkTo }) => {
    const { userId, email, at: since } = notice;
    const link = { purpose: 'not-me', userId, token, newEmail: email, since } as const;
    const made = await deps.links.issue(link);
    if (made === undefined) return undefined;
    const notMeUrl = linkTo('/account/not-me', token);
    if (restoreToken !== undefined) {
      const back = { purpose: 'account-restore', userId, token: restoreToken } as const;
      if ((await deps.links.issue(back)) === undefined) return undefined;
      const letter = deletionLetter(notice, linkTo('/account/restore', restoreToken), notMeUrl);
      return writeLetter({ to: email, userId, ...letter });
    }
    const letter = noticeLetter(notice, notMeUrl);
    return writeLetter({ to: email, userId, ...letter });
  };
}
