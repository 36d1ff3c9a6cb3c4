import { redisErrorWord } from '../../../../http/redis.ts';

/** What the connection itself has told already, once for every outage. */
const connectionWords: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EPIPE',
  'ETIMEDOUT',
  'no answer',
]);
const againAfterMs = 60_000;

/**
 * Logs errors of the queue and its workers, such as a Redis that is full or read-only: each kind once a minute, since
 * workers try again and again.
 */
export function createErrorLog(log: { warn(message: string): void }): (error: unknown) => void {
  const toldAt = new Map<string, number>();
  return (error) => {
    const word = redisErrorWord(error);
    const now = performance.now();
    if (connectionWords.has(word) || now - (toldAt.get(word) ?? -againAfterMs) < againAfterMs)
      return;
    toldAt.set(word, now);
    log.warn(`the queue's Redis refuses: ${word}`);
  };
}
