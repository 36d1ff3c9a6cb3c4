/** A command about users can't go on; the message is a sentence for people that says what to do. */
export class UsersError extends Error {
  readonly exitCode: number;

  /** @param exitCode 128 + n where it was ended by signal n */
  constructor(message: string, exitCode = 1) {
    super(message);
    this.name = 'UsersError';
    this.exitCode = exitCode;
  }
}
