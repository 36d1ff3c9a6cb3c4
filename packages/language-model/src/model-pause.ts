/**
 * The pause that a model's server asks for.
 *
 * Guarantees: after an answer of 429 or 503 with `Retry-After` nothing more is sent to that server until the time that
 * it named, whoever asks, and no longer than `longestPauseMs`: a wrong or hostile value stops nobody for ever. Doesn't
 * guarantee that the server has time then.
 */

/** Milliseconds. A server whose quota ends for a day is asked again this often. */
export const longestPauseMs = 5 * 60 * 1_000;
const shortestPauseMs = 1_000;

/** Shared by everything that asks one server. */
export type ModelPause = ReturnType<typeof createModelPause>;

/** The server takes no more for the moment; thrown by the fetch that heeds its pause. */
export class ModelBusyError extends Error {
  override readonly name = 'ModelBusyError';
  readonly retryAfterSeconds: number;

  constructor(remainingMs: number, message: string) {
    super(message);
    this.retryAfterSeconds = Math.ceil(remainingMs / 1_000);
  }
}

/** @param now milliseconds of a clock that never goes back */
export function createModelPause(now: () => number = () => performance.now()) {
  let until = Number.NEGATIVE_INFINITY;
  return {
    /** How much longer nothing is to be sent, in milliseconds; 0 where there's no pause. */
    remainingMs: () => Math.max(0, until - now()),
    /** Begins or prolongs the pause; of two the later end counts. */
    pauseFor(ms: number): void {
      until = Math.max(until, now() + ms);
    },
  };
}

/** A fetch that sends nothing during the pause, and begins one where the server asks for it. @throws ModelBusyError */
export function heedRetryAfter(
  fetch: typeof globalThis.fetch,
  pause: ModelPause,
): typeof globalThis.fetch {
  return async (input, init) => {
    const remainingMs = pause.remainingMs();
    if (remainingMs > 0) throw new ModelBusyError(remainingMs, 'not asked: its pause goes on');
    const response = await fetch(input, init);
    if (response.status !== 429 && response.status !== 503) return response;
    const wantedMs = readRetryAfter(response.headers);
    if (wantedMs === undefined) return response;
    await response.body?.cancel();
    pause.pauseFor(wantedMs);
    throw new ModelBusyError(wantedMs, `status ${response.status} with Retry-After`);
  };
}

/** Every form of a date in HTTP begins with it; the runtime's own parser takes far more than dates. */
const weekday = /^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? /iu;

/**
 * How long the server wants to be left alone, within our bounds: seconds or a date (RFC 9110, 10.2.3), read by the
 * server's own clock where it tells the time.
 *
 * @returns milliseconds; undefined where nothing usable was said
 */
function readRetryAfter(headers: Headers): number | undefined {
  const text = headers.get('retry-after')?.trim() ?? '';
  const isSeconds = /^\d+(?:\.\d+)?$/u.test(text);
  const at = weekday.test(text) ? Date.parse(text.replace(/(?: GMT)?$/iu, ' GMT')) : Number.NaN;
  if (!isSeconds && Number.isNaN(at)) return undefined;
  const toldNow = Date.parse(headers.get('date') ?? '');
  const wantedMs = isSeconds ? Number(text) * 1_000 : at - (toldNow || Date.now());
  return Math.min(longestPauseMs, Math.max(shortestPauseMs, wantedMs));
}
