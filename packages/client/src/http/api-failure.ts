import { unexpectedAnswer } from '../errors/client-errors.ts';
import {
  type ErrorDetail,
  GenieApiError,
  type GenieError,
  GenieUnavailableError,
} from '../errors.ts';
import { readJson } from './read-body.ts';
import { retryAfterOf } from './retry-after.ts';

/**
 * The error that an answer of the API is.
 *
 * @param response one that isn't 2xx
 */
export async function toApiFailure(
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
