import type { PendingAnswer } from '../../chat/answer-message.ts';
import { AppError } from '../../errors/app-error.ts';

/** How many answers one user may have open at once; each may ask a model for minutes. */
export const maxOpenAnswers = 3;

/**
 * Counts the answers that each user has open in this process.
 *
 * @returns a function that prepares an answer, holding a place for it until it has ended, however it ends
 */
export function createOpenAnswers() {
  const open = new Map<string, number>();

  function leave(userId: string): void {
    const left = (open.get(userId) ?? 0) - 1;
    if (left > 0) open.set(userId, left);
    else open.delete(userId);
  }

  /** @throws AppError `chat.too_many_open` · as `prepare` */
  return async (userId: string, prepare: () => Promise<PendingAnswer>): Promise<PendingAnswer> => {
    const count = open.get(userId) ?? 0;
    if (count >= maxOpenAnswers) throw new AppError('chat.too_many_open', { retryAfterSeconds: 5 });
    open.set(userId, count + 1);
    try {
      const answer = await prepare();
      return async function* held(signal) {
        try {
          yield* answer(signal);
        } finally {
          leave(userId);
        }
      };
    } catch (error) {
      leave(userId);
      throw error;
    }
  };
}
