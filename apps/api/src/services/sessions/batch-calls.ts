/**
 * Batching of checks that can't miss a revocation.
 *
 * Guarantees: a caller gets the outcome of a call that was sent after it asked: everyone who waits when a call
 * is sent goes in it, and nobody joins a call already sent. At most `maxCalls` calls are under way and at most
 * `maxWaiting` callers wait; one more is told so at once. Nothing is sent for a caller whose deadline passed. A
 * failed call fails those in it and nobody else, and one caller's deadline doesn't disturb the others.
 */
import { createWaitingRoom, type Waiter, type WaitingRoomOptions } from './waiting-room.ts';

/** Bounds and the call itself. */
export interface BatchOptions<T> extends WaitingRoomOptions {
  /** Makes one call for different keys; answers one outcome a key, in their order. */
  send: (keys: readonly string[]) => Promise<readonly T[]>;
  /** How many calls may be under way at once. */
  maxCalls: number;
  /** How many keys one call may carry, and how many characters of keys. */
  maxKeys: number;
  maxKeyCharacters: number;
}

/**
 * Wraps a call about many keys so that callers with one key each share it.
 *
 * @returns a function that answers for a key, or throws what `send` or `giveUp` gives
 */
export function batchCalls<T>(options: BatchOptions<T>): (key: string) => Promise<T> {
  const enter = createWaitingRoom(options);
  const unsent = new Map<string, Set<Waiter<T>>>();
  let underWay = 0;
  let isScheduled = false;

  function schedule(): void {
    if (isScheduled || unsent.size === 0 || underWay >= options.maxCalls) return;
    isScheduled = true;
    // Whoever asks in the same turn of the event loop goes along.
    setImmediate(() => {
      isScheduled = false;
      const batch = takeBatch();
      if (batch.size > 0) void sendBatch(batch);
    });
  }

  function takeBatch(): Map<string, Set<Waiter<T>>> {
    const batch = new Map<string, Set<Waiter<T>>>();
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

  async function sendBatch(batch: Map<string, Set<Waiter<T>>>): Promise<void> {
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
      for (const waiter of groups.flatMap((waiters) => [...waiters])) waiter.reject(error);
    } finally {
      underWay -= 1;
      schedule();
    }
  }

  return (key) =>
    enter<T>((waiter) => {
      const waiters = unsent.get(key) ?? new Set();
      unsent.set(key, waiters.add(waiter));
      schedule();
      return () => {
        waiters.delete(waiter);
        if (waiters.size === 0 && unsent.get(key) === waiters) unsent.delete(key);
      };
    });
}
