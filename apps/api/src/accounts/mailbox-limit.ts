/**
 * How many mails anybody may have sent to one mailbox.
 *
 * Guarantees: it counts addresses, whether an account has them or not, so it tells nobody apart. It locks nobody out:
 * past it no mail goes, and the newest of those that went has a link that lives at least as long as the window. The
 * counters are bounded in number, and hold hashes. With Redis every process counts together; while it doesn't answer
 * each counts for itself.
 */
import { createHash } from 'node:crypto';
import { linkLifetimeMs } from '@genie-helper/guard-protocol';
import { AppError } from '../http/errors.ts';
import type { SharedCounters } from '../http/shared-counters.ts';

/** Counts one mail to a mailbox. @returns whether it may go */
export type CountMailbox = (email: string) => Promise<boolean>;

interface MailboxLimitOptions {
  sharedCounters: Pick<SharedCounters, 'count'> | undefined;
  /** Epoch milliseconds. */
  now: () => number;
  /** What is counted; one limit's mails don't use up another's. */
  name?: string;
  maxMails?: number;
  windowMs?: number;
  maxTracked?: number;
}

/** No longer than the shortest life of a link, or somebody would be without a link and couldn't have one. */
export const mailboxWindowMs = linkLifetimeMs['password-reset'];

export function createMailboxLimit(options: MailboxLimitOptions): CountMailbox {
  const { sharedCounters, now, name = 'mailbox', maxMails = 3, maxTracked = 50_000 } = options;
  const { windowMs = mailboxWindowMs } = options;
  const windows = new Map<string, { count: number; endsAt: number }>();

  function countHere(key: string): number {
    const at = now();
    const open = windows.get(key);
    if (open !== undefined && open.endsAt > at) {
      open.count += 1;
      return open.count;
    }
    windows.delete(key);
    windows.set(key, { count: 1, endsAt: at + windowMs });
    const [oldest] = windows.keys();
    if (windows.size > maxTracked && oldest !== undefined) windows.delete(oldest);
    return 1;
  }

  return async (email) => {
    const key = createHash('sha256').update(email.toLowerCase()).digest('base64url');
    const here = countHere(key);
    const shared = await sharedCounters?.count(`${name}:${key}`, windowMs);
    return (shared?.current ?? here) <= maxMails;
  };
}

/** For whoever is signed in, who may know. @throws AppError `rate_limit.exceeded` */
export async function requireMailbox(count: CountMailbox, email: string): Promise<void> {
  if (await count(email)) return;
  throw new AppError('rate_limit.exceeded', { retryAfterSeconds: 30 * 60 });
}
