import { answerCut, answerTooLarge, notConnected } from '../errors.ts';

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
 * Sends one request, with the platform's own fetch where none is given, and gives its answer as soon as that begins. Follows no redirect and sends no cookie unless
 * told to: a token goes to the configured server only.
 *
 * @throws the signal's reason, or GenieNetworkError
 */
export async function exchange(fetch: Fetch | undefined, outgoing: Outgoing): Promise<Response> {
  const { method, url, headers, body, signal, credentials = 'omit' } = outgoing;
  signal.throwIfAborted();
  const init: RequestInit = { method, headers, signal, redirect: 'error', credentials };
  if (body !== undefined) {
    init.body = JSON.stringify(body);
    init.headers = { ...headers, 'content-type': 'application/json' };
  }
  try {
    return await (fetch ?? globalThis.fetch)(url, init);
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    throw notConnected(error);
  }
}

/**
 * An address as paths are added to it: without a slash at the end.
 *
 * @param what names the option in the error
 * @throws TypeError where it is neither http(s) nor, in a browser, a path of the page's own server
 */
export function toBaseUrl(address: string, what: string): string {
  const base = address.replace(/\/+$/, '');
  const isOfPage =
    Reflect.get(globalThis, 'location') !== undefined && /^(?:\/(?!\/)|$)/.test(base);
  if (isOfPage) return base;
  let isGood = false;
  try {
    const { protocol, username, password, search, hash } = new URL(base);
    isGood = /^https?:$/.test(protocol) && [username, password, search, hash].join('') === '';
  } catch {
    // Told below, in our words.
  }
  if (!isGood) throw new TypeError(`${what} must be an http or https address.`);
  return base;
}

/** More than the largest answer of the API, in bytes. */
const maxBytes = 16 * 1024 * 1024;

/**
 * The pieces of a body as they come. Whoever stops in the middle ends the request.
 *
 * @throws the signal's reason, or GenieNetworkError where the connection breaks
 */
export async function* readChunks(
  response: Response,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
    isOver = true;
  } catch {
    isOver = true;
    throw signal.aborted ? signal.reason : answerCut();
  } finally {
    if (!isOver) await reader.cancel().catch(() => {});
  }
}

/**
 * An answer with its whole body, once that has come.
 *
 * @throws the signal's reason, or GenieNetworkError
 */
export async function receiveWhole(response: Response, signal: AbortSignal): Promise<Response> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for await (const chunk of readChunks(response, signal)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw answerTooLarge();
    chunks.push(new Uint8Array(chunk));
  }
  const { status, headers } = response;
  // Some statuses have no body, and take none.
  return new Response(bytes === 0 ? null : new Blob(chunks), { status, headers });
}

/**
 * A body as JSON; undefined where it's empty or no JSON.
 *
 * @throws the signal's reason, or GenieNetworkError
 */
export async function readJson(response: Response, signal: AbortSignal): Promise<unknown> {
  const decoder = new TextDecoder();
  let text = '';
  let bytes = 0;
  for await (const chunk of readChunks(response, signal)) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw answerTooLarge();
    text += decoder.decode(chunk, { stream: true });
  }
  try {
    return JSON.parse(text + decoder.decode());
  } catch {
    return undefined;
  }
}

/**
 * How long an answer asks to wait, in milliseconds; undefined where it doesn't say.
 *
 * @param nowMs for answers that name a timestamp instead of seconds
 */
export function retryAfterOf(headers: Headers, nowMs: number): number | undefined {
  const text = headers.get('retry-after')?.trim();
  if (!text) return undefined;
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? undefined : Math.max(0, atMs - nowMs);
}
