import { GenieError } from '@genie-helper/client';

/** What is shown of a failure. */
export interface ShownFailure {
  sentence: string;
  /** By which an operator finds it in the log. */
  requestId?: string | undefined;
}

/** A failure in words for people: the API's own, or one of ours where it has none for people at a screen. */
export function sentenceOf(error: unknown): ShownFailure {
  if (!(error instanceof GenieError)) {
    return { sentence: 'Something went wrong on this page. Load it again.' };
  }
  const { code, message, requestId, retryAfterMs } = error;
  if (code !== 'rate_limit.exceeded') return { sentence: message, requestId };
  const when = retryAfterMs === undefined ? 'later' : `in ${secondsOf(retryAfterMs)}`;
  return { sentence: `Too many requests. Try again ${when}.`, requestId };
}

/** Whether somebody wanted it to end: no failure. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

/** Whether the session is over; the sign-in page says so. */
export function isSessionEnd(error: unknown): boolean {
  return (
    error instanceof GenieError &&
    (error.code === 'auth.invalid_token' || error.code === 'client.signed_out')
  );
}

/** What the API says about one field of what was sent, as a sentence; undefined where it says nothing. */
export function fieldErrorOf(error: unknown, path: string): string | undefined {
  if (!(error instanceof GenieError)) return undefined;
  const detail = error.details?.find((one) => one.path === path);
  return detail === undefined ? undefined : `This ${detail.message}.`;
}

function secondsOf(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  return seconds === 1 ? '1 second' : `${seconds} seconds`;
}
