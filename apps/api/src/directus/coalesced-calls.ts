/**
 * Sharing of checks that can't miss a revocation.
 *
 * Guarantees: a caller gets the outcome of a call that was sent after it asked. Callers with the same
 * key share the next call, never one already under way, as an ordinary single flight would: such a call
 * may have been answered before the token was revoked. One caller's deadline doesn't disturb the others.
 * At most one call a key is under way, and at most `maxWaiting` callers wait.
 */
import { createWaitingRoom, type WaitingRoomOptions } from '../services/sessions/waiting-room.ts';

/** Bounds and the call itself. */
export interface SharedCallOptions<T> extends WaitingRoomOptions {
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
export function shareNextCall<T>(options: SharedCallOptions<T>): (key: string) => Promise<T> {
  const slots = new Map<string, Slot<T>>();
  const enter = createWaitingRoom(options);

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
