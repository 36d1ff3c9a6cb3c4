import { notConnected } from '../errors/client-errors.ts';

/** What the platform's fetch takes and gives. */
export type Fetch = typeof globalThis.fetch;

/** One request, ready to go. */
export interface Outgoing {
  method: string;
  url: string;
  headers: Record<string, string>;
  /** Sent as JSON. */
  body?: unknown;
  signal: AbortSignal;
  /** Whether the browser sends the cookies of the page's own server along; none where left out. */
  credentials?: 'same-origin' | undefined;
}

/**
 * Sends one request and gives its answer as soon as that begins. Follows no redirect and sends no cookie unless
 * told to: a token goes to the configured server only.
 *
 * @throws the signal's reason, or GenieNetworkError
 */
export async function exchange(fetch: Fetch, outgoing: Outgoing): Promise<Response> {
  const { method, url, headers, body, signal, credentials = 'omit' } = outgoing;
  signal.throwIfAborted();
  const init: RequestInit = { method, headers, signal, redirect: 'error', credentials };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...headers, 'content-type': 'application/json' };
  }
  try {
    return await fetch(url, init);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw notConnected(error);
  }
}
