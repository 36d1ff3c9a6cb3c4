/** One attempt under way. Exactly one of its three ends must be called, once. */
export interface Attempt {
  failed(): void;
  /** Also forgets earlier failures of this key: whoever knows the password isn't guessing. */
  succeeded(): void;
  /** The attempt said nothing about the secret, or its outcome mustn't change the count. */
  abandoned(): void;
}

export interface Refusal {
  retryAfterMs: number;
}

/** Allows a number of failures in any window of time, for each key on its own. */
export interface AttemptLimiter {
  /**
   * Waits until this attempt can't exceed the limit even if it and all others under way fail, so
   * that a thousand parallel guesses are no more than one after the other; refuses it when the
   * limit is reached.
   */
  begin(key: string): Promise<Attempt | Refusal>;
  /** How long the key is refused from now on; undefined if it isn't. Counts nothing. */
  refusal(key: string): Refusal | undefined;
  /** How many keys are held in memory. */
  size(): number;
}

export interface AttemptLimiterOptions {
  maxFailures: number;
  windowMs: number;
  /** Keys held at most; beyond it those unused for longest are forgotten. */
  maxKeys: number;
  /** Attempts of one key that may wait; further ones are refused. */
  maxWaiting?: number;
  /** Milliseconds of a clock that doesn't jump. */
  now?: () => number;
}

interface Entry {
  /** Times of the failures within the window, oldest first; at most `maxFailures`. */
  failures: number[];
  underWay: number;
  waiting: (() => void)[];
}

const busyRetryMs = 1_000;

export function createAttemptLimiter(options: AttemptLimiterOptions): AttemptLimiter {
  const { maxFailures, windowMs, maxKeys, maxWaiting = 256 } = options;
  const now = options.now ?? (() => performance.now());
  const entries = new Map<string, Entry>();

  function refusalOf(entry: Entry): Refusal | undefined {
    const time = now();
    entry.failures = entry.failures.filter((failure) => failure + windowMs > time);
    const [oldest] = entry.failures;
    if (oldest === undefined || entry.failures.length < maxFailures) return undefined;
    return { retryAfterMs: oldest + windowMs - time };
  }

  function use(key: string): Entry {
    const entry = entries.get(key) ?? { failures: [], underWay: 0, waiting: [] };
    entries.delete(key);
    entries.set(key, entry);
    return entry;
  }

  function tidy(key: string, entry: Entry): void {
    const isIdle = entry.underWay === 0 && entry.waiting.length === 0;
    if (isIdle && entry.failures.length === 0) entries.delete(key);
    for (const [oldKey, old] of entries) {
      if (entries.size <= maxKeys) break;
      if (old.underWay === 0 && old.waiting.length === 0) entries.delete(oldKey);
    }
  }

  function end(key: string, entry: Entry, change: () => void): void {
    entry.underWay -= 1;
    change();
    const waiting = entry.waiting.splice(0);
    tidy(key, entry);
    for (const wake of waiting) wake();
  }

  return {
    async begin(key) {
      for (;;) {
        const entry = use(key);
        const refusal = refusalOf(entry);
        if (refusal !== undefined) return refusal;
        if (entry.failures.length + entry.underWay < maxFailures) {
          entry.underWay += 1;
          return {
            failed: () => end(key, entry, () => entry.failures.push(now())),
            succeeded: () => end(key, entry, () => entry.failures.splice(0)),
            abandoned: () => end(key, entry, () => {}),
          };
        }
        if (entry.waiting.length >= maxWaiting) return { retryAfterMs: busyRetryMs };
        await new Promise<void>((resolve) => entry.waiting.push(resolve));
      }
    },
    refusal(key) {
      const entry = entries.get(key);
      return entry === undefined ? undefined : refusalOf(entry);
    },
    size: () => entries.size,
  };
}
