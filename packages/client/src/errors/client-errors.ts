import { GenieNetworkError, GenieUnavailableError } from '../errors.ts';

/** Nobody answered in time. */
export function timedOut(): GenieNetworkError {
  return new GenieNetworkError('No answer came in time.', { code: 'client.timeout' });
}

/**
 * No connection, or it broke before an answer began. Of the cause only a code like `ECONNREFUSED` is told: messages
 * of the platform may quote a header.
 */
export function notConnected(cause: unknown): GenieNetworkError {
  const code = platformCode(cause);
  const why = code === undefined ? '' : ` (${code})`;
  return new GenieNetworkError(`The server could not be reached${why}.`, {
    code: 'client.no_connection',
  });
}

/** The connection broke in the middle of an answer. */
export function answerCut(): GenieNetworkError {
  return new GenieNetworkError('The answer broke off.', { code: 'client.answer_cut' });
}

/** More came than any answer has. */
export function answerTooLarge(): GenieNetworkError {
  return new GenieNetworkError('The answer is too large.', { code: 'client.answer_too_large' });
}

/** Something that isn't the API's, such as the page of a proxy. */
export function unexpectedAnswer(status: number): GenieUnavailableError {
  const message = `Something else than the expected server answered, with status ${status}.`;
  return new GenieUnavailableError(message, { code: 'client.unexpected_answer', status });
}

function platformCode(cause: unknown): string | undefined {
  for (let at = cause, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    const code: unknown = Reflect.get(at, 'code');
    if (typeof code === 'string' && /^[A-Z_]{2,40}$/.test(code)) return code;
  }
  return undefined;
}
