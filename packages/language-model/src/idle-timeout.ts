/** How long an answer of a model is waited for. */
export type IdleTimeout = ReturnType<typeof createIdleTimeout>;

/**
 * Bounds an answer in time, whether or not whoever gives it heeds the signal. The clock stands still while the
 * consumer takes its time with a piece, but for the whole time.
 *
 * @param caller fires when nobody wants the answer any more
 * @param bounds milliseconds: for everything, and between two pieces where that's less
 * @param stopError the error for an answer that was cut short: `aborted` by the caller, or out of time
 */
export function createIdleTimeout(
  caller: AbortSignal | undefined,
  { totalMs, idleMs = totalMs }: { totalMs: number; idleMs?: number },
  stopError: (why: 'aborted' | 'timeout') => Error,
) {
  const own = new AbortController();
  const signal = caller ? AbortSignal.any([caller, own.signal]) : own.signal;
  const total = setTimeout(() => own.abort(), totalMs);
  let idle: NodeJS.Timeout | undefined;
  let isWaiting = false;
  let toolsRunning = 0;

  const whyStopped = () => stopError(caller?.aborted ? 'aborted' : 'timeout');
  const { promise: stopped, reject } = Promise.withResolvers<never>();
  const stop = () => reject(whyStopped());
  if (signal.aborted) stop();
  else signal.addEventListener('abort', stop, { once: true });
  stopped.catch(() => {});

  function restart(): void {
    clearTimeout(idle);
    if (isWaiting && toolsRunning === 0) idle = setTimeout(() => own.abort(), idleMs);
  }

  return {
    /** Fires when the caller goes, the time is up or `end` was called. */
    signal,
    /** Waits for a piece of the model's, no longer than it may be idle. @throws what `stopError` gives */
    async waitFor<Piece>(piece: Promise<Piece>): Promise<Piece> {
      piece.catch(() => {});
      isWaiting = true;
      restart();
      try {
        return await Promise.race([stopped, piece]);
      } catch (error) {
        throw signal.aborted ? whyStopped() : error;
      } finally {
        isWaiting = false;
        clearTimeout(idle);
      }
    },
    /** Runs a tool: the model may be idle meanwhile, and only the whole time counts. */
    async whileToolRuns<Result>(run: () => Promise<Result>): Promise<Result> {
      toolsRunning += 1;
      restart();
      try {
        return await run();
      } finally {
        toolsRunning -= 1;
        restart();
      }
    },
    /** Frees everything that hangs on the signal. */
    end(): void {
      clearTimeout(total);
      clearTimeout(idle);
      signal.removeEventListener('abort', stop);
      own.abort(ended);
    },
  };
}

/** Why the signal fires once nobody waits any more; one for all, as an error of its own would be made for nobody. */
const ended = new DOMException('The answer is no longer waited for.', 'AbortError');
