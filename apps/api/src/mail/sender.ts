/**
 * Sends what is in the outbox.
 *
 * Guarantees: a mail is sent at least once or given up with a reason in log and metric, whatever dies in between; while
 * nothing fails it's sent once, by however many processes. Whoever takes a mail claims its row and puts its time off by
 * longer than one attempt may last, so a sender that dies leaves a mail that is due again then (the clocks of the
 * processes must agree to about half a minute).
 * Mails go in the order of asking, one after the other in a process; one that has to wait holds back no other. The
 * moment after a post is left to chance, so that no later answer's time tells what this mail cost.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import {
  type AttemptDeps,
  createAttempt,
  describeFailure,
  pauseOf,
  reasonOf,
} from './attempt-mail.ts';
import type { MailOutboxStore } from './outbox-store.ts';
import type { SendingTimes } from './transport.ts';

/** When what is done, in milliseconds. */
export interface MailPolicy extends SendingTimes {
  /** How often the outbox is looked at while nobody posts. */
  everyMs: number;
  /** At most so long after a post it's looked at. */
  wakeWithinMs: number;
  /** For how long a mail belongs to the sender that took it; a good deal longer than sending it may take. */
  leaseMs: number;
  /** Between two attempts at one mail; the last one again and again. */
  pausesMs: readonly number[];
  /** While no mail can go at all; the last one again and again. */
  outagePausesMs: readonly number[];
}

const second = 1_000;
const minute = 60 * second;
const often = Array.from({ length: 5 }, () => 5 * minute);

/** Within the half hour of a link it's tried nine times, then every half hour. */
export const mailPolicy: MailPolicy = {
  everyMs: 5 * second,
  wakeWithinMs: second,
  leaseMs: 3 * minute,
  openTimeoutMs: 15 * second,
  sendTimeoutMs: 45 * second,
  pausesMs: [10 * second, 30 * second, minute, 2 * minute, ...often, 15 * minute, 30 * minute],
  outagePausesMs: [second, 2 * second, 5 * second, 15 * second, 30 * second, minute],
};

/** What a sender works with. */
export interface MailSenderDeps extends Omit<AttemptDeps, 'policy' | 'store' | 'log'> {
  store: AttemptDeps['store'] & Pick<MailOutboxStore, 'listDue'>;
  /** The usual one where left out. */
  policy?: MailPolicy | undefined;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
}

const listedAtOnce = 20;

/** At the end a mail that is under way has so long, in milliseconds; the process itself has ten seconds. */
const closingMs = 5_000;

/** The work on the outbox: nothing is done before `start`; `wake` says that there is something to do. */
export function createMailSender(deps: MailSenderDeps) {
  const { store, transport, metrics, log, policy = mailPolicy } = deps;
  const attempt = createAttempt({ ...deps, policy });
  const kinds = Object.keys(deps.composers);
  const closing = new AbortController();
  let wakeUp = Promise.withResolvers<void>();
  let running: Promise<void> | undefined;
  /** How often in a row nothing could be sent, and why. */
  let outages = 0;
  let reason: string | undefined;

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      const woken = wakeUp.promise;
      try {
        const isMore = await sendDue();
        if (outages > 0) log.info({}, 'mails go out again');
        outages = 0;
        reason = undefined;
        if (isMore) continue;
        transport.close();
        await pause(policy.everyMs, woken);
        await pause(Math.random() * policy.wakeWithinMs);
      } catch (error) {
        transport.close();
        metrics.failed(reasonOf(error), 'all_wait');
        if (reason !== reasonOf(error))
          log.error(describeFailure(error), 'no mail can be sent; they wait');
        reason = reasonOf(error);
        await pause(pauseOf(policy.outagePausesMs, outages));
        outages += 1;
      }
    }
  }

  /** @returns whether there may be more */
  async function sendDue(): Promise<boolean> {
    const due = await store.listDue(kinds, listedAtOnce);
    for (const row of due) {
      if (closing.signal.aborted) return false;
      await attempt(row);
    }
    return due.length === listedAtOnce;
  }

  /** Waits, but no longer than until `sooner`, or until it's closed. */
  async function pause(ms: number, sooner?: Promise<void>): Promise<void> {
    const over = new AbortController();
    const signal = AbortSignal.any([closing.signal, over.signal]);
    const slept = sleep(ms, undefined, { signal, ref: false }).catch(() => undefined);
    await Promise.race([slept, ...(sooner === undefined ? [] : [sooner])]);
    over.abort();
  }

  return {
    start(): void {
      running = run();
    },
    wake(): void {
      wakeUp.resolve();
      wakeUp = Promise.withResolvers();
    },
    /** Ends after the mail that is under way, which may be cut off. */
    async close(): Promise<void> {
      closing.abort();
      const timer = setTimeout(() => transport.close(), closingMs);
      await running;
      clearTimeout(timer);
      transport.close();
    },
  };
}
