import { createCookieClient, GenieError, GenieNetworkError } from '@genie-helper/client';
import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query';

/** The API of this page's own origin. The session is in a cookie that no script can read. */
export const genie = createCookieClient({ apiUrl: '' });

/** What is shown of a failure: the API's message, or one of ours where it has none for people at a screen. */
export function errorMessage(error: unknown): { message: string; requestId?: string | undefined } {
  if (!(error instanceof GenieError)) {
    return { message: 'Something went wrong on this page. Load it again.' };
  }
  const { code, message, status = 500, requestId, retryAfterMs } = error;
  if (code !== 'rate_limit.exceeded') {
    // Of what the asker can mend an operator need find nothing.
    return status >= 500 ? { message, requestId } : { message };
  }
  const seconds = Math.max(1, Math.ceil((retryAfterMs ?? 0) / 1000));
  const minutes = Math.ceil(seconds / 60);
  const wait =
    seconds === 1 ? '1 second' : seconds < 120 ? `${seconds} seconds` : `${minutes} minutes`;
  const when = retryAfterMs === undefined ? 'later' : `in ${wait}`;
  return { message: `Too many requests. Try again ${when}.` };
}

/** Whether somebody wanted it to end: no failure. */
export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}

const unclear = ['directus.unavailable', 'server.internal', 'client.unexpected_answer'];

/** Whether nobody knows what became of it: what was asked for may be done, although its answer didn't come. */
export function mayBeDone(error: unknown): boolean {
  if (error instanceof GenieNetworkError) return true;
  return error instanceof GenieError && unclear.includes(error.code);
}

/** Whether the session is over; the sign-in page says so. */
export function isSessionEnd(error: unknown): boolean {
  return (
    error instanceof GenieError &&
    (error.code === 'auth.invalid_token' || error.code === 'client.signed_out')
  );
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
