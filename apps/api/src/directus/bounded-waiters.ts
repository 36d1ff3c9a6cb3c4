/**
 * A bounded number of callers who wait for a bounded time.
 *
 * Guarantees: one more than may wait is told so at once; nobody waits longer than the deadline, and one caller's
 * deadline doesn't disturb the others. All wait equally long, so one timer is enough for them: whoever came first is the
 * first whose deadline passes.
 */

/** Bounds of a wait. */
export interface BoundedWaitersOptions {
  /** How many may wait at once. */
  maxWaiting: number;
  /** How long one waits, in milliseconds, from entering to the answer. */
  deadlineMs: number;
  /** The error for whose deadline passed, or who found the room full. */
  giveUp: (reason: 'deadline' | 'overload') => Error;
}

/** One who waits. After the deadline both do nothing. */
export interface Waiter<T> {
  resolve(outcome: T): void;
  reject(error: unknown): void;
}

interface Waiting {
  until: number;
  expire: () => void;
}

/**
 * Lets callers wait within these bounds.
 *
 * @returns a function that rejects at once where the room is full. Its `begin` is told of the waiter once it's in; what
 *   `begin` returns is called when the deadline passes, so that nothing is kept or done for someone who is gone
 */
export function createBoundedWaiters({ maxWaiting, deadlineMs, giveUp }: BoundedWaitersOptions) {
  /** In the order in which their deadlines pass. */
  const inside = new Set<Waiting>();
  let timer: NodeJS.Timeout | undefined;

  function enter(waiting: Waiting): void {
    inside.add(waiting);
    if (timer === undefined) timer = setTimeout(expire, deadlineMs);
    else if (inside.size === 1) timer.ref();
  }

  function leave(waiting: Waiting): void {
    // Left running, for the next one who comes, but it keeps no process.
    if (inside.delete(waiting) && inside.size === 0) timer?.unref();
  }

  function expire(): void {
    timer = undefined;
    for (const waiting of inside) {
      const leftMs = waiting.until - performance.now();
      if (leftMs > 0) {
        timer = setTimeout(expire, Math.ceil(leftMs));
        return;
      }
      waiting.expire();
    }
  }

  return <T>(begin: (waiter: Waiter<T>) => () => void) => {
    if (inside.size >= maxWaiting) return Promise.reject<T>(giveUp('overload'));
    return new Promise<T>((resolve, reject) => {
      const waiting: Waiting = {
        until: performance.now() + deadlineMs,
        expire: () => {
          leave(waiting);
          forget();
          reject(giveUp('deadline'));
        },
      };
      enter(waiting);
      const forget = begin({
        resolve: (outcome) => {
          leave(waiting);
          resolve(outcome);
        },
        reject: (error) => {
          leave(waiting);
          reject(error);
        },
      });
    });
  };
}
