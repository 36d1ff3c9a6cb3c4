import type { ErrorCode } from '../http/errors.ts';

/** One field that was refused: where it is (`firstName`, `items/3/topic`) and what it must be. */
export interface ErrorDetail {
  path: string;
  message: string;
}

/**
 * A failure with two texts: the public sentence belongs to the code and stands in the error table;
 * `internal` is for the log only. It must hold no secret, token or plaintext.
 */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly internal: string | undefined;
  readonly details: readonly ErrorDetail[] | undefined;
  readonly retryAfterSeconds: number | undefined;

  /**
   * @param code a code of the error table
   * @param options `internal`: for the log · `details`: refused fields · `retryAfterSeconds`: sent as Retry-After
   */
  constructor(
    code: ErrorCode,
    options: {
      internal?: string;
      details?: readonly ErrorDetail[];
      retryAfterSeconds?: number;
      cause?: unknown;
    } = {},
  ) {
    super(options.internal ?? code, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.internal = options.internal;
    this.details = options.details;
    this.retryAfterSeconds = options.retryAfterSeconds;
  }
}
