/** A field that the API refused, and what it must be. */
export interface ErrorDetail {
  readonly path: string;
  readonly message: string;
}

/** What is known of a failure beside its sentence. */
export interface ErrorFacts {
  /** A stable name, `<area>.<reason>`. */
  code: string;
  status?: number | undefined;
  requestId?: string | undefined;
  details?: readonly ErrorDetail[] | undefined;
  retryAfterMs?: number | undefined;
}

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

  /** @param message a sentence for people */
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
