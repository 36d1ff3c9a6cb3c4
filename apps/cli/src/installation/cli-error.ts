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
