import type { DirectusStartError } from '@genie-helper/directus';
import type { DirectusError } from '@genie-helper/directus-client';
import type { CliContext } from '../cli-context.ts';
import { createStyle } from '../terminal.ts';

interface Details {
  /** What to do about it. */
  hint?: string;
  /** What a child process wrote last, oldest first. */
  lines?: readonly string[];
  /** 128 + n where the command was ended by signal n; otherwise 1. */
  exitCode?: number;
  cause?: unknown;
}

/** A command can't go on. The message is for people; nothing in it is secret. */
export class CliError extends Error {
  readonly hint: string | undefined;
  readonly lines: readonly string[];
  readonly exitCode: number;

  constructor(message: string, { hint, lines = [], exitCode = 1, cause }: Details = {}) {
    super(message, { cause });
    this.name = 'CliError';
    this.hint = hint;
    this.lines = lines;
    this.exitCode = exitCode;
  }
}

/** @param use what the file or folder can't be */
export function fileError(
  path: string,
  use: 'read' | 'written',
  cause: unknown,
  hint?: string,
): CliError {
  const message = `${path} can't be ${use} (${errorCode(cause)}).`;
  return new CliError(message, { cause, ...(hint === undefined ? {} : { hint }) });
}

/** Not all that a command prints could be written, as on a full disk. @param code the system's, such as ENOSPC */
export function outputError(code: string, cause?: unknown): CliError {
  return new CliError(`Not everything could be written to stdout (${code}).`, { cause });
}

/** A system's code, such as ENOENT. */
export function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}

/**
 * Tells on stderr why a command can't go on.
 *
 * @returns the exit code of the command
 * @throws the error itself where it isn't one that commands expect: that is a bug
 */
export async function tellError(
  error: unknown,
  { stderr, hasColors }: Pick<CliContext, 'stderr' | 'hasColors'>,
): Promise<number> {
  const { message, hint, lines, exitCode } = await toCliError(error);
  const separator = message.includes('\n') ? '\n' : ' ';
  const ending = hint === undefined ? '' : `${separator}${hint}`;
  const output = lines.map((line) => `  ${line}\n`);
  stderr.write(`${createStyle(hasColors).bad(message)}${ending}\n${output.join('')}`);
  return exitCode;
}

const shownLines = 8;

async function toCliError(error: unknown): Promise<CliError> {
  if (error instanceof CliError) return error;
  const { DirectusStartError, DirectusStateError } = await import('@genie-helper/directus');
  if (error instanceof DirectusStartError) {
    const { withoutLabel } = await import('@genie-helper/directus');
    // The reason is in the message already.
    const further = error.logLines.filter((line) => !error.message.includes(withoutLabel(line)));
    return new CliError(error.message, { lines: further.slice(-shownLines), ...hintFor(error) });
  }
  if (error instanceof DirectusStateError) return new CliError(error.message);
  const { DirectusError } = await import('@genie-helper/directus-client');
  if (error instanceof DirectusError) return explainDirectus(error);
  throw error;
}

function hintFor({ code }: DirectusStartError): { hint?: string } {
  if (code !== 'directus.bootstrap_failed') return {};
  return {
    hint: 'Correct the variables in .env that begin with DB_, or what they name; "genie doctor" looks at it.',
  };
}

/** What an operator is told of a Directus that refuses something, or gives something else. */
function explainDirectus({ code, refusal, message }: DirectusError): CliError {
  if (code === 'directus.unexpected') return new CliError(`Directus gave ${message}`);
  if (refusal?.status !== 401 && refusal?.status !== 403) {
    return new CliError(`Directus refused ${message}.`, { hint: 'Run "genie doctor".' });
  }
  return new CliError(
    'Directus refuses the token in DIRECTUS_ADMIN_TOKEN, or has no such collection: it must be the token of an active administrator.',
    {
      hint: 'See docs/runbooks/rotate-admin-token.md, and start the product once with "npm start".',
    },
  );
}
