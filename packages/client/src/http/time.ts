import { timedOut } from '../errors.ts';

/** How one call is made. */
export interface CallOptions {
  /** Ends the call; it then throws the signal's reason. */
  signal?: AbortSignal | undefined;
  /** For how long the whole call is waited for, repeats and a refresh included, in milliseconds. */
  timeoutMs?: number | undefined;
}

/** Time as the client sees it; tests bring their own. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Waits, and throws the signal's reason if that comes first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const stop = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const timer = setTimeout(() => {
        signal?.removeEventListener('abort', stop);
        resolve();
      }, ms);
      signal?.addEventListener('abort', stop, { once: true });
    }),
};

export type Deadline = ReturnType<typeof startDeadline>;

/** The longest that a timer takes. */
const maxTimeoutMs = 2 ** 31 - 1;

/**
 * A signal that is aborted with the caller's, or with a `client.timeout` when time is up. Our own instead of
 * `AbortSignal.any` and `.timeout`, which not every supported browser and Node has in order.
 */
export function startDeadline(timeoutMs: number, outer?: AbortSignal) {
  const controller = new AbortController();
  const follow = () => controller.abort(outer?.reason);
  const start = (ms: number) =>
    setTimeout(() => controller.abort(timedOut()), Math.min(ms, maxTimeoutMs));
  let timer = start(timeoutMs);
  if (outer?.aborted) follow();
  else outer?.addEventListener('abort', follow, { once: true });
  return {
    signal: controller.signal,
    /** Gives this much time from now. */
    restart(ms: number): void {
      clearTimeout(timer);
      timer = start(ms);
    },
    /** Must be called when all is done, so that nothing is left behind. */
    end(): void {
      clearTimeout(timer);
      outer?.removeEventListener('abort', follow);
    },
  };
}

/** How long most calls are waited for; Directus takes half a second for a login, and more when many log in. */
const standardTimeoutMs = 30_000;

/** Does work that ends with the caller's signal, or when time is up. @throws `client.timeout`, or the signal's reason */
export async function withDeadline<T>(
  { signal, timeoutMs = standardTimeoutMs }: CallOptions,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = startDeadline(timeoutMs, signal);
  try {
    return await work(deadline.signal);
  } finally {
    deadline.end();
  }
}

/** Waits for something that others wait for too: the signal ends only this waiting. */
export function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const stop = () => reject(signal.reason);
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}
