import { createCookieClient, GenieError } from '@genie-helper/client';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

/** The API of this page's own origin. The session is in a cookie that no script can read. */
export const genie = createCookieClient({ apiUrl: '' });

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

/**
 * Holds what was read from the API. It repeats nothing: the client does that, where a repetition is safe.
 *
 * @param onRightsLost called when the API says that somebody is no administrator (any more)
 */
export function createQueryClient(onRightsLost: () => void): QueryClient {
  const onError = (error: unknown) => {
    if (error instanceof GenieError && error.code === 'auth.admin_only') onRightsLost();
  };
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: { retry: false, staleTime: 10_000, networkMode: 'always' },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
