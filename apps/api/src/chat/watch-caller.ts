/**
 * The watch over an answer's caller.
 *
 * Guarantees: while an answer goes on, Directus is asked again and again whether the caller is still signed in. Soon
 * after it says no, the answer ends. An outage is neither a pass nor a refusal: it's asked again, and an outage that
 * lasts ends the answer as one.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { AppError, asAppError } from '../http/errors.ts';

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
  caller: { revalidate(): Promise<boolean> },
  end: (reason: AppError) => void,
  signal: AbortSignal,
  everyMs: number,
): Promise<void> {
  let unanswered = 0;
  while (await passes(everyMs, signal)) {
    try {
      const isSignedIn = await inTurn(() => signal.aborted || caller.revalidate());
      if (!isSignedIn) return end(new AppError('chat.signed_out'));
      unanswered = 0;
    } catch (error) {
      unanswered += 1;
      if (unanswered === maxUnanswered) {
        return end(asAppError(error) ?? new AppError('server.internal', { cause: error }));
      }
    }
  }
}

/** So many questions of all answers are under way at once: without the guard each one is a request to Directus. */
const maxAsking = 4;
let asking = 0;
const waiting: (() => void)[] = [];

async function inTurn(ask: () => boolean | Promise<boolean>): Promise<boolean> {
  if (asking >= maxAsking) await new Promise<void>((resolve) => waiting.push(resolve));
  else asking += 1;
  try {
    return await ask();
  } finally {
    const next = waiting.shift();
    if (next === undefined) asking -= 1;
    else next();
  }
}

async function passes(ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return false;
  return sleep(ms, true, { signal, ref: false }).catch(() => false);
}
