import { ChatError } from './chat-provider.ts';

/** How long an answer is waited for. */
export type Patience = {
  /** Fires when the caller goes, the time is up or `end` was called. */
  readonly signal: AbortSignal;
  /** Waits for a piece of the model's, no longer than it may be silent. @throws ChatError */
  waitFor<Piece>(piece: Promise<Piece>): Promise<Piece>;
  /** Runs a tool: the model may be silent meanwhile, and only the whole time counts. */
  whileToolRuns<Result>(run: () => Promise<Result>): Promise<Result>;
  /** Frees everything that hangs on the signal. */
  end(): void;
};

/**
 * Bounds an answer in time, whether or not whoever gives it heeds the signal. The clock stands still while the
 * consumer takes its time with a piece, but for the whole time.
 *
 * @param bounds milliseconds: between two pieces, and for everything
 */
export function createPatience(
  caller: AbortSignal,
  { silenceMs, totalMs }: { silenceMs: number; totalMs: number },
): Patience {
  const own = new AbortController();
  const signal = AbortSignal.any([caller, own.signal]);
  const total = setTimeout(() => own.abort(), totalMs);
  let silence: NodeJS.Timeout | undefined;
  let isWaiting = false;
  let toolsRunning = 0;

  const stopped = new Promise<never>((_resolve, reject) => {
    const stop = () => reject(stopError(caller));
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  stopped.catch(() => {});

  function listen(): void {
    clearTimeout(silence);
    if (isWaiting && toolsRunning === 0) silence = setTimeout(() => own.abort(), silenceMs);
  }

  return {
    signal,
    async waitFor(piece) {
      piece.catch(() => {});
      isWaiting = true;
      listen();
      try {
        return await Promise.race([stopped, piece]);
      } catch (error) {
        throw signal.aborted ? stopError(caller) : error;
      } finally {
        isWaiting = false;
        clearTimeout(silence);
      }
    },
    async whileToolRuns(run) {
      toolsRunning += 1;
      listen();
      try {
        return await run();
      } finally {
        toolsRunning -= 1;
        listen();
      }
    },
    end() {
      clearTimeout(total);
      clearTimeout(silence);
      own.abort();
    },
  };
}

function stopError(caller: AbortSignal): ChatError {
  return caller.aborted
    ? new ChatError('chat.aborted', 'the caller went away')
    : new ChatError('chat.model_timeout', 'openai-compatible: silent for too long');
}
