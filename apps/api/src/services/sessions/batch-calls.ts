/**
 * Batching of checks that can't miss a revocation.
 *
 * Guarantees: a caller gets the outcome of a call that was sent after it asked: everyone who waits when a call
 * is sent goes in it, and nobody joins a call already sent. At most `maxCalls` calls are under way and at most
 * `maxWaiting` callers wait; one more is told so at once. A failed call fails those in it and nobody else, and
 * one caller's deadline doesn't disturb the others.
 */
export interface BatchOptions<T> {
  /** Makes one call for different keys; answers one outcome a key, in their order. */
  send: (keys: readonly string[]) => Promise<readonly T[]>;
  /** How many calls may be under way at once. */
  maxCalls: number;
  /** How many keys one call may carry, and how many characters of keys. */
  maxKeys: number;
  maxKeyCharacters: number;
  /** How many callers may wait at once, those whose call is under way included. */
  maxWaiting: number;
  /** How long one caller waits, in milliseconds, from asking to the answer. */
  deadlineMs: number;
  /** The error for a caller whose deadline passed, or who found too many waiting. */
  giveUp: (reason: 'deadline' | 'overload') => Error;
}

interface Waiter<T> {
  resolve(outcome: T): void;
  reject(error: unknown): void;
}

/**
 * Wraps a call about many keys so that callers with one key each share it.
 *
 * @returns a function that answers for a key, or throws what `send` or `giveUp` gives
 */
export function batchCalls<T>(options: BatchOptions<T>): (key: string) => Promise<T> {
  const unsent = new Map<string, Waiter<T>[]>();
  let waiting = 0;
  let underWay = 0;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || unsent.size === 0 || underWay >= options.maxCalls) return;
    isScheduled = true;
    // Whoever asks in the same turn of the event loop goes along.
    setImmediate(() => {
      isScheduled = false;
      void sendBatch(takeBatch());
    });
  }

  function takeBatch(): Map<string, Waiter<T>[]> {
    const batch = new Map<string, Waiter<T>[]>();
    let characters = 0;
    for (const [key, waiters] of unsent) {
      characters += key.length;
      const isFull = batch.size >= options.maxKeys || characters > options.maxKeyCharacters;
      if (isFull && batch.size > 0) break;
      batch.set(key, waiters);
      unsent.delete(key);
    }
    return batch;
  }

  async function sendBatch(batch: Map<string, Waiter<T>[]>): Promise<void> {
    underWay += 1;
    // With room for another call, what didn't fit needn't wait for this one.
    schedule();
    const groups = [...batch.values()];
    try {
      const outcomes = await options.send([...batch.keys()]);
      groups.forEach((waiters, index) => {
        for (const waiter of waiters) waiter.resolve(outcomes[index] as T);
      });
    } catch (error) {
      for (const waiter of groups.flat()) waiter.reject(error);
    } finally {
      underWay -= 1;
      schedule();
    }
  }

  return (key) =>
    new Promise<T>((resolve, reject) => {
      if (waiting >= options.maxWaiting) {
        reject(options.giveUp('overload'));
        return;
      }
      waiting += 1;
      let isWaiting = true;
      const leave = () => {
        if (isWaiting) waiting -= 1;
        isWaiting = false;
        clearTimeout(deadline);
      };
      const deadline = setTimeout(() => {
        leave();
        reject(options.giveUp('deadline'));
      }, options.deadlineMs);
      const waiter: Waiter<T> = {
        resolve: (outcome) => {
          leave();
          resolve(outcome);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      };
      const others = unsent.get(key);
      if (others === undefined) unsent.set(key, [waiter]);
      else others.push(waiter);
      schedule();
    });
}
