/**
 * The watch over an answer's caller.
 *
 * Guarantees: while an answer goes on, Directus is asked again and again whether the caller is still signed in. Soon
 * after it says no, the answer ends. An outage is neither a pass nor a refusal: it's asked again, and an outage that
 * lasts ends the answer as one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { createTurns } from '@genie-helper/guard-protocol';
import { AppError, asAppError, type ErrorCode } from '../http/errors.ts';

/** So many questions in a row may go without an answer. */
export const maxUnanswered = 3;

/** So many questions of all answers are under way at once: without the guard each one is a request to Directus. */
const maxAsking = 4;

/**
 * Watches over one answer's caller until its signal ends the watch.
 *
 * @param end breaks the answer off, with the code of the watch for a caller who is signed out, or `directus.unavailable`
 * @param signal fired when the answer is over
 */
export type WatchCaller = (
  caller: { revalidate(): Promise<boolean> },
  end: (reason: AppError) => void,
  signal: AbortSignal,
) => Promise<void>;

/**
 * @param options.everyMs the pause before each question, in milliseconds; 1.5 s where left out
 * @param options.signedOut what a caller who is signed out is told
 */
export function createCallerWatch({
  everyMs = 1_500,
  signedOut = 'chat.signed_out',
}: {
  everyMs?: number;
  signedOut?: ErrorCode;
} = {}): WatchCaller {
  const inTurn = createTurns({ atOnce: maxAsking });

  return async (caller, end, signal) => {
    let unanswered = 0;
    while (await passes(everyMs, signal)) {
      try {
        const ask = async () => signal.aborted || (await caller.revalidate());
        if (!(await inTurn('all', ask))) return end(new AppError(signedOut));
        unanswered = 0;
      } catch (error) {
        unanswered += 1;
        if (unanswered === maxUnanswered) {
          return end(asAppError(error) ?? new AppError('server.internal', { cause: error }));
        }
      }
    }
  };
}

async function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return sleep(ms, true, { signal, ref: false }).catch(() => false);
}
