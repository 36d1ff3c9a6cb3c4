/** Stable codes of the ways in which `up` can fail. */
export type UpErrorCode =
  | 'up.env_unreadable'
  | 'up.env_lost'
  | 'up.env_invalid'
  | 'up.secret_missing'
  | 'up.directus_url'
  | 'up.port'
  | 'up.console_build'
  | 'up.data_unwritable'
  | 'up.api_failed'
  | 'up.child_died';

/**
 * `up` can't go on. `problems` are sentences for people, `lines` what a child process wrote last;
 * neither holds the value of a variable that is secret.
 */
export class UpError extends Error {
  readonly code: UpErrorCode;
  readonly problems: readonly string[];
  readonly lines: readonly string[];

  constructor(code: UpErrorCode, problems: readonly string[], lines: readonly string[] = []) {
    super(problems.join('\n'));
    this.name = 'UpError';
    this.code = code;
    this.problems = problems;
    this.lines = lines;
  }
}

/** Stable codes of the ways in which a command about credentials can fail. */
export type CredentialsErrorCode =
  | 'credentials.settings_invalid'
  | 'credentials.directus_unreachable'
  | 'credentials.admin_token_refused'
  | 'credentials.request_refused'
  | 'credentials.records_in_motion';

/** The command can't go on. `problems` are sentences for people; no secret and no ciphertext is in them. */
export class CredentialsError extends Error {
  readonly code: CredentialsErrorCode;
  readonly problems: readonly string[];

  constructor(code: CredentialsErrorCode, problems: readonly string[]) {
    super(problems.join(' '));
    this.name = 'CredentialsError';
    this.code = code;
    this.problems = problems;
  }
}

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
