import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '../../bench/support/statistics.ts';

/** What came of one request. */
export interface Outcome {
  /** 0 where no answer came. */
  status: number;
  /** From when it was to be sent to its answer, in milliseconds. */
  tookMs: number;
  retryAfter: string | null;
}

/** What was sent, and how much of it waited for an answer. */
export interface SteadyLoad {
  outcomes: Outcome[];
  /** How many requests were under way, looked at every second. */
  waiting: number[];
}

const tickMs = 10;

/**
 * Sends requests at a rate, whatever becomes of those before: as many strangers do, who don't wait for each other.
 *
 * @param perSecond how many
 * @param seconds for how long
 */
export async function sendSteadily(
  send: () => Promise<Response>,
  { perSecond, seconds }: { perSecond: number; seconds: number },
): Promise<SteadyLoad> {
  const sent: Promise<Outcome>[] = [];
  const waiting: number[] = [];
  let answered = 0;
  const begun = performance.now();
  for (let elapsed = 0; elapsed < seconds * 1_000; elapsed = performance.now() - begun) {
    const due = Math.floor((elapsed / 1_000) * perSecond) - sent.length;
    for (let n = 0; n < due; n += 1) {
      sent.push(
        observe(send).finally(() => {
          answered += 1;
        }),
      );
    }
    if (elapsed >= waiting.length * 1_000) waiting.push(sent.length - answered);
    await sleep(tickMs);
  }
  return { outcomes: await Promise.all(sent), waiting };
}

/** Sends one request and times it. */
export async function observe(send: () => Promise<Response>): Promise<Outcome> {
  const begun = performance.now();
  try {
    const answer = await send();
    await answer.arrayBuffer();
    const retryAfter = answer.headers.get('retry-after');
    return { status: answer.status, tookMs: performance.now() - begun, retryAfter };
  } catch {
    return { status: 0, tookMs: performance.now() - begun, retryAfter: null };
  }
}

/** The time that a share of the outcomes took at most, in milliseconds; `NaN` where there are none. */
export function timeOf(outcomes: readonly Outcome[], share: number): number {
  return quantile(
    outcomes.map(({ tookMs }) => tookMs),
    share,
  );
}
