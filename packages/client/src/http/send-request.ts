import { GenieNetworkError, GenieUnavailableError } from '../errors.ts';
import { toApiFailure } from './api-failure.ts';
import { exchange, type Fetch } from './exchange.ts';
import type { Clock } from './time.ts';

/** One request to the API, without who asks. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'DELETE';
  /** With its query. */
  path: string;
  body?: unknown;
}

/** Sends a request with these headers and gives an answer that is 2xx. @throws GenieError, or the signal's reason */
export type SendRequest = (
  request: ApiRequest,
  headers: Record<string, string>,
  signal: AbortSignal,
) => Promise<Response>;

/** How often a request is repeated that changes nothing. */
const maxRepeats = 2;
/** A server that asks for more is left alone, and the caller told. */
const longestPauseMs = 10_000;
const standardPauseMs = 1_000;
/** Spreads those who were sent away together. */
const spreadMs = 250;

/**
 * Sends requests to the API. A GET is repeated after a 503 or a broken connection, as it asks for the same however
 * often it is sent; anything else is sent once, since it may have been done although the answer says otherwise.
 */
export function createSender(deps: {
  fetch: Fetch;
  baseUrl: string;
  clock: Clock;
  credentials?: 'same-origin' | undefined;
}): SendRequest {
  const { fetch, baseUrl, clock, credentials } = deps;

  async function sendOnce(...[request, headers, signal]: Parameters<SendRequest>) {
    const { method, path, body } = request;
    const outgoing = { method, url: `${baseUrl}${path}`, headers, body, signal, credentials };
    const response = await exchange(fetch, outgoing);
    if (response.ok) return response;
    throw await toApiFailure(response, signal, clock.now());
  }

  return async (request, headers, signal) => {
    for (let repeats = 0; ; repeats += 1) {
      try {
        return await sendOnce(request, headers, signal);
      } catch (error) {
        signal.throwIfAborted();
        if (request.method !== 'GET' || repeats === maxRepeats) throw error;
        const pauseMs = pauseAfter(error);
        if (pauseMs === undefined) throw error;
        await clock.sleep(pauseMs + Math.random() * spreadMs, signal);
      }
    }
  };
}

/** Undefined where another try would be no better. */
function pauseAfter(error: unknown): number | undefined {
  if (error instanceof GenieNetworkError) return standardPauseMs / 4;
  if (!(error instanceof GenieUnavailableError) || error.status !== 503) return undefined;
  const pauseMs = error.retryAfterMs ?? standardPauseMs;
  return pauseMs <= longestPauseMs ? pauseMs : undefined;
}
