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
