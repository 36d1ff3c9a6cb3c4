/** How much callers ask for. What is kept of them is bounded, and forgotten within two seconds. */

/** How far back it's counted what a caller asks for. */
const windowMs = 1_000;
/** No more callers are told apart in a window; who comes then counts as one with all others who do. */
const maxCallers = 10_000;

interface Window {
  since: number;
  asked: Map<string, number>;
  inExcess: Set<string>;
}

/**
 * Counts what each caller asks for, refused or not: over a window that slides, as two that follow each other show it.
 *
 * @param now milliseconds of a clock that never goes back
 */
export function createCallerDemand(now: () => number) {
  const windowSince = (since: number): Window => ({ since, asked: new Map(), inExcess: new Set() });
  let current = windowSince(now());
  let previous = windowSince(current.since - windowMs);

  function slide(): void {
    const passed = now() - current.since;
    if (passed < windowMs) return;
    previous = passed < 2 * windowMs ? current : windowSince(now() - windowMs);
    current = windowSince(previous.since + windowMs);
  }

  function countedAs(caller: string): string {
    return current.asked.has(caller) || current.asked.size < maxCallers ? caller : 'others';
  }

  return {
    /** Counts one request. */
    note(caller: string): void {
      slide();
      const key = countedAs(caller);
      current.asked.set(key, (current.asked.get(key) ?? 0) + 1);
    },
    /** How many a millisecond the caller asks for. */
    rateOf(caller: string): number {
      slide();
      const key = countedAs(caller);
      const share = 1 - (now() - current.since) / windowMs;
      return ((current.asked.get(key) ?? 0) + (previous.asked.get(key) ?? 0) * share) / windowMs;
    },
    noteExcess: (caller: string) => void current.inExcess.add(countedAs(caller)),
    /** How many callers there are. */
    callers(): number {
      slide();
      return Math.max(current.asked.size, previous.asked.size);
    },
    /** How many of them asked for more than their share. */
    inExcess(): number {
      slide();
      return Math.max(current.inExcess.size, previous.inExcess.size);
    },
  };
}
