/** A field that the API refused, and what it must be. */
export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

/** What is known of a failure beside its message. */
type ErrorFacts = Pick<GenieError, 'code'> &
  Partial<Pick<GenieError, 'status' | 'requestId' | 'details' | 'retryAfterMs'>>;

/**
 * Every failure that this package throws, aborts aside (those throw the signal's reason). No message, field or cause
 * holds a token, a password or a secret.
 */
export class GenieError extends Error {
  override readonly name: string = 'GenieError';
  /** `<area>.<reason>`: the API's own, `directus.…` of the sign-in, `client.…` of this package. */
  readonly code: string;
  /** The HTTP status, where there was an answer. */
  readonly status: number | undefined;
  /** Quote it when reporting a failure. */
  readonly requestId: string | undefined;
  /** With a validation error: each refused field. */
  readonly details: readonly ErrorDetail[] | undefined;
  /** After how many milliseconds to try again, where the server says so. */
  readonly retryAfterMs: number | undefined;

  /** @param message for people */
  constructor(message: string, facts: ErrorFacts) {
    super(message);
    this.code = facts.code;
    this.status = facts.status;
    this.requestId = facts.requestId;
    this.details = facts.details;
    this.retryAfterMs = facts.retryAfterMs;
  }
}

/** The API or Directus answered, and refused. */
export class GenieApiError extends GenieError {
  override readonly name = 'GenieApiError';
}

/** It can't be done at the moment, by no fault of the request. The session is as it was; try again. */
export class GenieUnavailableError extends GenieError {
  override readonly name = 'GenieUnavailableError';
}

/** No answer came, or not all of it. What was asked for may have been done all the same. */
export class GenieNetworkError extends GenieError {
  override readonly name = 'GenieNetworkError';
}

/** Nobody is signed in, or no longer. */
export class GenieSignedOutError extends GenieError {
  override readonly name = 'GenieSignedOutError';

  constructor() {
    super('Nobody is signed in. Sign in, and try again.', { code: 'client.signed_out' });
  }
}

/** The chat's answer broke off: the server said why, or the stream ended without its last event. */
export class GenieChatError extends GenieError {
  override readonly name = 'GenieChatError';
}

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

/** The app's own storage, or the lock on it, failed. What it threw isn't passed on: it may hold what was to be stored. */
export function storageUnavailable(): GenieUnavailableError {
  return new GenieUnavailableError('The stored session cannot be read or written right now.', {
    code: 'client.storage_unavailable',
  });
}

function platformCode(cause: unknown): string | undefined {
  for (let at = cause, depth = 0; at instanceof Error && depth < 4; at = at.cause, depth += 1) {
    const code: unknown = Reflect.get(at, 'code');
    if (typeof code === 'string' && /^[A-Z_]{2,40}$/.test(code)) return code;
  }
  return undefined;
}
