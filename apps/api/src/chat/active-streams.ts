import { AppError } from '../http/errors.ts';
import type { PendingAnswer } from './answer-message.ts';

/** How many answers one user may have open at once; each may ask a model for minutes. */
export const maxActiveStreams = 3;

/** Prepares an answer, holding a slot for it until it has ended. @throws AppError `chat.too_many_open` · as `prepare` */
export type HoldSlot = ReturnType<typeof createActiveStreams>;

/** Counts the answers that each user has open in this process; a slot is free again however its answer ends. */
export function createActiveStreams() {
  const active = new Map<string, number>();

  function release(userId: string): void {
    const left = (active.get(userId) ?? 0) - 1;
    if (left > 0) active.set(userId, left);
    else active.delete(userId);
  }

  return async (userId: string, prepare: () => Promise<PendingAnswer>): Promise<PendingAnswer> => {
    const count = active.get(userId) ?? 0;
    if (count >= maxActiveStreams) {
      throw new AppError('chat.too_many_open', { retryAfterSeconds: 5 });
    }
    active.set(userId, count + 1);
    try {
      const answer = await prepare();
      return async function* held(signal) {
        try {
          yield* answer(signal);
        } finally {
          release(userId);
        }
      };
    } catch (error) {
      release(userId);
      throw error;
    }
  };
}
