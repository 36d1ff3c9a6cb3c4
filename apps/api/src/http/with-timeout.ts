/**
 * Waits for something, no longer than a bound.
 *
 * @param timeoutMs milliseconds
 * @throws Error `too slow` after that; the work's own outcome is then of no interest
 */
export async function withTimeout<T>(timeoutMs: number, work: Promise<T>): Promise<T> {
  work.catch(() => undefined);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<never>((_, reject) => {
    // Where this process itself stood still, an answer that has come is read before it is too late.
    const giveUp = () => setImmediate(() => reject(new Error('too slow')));
    timer = setTimeout(giveUp, timeoutMs);
  });
  try {
    return await Promise.race([work, tooLate]);
  } finally {
    clearTimeout(timer);
  }
}
