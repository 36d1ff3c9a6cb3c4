import { AppError } from '../http/errors.ts';

const maxWaiting = 50;

/**
 * Lets one piece of work of a user run at a time, in the order of asking: a cookie jar of 256 KiB keeps this process and
 * Directus busy for a while, and whoever sends many of them waits for himself and not everybody else with him.
 *
 * @returns what runs work in its user's turn; AppError `rate_limit.exceeded` where 50 wait already
 */
export function createTurns() {
  const queues = new Map<string, { last: Promise<unknown>; count: number }>();
  return async <T>(userId: string, work: () => Promise<T>): Promise<T> => {
    const queue = queues.get(userId) ?? { last: Promise.resolve(), count: 0 };
    if (queue.count > maxWaiting)
      throw new AppError('rate_limit.exceeded', { retryAfterSeconds: 1 });
    queues.set(userId, queue);
    queue.count += 1;
    const result = queue.last.then(work);
    queue.last = result.catch(() => undefined);
    try {
      return await result;
    } finally {
      queue.count -= 1;
      if (queue.count === 0) queues.delete(userId);
    }
  };
}
