/** Stable codes of the ways in which Directus can fail to come up. */
export type DirectusStartErrorCode =
  | 'directus.port_in_use'
  | 'directus.exited'
  | 'directus.start_timeout'
  | 'directus.no_folder'
  | 'directus.package_missing'
  | 'directus.release_missing'
  | 'directus.bootstrap_failed';

/**
 * Directus couldn't be prepared or started, and nothing of it runs any more. The message is for people
 * and holds the reason; `logLines` are the last lines that Directus wrote, oldest first, so the reason is among them.
 */
export class DirectusStartError extends Error {
  readonly code: DirectusStartErrorCode;
  readonly logLines: readonly string[];

  constructor(code: DirectusStartErrorCode, message: string, logLines: readonly string[]) {
    super(message);
    this.name = 'DirectusStartError';
    this.code = code;
    this.logLines = logLines;
  }
}

/** Stable codes of the ways in which the desired state can't be applied. */
export type DirectusStateErrorCode =
  | 'directus.admin_token_refused'
  | 'directus.not_licensed'
  | 'directus.unreachable'
  | 'directus.state_conflict'
  | 'directus.guard_missing'
  | 'directus.request_failed';

/** The desired state couldn't be applied; the message is one sentence for the operator. */
export class DirectusStateError extends Error {
  readonly code: DirectusStateErrorCode;

  constructor(code: DirectusStateErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'DirectusStateError';
    this.code = code;
  }
}
