import { setTimeout as sleep } from 'node:timers/promises';

/** How often a waiting test looks, in milliseconds. */
const lookEveryMs = 30;

/** What a waiting test is patient for, in milliseconds: a first start on a busy machine has taken a minute. */
const maxWaitMs = 240_000;

/**
 * Waits until something is so: what goes on behind an answer has no moment of its own.
 * @throws Error where it isn't so after four minutes, or as long as is said
 */
export async function until(
  isSo: () => Promise<boolean> | boolean,
  maxMs = maxWaitMs,
): Promise<void> {
  for (const endsAt = performance.now() + maxMs; performance.now() < endsAt; ) {
    if (await isSo()) return;
    await sleep(lookEveryMs);
  }
  throw new Error(`waited in vain: ${isSo.toString().slice(0, 300)}`);
}
