/**
 * The watch over an answer's caller.
 *
 * Guarantees: while an answer goes on, Directus is asked again and again whether the caller is still signed in. Soon
 * after it says no, the answer ends. An outage is neither a pass nor a refusal: it's asked again, and an outage that
 * lasts ends the answer as one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, asAppError } from '../http/errors.ts';
import type { ChatCaller } from './answer-message.ts';

/** Between two questions, in milliseconds. */
export const watchEveryMs = 3_000;

/** So many questions in a row may go without an answer. */
export const maxUnanswered = 3;

/**
 * @param end breaks the answer off, with `chat.signed_out` or `directus.unavailable`
 * @param signal ends the watch; fired when the answer is over
 * @param everyMs the pause before each question, in milliseconds
 */
export async function watchCaller(
  caller: Pick<ChatCaller, 'revalidate'>,
  end: (reason: AppError) => void,
  signal: AbortSignal,
  everyMs: number,
): Promise<void> {
  let unanswered = 0;
  while (await passes(everyMs, signal)) {
    try {
      if (!(await caller.revalidate())) return end(new AppError('chat.signed_out'));
      unanswered = 0;
    } catch (error) {
      unanswered += 1;
      if (unanswered === maxUnanswered) {
        return end(asAppError(error) ?? new AppError('server.internal', { cause: error }));
      }
    }
  }
}

async function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return sleep(ms, true, { signal, ref: false }).catch(() => false);
}
