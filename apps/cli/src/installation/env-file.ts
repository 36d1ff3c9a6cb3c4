import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { parseEnv } from 'node:util';
import { UpError } from './cli-error.ts';

/** An `.env` as it was found: its variables, and whether users other than its owner can read it. */
export interface EnvFile {
  variables: Record<string, string | undefined>;
  isReadableByOthers: boolean;
}

/**
 * Reads an `.env`.
 *
 * @returns undefined if there is none
 * @throws UpError `up.env_unreadable` if it's there and can't be read
 */
export async function readEnvFile(path: string): Promise<EnvFile | undefined> {
  try {
    const text = await readFile(path, 'utf8');
    const { mode } = await stat(path);
    return {
      variables: parseEnv(text.replace(/^\uFEFF/, '')),
      isReadableByOthers: process.platform !== 'win32' && (mode & 0o077) !== 0,
    };
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT') return undefined;
    throw new UpError('up.env_unreadable', [`${path} can't be read (${code}).`]);
  }
}

/**
 * Writes a new `.env` that only its owner can read, whole or not at all, never over another:
 * of two that write at the same time one wins, and the other's secrets are nowhere.
 *
 * @returns false if there was one by then
 * @throws UpError `up.env_unreadable` if the folder can't be written
 */
export async function createEnvFile(path: string, text: string): Promise<boolean> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(draft, text, { mode: 0o600, flag: 'wx' });
    await linkOrWrite(draft, path, text);
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw new UpError('up.env_unreadable', [`${path} can't be written (${errorCode(error)}).`]);
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

function errorCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown reason';
}
