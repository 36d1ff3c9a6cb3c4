import { randomBytes } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { makeFolder } from '@genie-helper/directus/folders';
import { withoutEmpty } from '@genie-helper/environment';
import { CliError, errorCode, fileError } from './cli-error.ts';

/** What was found where an `.env` should be. */
export type EnvFile =
  | { kind: 'missing' }
  | { kind: 'unreadable'; error: CliError }
  | {
      kind: 'read';
      /** Without those that are empty. */
      variables: Readonly<Record<string, string>>;
      /** All names in it. */
      names: readonly string[];
      /** Those of them whose value ends at a `#` that looks like a part of it: outside of quotes it begins a comment. */
      cutNames: readonly string[];
      mode: number;
      userId: number;
    };

/** Reads an `.env`. Never throws. */
export async function readEnvFile(path: string): Promise<EnvFile> {
  try {
    const text = (await readFile(path, 'utf8')).replace(/^\uFEFF/, '');
    const variables = parseEnv(text) as Record<string, string>;
    if (isOtherEncoding(text, variables)) return { kind: 'unreadable', error: encodingError(path) };
    const { mode, uid } = await stat(path);
    return {
      kind: 'read',
      variables: withoutEmpty(variables),
      names: Object.keys(variables),
      cutNames: findCutNames(text, variables),
      mode: mode & 0o777,
      userId: uid,
    };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'missing' };
    return { kind: 'unreadable', error: fileError(path, 'read', error) };
  }
}

/** As some editors and PowerShell write texts: in UTF-16, or in one byte a letter where a value has an accent. */
function isOtherEncoding(text: string, variables: Readonly<Record<string, string>>): boolean {
  return text.includes('\0') || Object.values(variables).some((value) => value.includes('\uFFFD'));
}

function encodingError(path: string): CliError {
  return new CliError(`${path} is no text in UTF-8.`, {
    hint: 'Keep it: its secrets are still in it. Open it in an editor and save it as UTF-8.',
  });
}

/** With a space before it a `#` is meant as a comment, and so is one that stands in place of a value: `NAME=# fill in`. */
const unquotedWithHash =
  /^[ \t]*(?:export[ \t]+)?(\w+)[ \t]*=[ \t]*(?!["'`])([^#\r\n]*)(?:(?<=[^\s=])#|(?<==)#\S)/gm;

/** Finds values such as `DB_PASSWORD=one#two`, of which `one` is read. */
function findCutNames(text: string, variables: Readonly<Record<string, string>>): string[] {
  const found = [...text.matchAll(unquotedWithHash)];
  // Of a name that is there twice the last one counts, and a line may be one of a longer text in quotes.
  const cut = found.filter(([, name = '', read]) => variables[name] === read);
  return [...new Set(cut.map(([, name = '']) => name))];
}

/** What to know of such a value. */
export function describeCut(name: string): string {
  return `The value of ${name} in .env ends before its #, which begins a comment there. If the # is a part of it, put all of it in single quotes.`;
}

/** Whether users other than its owner can read it. */
export function isOpenToOthers(file: EnvFile): boolean {
  return file.kind === 'read' && process.platform !== 'win32' && (file.mode & 0o077) !== 0;
}

/**
 * Writes a new `.env` that only its owner can read, whole or not at all, never over another:
 * of two that write at the same time one wins, and the other's secrets are nowhere.
 *
 * @returns false if there was one by then
 * @throws CliError if the folder can't be written
 */
export async function createEnvFile(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await makeFolder(dirname(path), 0o777);
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await linkOrWrite(draft, path, text);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw fileError(path, 'written', error);
  } finally {
    await rm(draft, { force: true });
  }
}

async function linkOrWrite(draft: string, path: string, text: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    if (errorCode(error) === 'EEXIST') throw error;
    // Some shared and removable file systems have no hard links.
    await writeFile(path, text, { mode: 0o600, flag: 'wx' });
  }
}
