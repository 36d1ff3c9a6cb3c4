import { randomBytes } from 'node:crypto';
import { link, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { makeFolder } from '@genie-helper/directus/folders';
import { withoutEmpty } from '@genie-helper/environment';
import { type CliError, errorCode, fileError } from './cli-error.ts';

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
      mode: number;
      userId: number;
    };

/** Reads an `.env`. Never throws. */
export async function readEnvFile(path: string): Promise<EnvFile> {
  try {
    const variables = parseEnv((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
    const { mode, uid } = await stat(path);
    return {
      kind: 'read',
      variables: withoutEmpty(variables),
      names: Object.keys(variables),
      mode: mode & 0o777,
      userId: uid,
    };
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return { kind: 'missing' };
    return { kind: 'unreadable', error: fileError(path, 'read', error) };
  }
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
