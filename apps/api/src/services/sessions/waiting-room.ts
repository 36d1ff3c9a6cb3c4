/** Bounds of a wait. */
export interface WaitingRoomOptions {
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

/**
 * Lets a bounded number of callers wait for a bounded time.
 *
 * @param begin told of the waiter once it's in; what it returns is called when the deadline passes, so that
 * nothing is kept or done for someone who is gone
 */
export type EnterWaitingRoom = <T>(begin: (waiter: Waiter<T>) => () => void) => Promise<T>;

/** @returns a function that rejects at once where the room is full */
export function createWaitingRoom(options: WaitingRoomOptions): EnterWaitingRoom {
  const { maxWaiting, deadlineMs, giveUp } = options;
  let waiting = 0;

  return <T>(begin: (waiter: Waiter<T>) => () => void) => {
    if (waiting >= maxWaiting) return Promise.reject<T>(giveUp('overload'));
    waiting += 1;
    return new Promise<T>((resolve, reject) => {
      let isIn = true;
      const leave = () => {
        if (isIn) waiting -= 1;
        isIn = false;
        clearTimeout(deadline);
      };
      const deadline = setTimeout(() => {
        leave();
        forget();
        reject(giveUp('deadline'));
      }, deadlineMs);
      const forget = begin({
        resolve: (outcome) => {
          leave();
          resolve(outcome);
        },
        reject: (error) => {
          leave();
          reject(error);
        },
      });
    });
  };
}
