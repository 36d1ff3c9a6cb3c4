/** However long a session lasts, its end by somebody else is noticed within this time, in milliseconds. */
const longestWaitMs = 5 * 60_000;
const shortestWaitMs = 1_000;

/**
 * When to ask for the session again, in milliseconds from now. The server renews a session that is used in the second
 * half of its life. What is left of it now is at most the whole, so a moment with less than half of that left lies in
 * the second half, whenever the session began. Tabs are spread by chance: the first one to ask spares the others.
 *
 * @param random from 0 to 1
 */
export function waitBeforeRenewal(leftMs: number, random: number): number {
  const share = 0.55 + 0.1 * random;
  return Math.min(Math.max(leftMs * share, shortestWaitMs), longestWaitMs);
}
