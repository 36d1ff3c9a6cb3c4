import { CaptionError } from './caption-error.ts';

/**
 * Runs `work` for at most `timeoutMs` and until `caller` fires, whether or not `work` heeds the
 * signal it gets. Throws `CaptionError`: `captions.model_timeout`, `captions.aborted`, the one
 * that `work` threw, or `captions.model_failed` in place of any other error of it.
 */
export async function withinTime<Result>(
  timeoutMs: number,
  caller: AbortSignal | undefined,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const timeout = new AbortController();
  const timer = setTimeout(() => timeout.abort(), timeoutMs);
  const signal = caller ? AbortSignal.any([caller, timeout.signal]) : timeout.signal;
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(stopError(caller, timeoutMs));
  });
  try {
    if (signal.aborted) throw stopError(caller, timeoutMs);
    signal.addEventListener('abort', stop, { once: true });
    const running = work(signal);
    running.catch(() => {});
    return await Promise.race([running, stopped]);
  } catch (error) {
    if (signal.aborted) throw stopError(caller, timeoutMs);
    if (error instanceof CaptionError) throw error;
    throw new CaptionError('captions.model_failed', `the provider threw ${nameOf(error)}`);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  }
}

function stopError(caller: AbortSignal | undefined, timeoutMs: number): CaptionError {
  return caller?.aborted
    ? new CaptionError('captions.aborted', 'the caller went away')
    : new CaptionError('captions.model_timeout', `no caption within ${timeoutMs} ms`);
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.constructor.name : typeof error;
}
