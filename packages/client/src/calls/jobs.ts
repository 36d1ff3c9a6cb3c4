import type { Job, JobQuery } from '../api-types.ts';
import { GenieApiError, GenieNetworkError, GenieUnavailableError, timedOut } from '../errors.ts';
import type { CallOptions, Clock } from '../http/time.ts';
import { type ApiCall, resultOf } from './api-call.ts';

export interface WatchOptions extends CallOptions {
  /** For how long the job is watched, in milliseconds; an hour where left out. */
  timeoutMs?: number | undefined;
}

export type JobCalls = ReturnType<typeof jobCalls>;

const hourMs = 3_600_000;
/** The first pause between two looks; each is longer than the one before. */
const firstPauseMs = 250;
const longestPauseMs = 5_000;
/** One look is waited for no longer than there is time left, but for a last one. */
const longestLookMs = 30_000;
const shortestLookMs = 1_000;

export function jobCalls(call: ApiCall, clock: Clock) {
  const get = async (id: string, options?: CallOptions) =>
    (await call('get', '/api/queue/jobs/{id}', { id }, options)).job;

  async function* watch(
    id: string,
    options: WatchOptions = {},
  ): AsyncGenerator<Job, void, undefined> {
    const { signal, timeoutMs = hourMs } = options;
    const untilMs = clock.now() + timeoutMs;
    let told = '';
    let pauseMs = firstPauseMs;
    for (;;) {
      const leftMs = Math.max(shortestLookMs, untilMs - clock.now());
      const look = { signal, timeoutMs: Math.min(longestLookMs, leftMs) };
      let askedMs = 0;
      const job = await get(id, look).catch((error: unknown) => {
        askedMs = pauseAfter(error);
      });
      const state = JSON.stringify(job);
      if (job !== undefined && state !== told) {
        told = state;
        pauseMs = firstPauseMs;
        yield job;
        if (isOver(job)) return;
      }
      const restMs = Math.max(pauseMs, askedMs);
      if (clock.now() + restMs > untilMs) throw timedOut();
      await clock.sleep(restMs, signal);
      pauseMs = Math.min(pauseMs * 1.5, longestPauseMs);
    }
  }

  return {
    /** How far a job is, and what came of it. */
    get,
    /** The caller's jobs, newest first, without what came of them; everybody's with `all`, for administrators. */
    list: (query?: JobQuery, options?: CallOptions) =>
      call('get', '/api/queue/jobs', { query }, options).then(resultOf),
    /** Starts a job again that failed or was cancelled. */
    retry: (id: string, options?: CallOptions) =>
      call('post', '/api/queue/jobs/{id}/retry', { id }, options).then(resultOf),
    /** Ends a job that isn't over; captions that it has are kept. */
    cancel: (id: string, options?: CallOptions) =>
      call('post', '/api/queue/jobs/{id}/cancel', { id }, options).then(resultOf),
    /**
     * The job each time that something of it has changed, until it is over. Asks again while nothing can be reached, and
     * later where it asked too often.
     *
     * @throws GenieNetworkError `client.timeout` where it isn't over in time, the signal's reason, and as `get`
     */
    watch,
    /**
     * Waits until a job is over, `completed`, `failed` or `cancelled`.
     *
     * @param options `onProgress` is told each change
     * @throws as `watch`
     */
    async wait(
      id: string,
      { onProgress, ...options }: WatchOptions & { onProgress?: (job: Job) => void } = {},
    ): Promise<Job> {
      for await (const job of watch(id, options)) {
        onProgress?.(job);
        if (isOver(job)) return job;
      }
      throw timedOut();
    },
  };
}

function isOver({ status }: Job): boolean {
  return status === 'completed' || status === 'failed' || status === 'cancelled';
}

/**
 * How long the server wants to be left alone, in milliseconds. Neither an outage nor a limit that others have used up ends
 * a job, so it doesn't end the watching.
 *
 * @throws what does
 */
function pauseAfter(error: unknown): number {
  const isOutage = error instanceof GenieUnavailableError || error instanceof GenieNetworkError;
  const isLimit = error instanceof GenieApiError && error.status === 429;
  if (!isOutage && !isLimit) throw error;
  return error.retryAfterMs ?? 0;
}
