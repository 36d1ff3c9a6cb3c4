/**
 * Sharing of checks that can't miss a revocation.
 *
 * Guarantees: a caller gets the outcome of a call that was sent after it asked. Callers with the same
 * key share the next call, never one already under way, as an ordinary single flight would: such a call
 * may have been answered before the token was revoked. One caller's deadline doesn't disturb the others.
 * At most one call a key is under way, and at most `maxWaiting` callers wait.
 */

import {
  type BoundedWaitersOptions,
  createBoundedWaiters,
  type Waiter,
} from './bounded-waiters.ts';

/** Bounds and the call itself. */
export interface SharedCallOptions<T> extends BoundedWaitersOptions {
  /** Makes the real call; its rejection reaches everyone who shares it. */
  call: (key: string) => Promise<T>;
}

interface Slot<T> {
  underWay: Promise<T>;
  next: Promise<T> | undefined;
}

/**
 * Wraps a call so that waiting callers of one key share the next one.
 *
 * @returns a function that answers for a key, or throws what `call` or `giveUp` gives
 */
export function coalesceNextCall<T>(options: SharedCallOptions<T>): (key: string) => Promise<T> {
  const slots = new Map<string, Slot<T>>();
  const enter = createBoundedWaiters(options);

  function start(key: string): Promise<T> {
    const underWay = options.call(key);
    const slot: Slot<T> = { underWay, next: undefined };
    slots.set(key, slot);
    const settle = () => {
      if (slot.next === undefined) slots.delete(key);
    };
    underWay.then(settle, settle);
    return underWay;
  }

  function join(key: string): Promise<T> {
    const slot = slots.get(key);
    if (slot === undefined) return start(key);
    if (slot.next === undefined) {
      const sendNext = () => start(key);
      slot.next = slot.underWay.then(sendNext, sendNext);
      // Everyone who shares it may have given up by then; their own promises carry the outcome.
      slot.next.catch(() => undefined);
    }
    return slot.next;
  }

  return (key) =>
    enter<T>((waiter) => {
      join(key).then(waiter.resolve, waiter.reject);
      return () => undefined;
    });
}

/**
 * Batching of checks that can't miss a revocation.
 *
 * Guarantees: a caller gets the outcome of a call that was sent after it asked: everyone who waits when a call
 * is sent goes in it, and nobody joins a call already sent. At most `maxCalls` calls are under way and at most
 * `maxWaiting` callers wait; one more is told so at once. Nothing is sent for a caller whose deadline passed. A
 * failed call fails those in it and nobody else, and one caller's deadline doesn't disturb the others.
 */

/** Bounds and the call itself. */
export interface BatchOptions<T, K = string> extends BoundedWaitersOptions {
  /** Makes one call for different keys; answers one outcome a key, in their order. */
  send: (keys: readonly K[]) => Promise<readonly T[]>;
  /** How many calls may be under way at once. */
  maxCalls: number;
  /** How many keys one call may carry, and how many characters of keys. */
  maxKeys: number;
  maxKeyCharacters: number;
  /** How many characters a key counts as. */
  charactersOf: (key: K) => number;
}

/**
 * Wraps a call about many keys so that callers with one key each share it. Callers of equal texts share their outcome;
 * two objects are never equal.
 *
 * @returns a function that answers for a key, or throws what `send` or `giveUp` gives
 */
export function batchCalls<T, K = string>(options: BatchOptions<T, K>): (key: K) => Promise<T> {
  const enter = createBoundedWaiters(options);
  const unsent = new Map<K, Set<Waiter<T>>>();
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

  function takeBatch(): Map<K, Set<Waiter<T>>> {
    const batch = new Map<K, Set<Waiter<T>>>();
    let characters = 0;
    for (const [key, waiters] of unsent) {
      characters += options.charactersOf(key);
      const isFull = batch.size >= options.maxKeys || characters > options.maxKeyCharacters;
      if (isFull && batch.size > 0) break;
      batch.set(key, waiters);
      unsent.delete(key);
    }
    return batch;
  }

  async function sendBatch(batch: Map<K, Set<Waiter<T>>>): Promise<void> {
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
