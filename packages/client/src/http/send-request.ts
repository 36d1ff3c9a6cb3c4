import {
  type ErrorDetail,
  GenieApiError,
  type GenieError,
  GenieNetworkError,
  GenieUnavailableError,
  unexpectedAnswer,
} from '../errors.ts';
import { exchange, type Fetch, readJson, receiveWhole, retryAfterOf } from './exchange.ts';
import type { Clock } from './time.ts';

/** One request to the API, without who asks. */
export interface ApiRequest {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With its query. */
  path: string;
  body?: unknown;
}

/** Sends a request with these headers and gives an answer that is 2xx; that of a GET is whole by then. @throws GenieError, or the signal's reason */
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
 * Sends requests to the API. A GET is repeated after a 503 or a broken connection, also one that breaks within its answer,
 * as it asks for the same however often it is sent; anything else is sent once, since it may have been done although the answer says otherwise.
 */
export function createSender(deps: {
  fetch: Fetch | undefined;
  baseUrl: string;
  clock: Clock;
  credentials?: 'same-origin' | undefined;
}): SendRequest {
  const { fetch, baseUrl, clock, credentials } = deps;

  async function sendOnce(...[request, headers, signal]: Parameters<SendRequest>) {
    const { method, path, body } = request;
    const outgoing = { method, url: `${baseUrl}${path}`, headers, body, signal, credentials };
    const response = await exchange(fetch, outgoing);
    if (response.ok) return method === 'GET' ? await receiveWhole(response, signal) : response;
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
  if (error instanceof GenieNetworkError) {
    return error.code === 'client.answer_too_large' ? undefined : standardPauseMs / 4;
  }
  if (!(error instanceof GenieUnavailableError) || error.status !== 503) return undefined;
  const pauseMs = error.retryAfterMs ?? standardPauseMs;
  return pauseMs <= longestPauseMs ? pauseMs : undefined;
}

/**
 * The error that an answer of the API is.
 *
 * @param response one that isn't 2xx
 */
async function toApiFailure(
  response: Response,
  signal: AbortSignal,
  nowMs: number,
): Promise<GenieError> {
  const { status } = response;
  const body = await readJson(response, signal);
  const retryAfterMs = retryAfterOf(response.headers, nowMs);
  if (!isErrorBody(body)) {
    if (status >= 500) return unexpectedAnswer(status);
    const message = `The request was refused with status ${status}.`;
    return new GenieApiError(message, { code: 'client.refused', status, retryAfterMs });
  }
  const { error, code, requestId } = body;
  const facts = { code, requestId, status, retryAfterMs, details: detailsOf(body.details) };
  return status === 503 ? new GenieUnavailableError(error, facts) : new GenieApiError(error, facts);
}

interface ErrorBody {
  error: string;
  code: string;
  requestId: string;
  details?: unknown;
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null) return false;
  const { error, code, requestId } = body as Partial<ErrorBody>;
  return [error, code, requestId].every((part) => typeof part === 'string');
}

function detailsOf(details: unknown): readonly ErrorDetail[] | undefined {
  return Array.isArray(details) ? (details as ErrorDetail[]) : undefined;
}
