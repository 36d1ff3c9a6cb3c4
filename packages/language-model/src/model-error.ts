/**
 * The form of every error of those who ask a model. `message` is for people and always that of the code. `detail` is
 * for the log: a short description of ours, never the server's words, an address or a key.
 */
export abstract class ModelError<Code extends string> extends Error {
  readonly code: Code;
  readonly detail: string;
  /** Set where the model's server named a time before which it wants no other try. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    messages: Readonly<Record<Code, string>>,
    code: Code,
    detail: string,
    retryAfterSeconds?: number,
  ) {
    super(messages[code]);
    this.code = code;
    this.detail = detail;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}
