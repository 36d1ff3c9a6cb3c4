import { chmod, open } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@genie-helper/directus';
import { CliError, errorCode, fileError } from '../../installation/cli-error.ts';

/** SQLite's code for a lock that another has. */
const busy = 5;

/**
 * Takes a `data/` for this process alone.
 *
 * Guarantees: of several processes on one machine that take it, one has it. The lock is the kernel's, on an open file, so
 * it ends with its process, however that ends, and nothing is left to be removed by hand. It is SQLite's, since Node has
 * no lock of its own on files.
 * Doesn't guarantee anything between machines that share the folder over a network.
 *
 * @param dataDir absolute; made where it isn't there
 * @returns gives it back
 * @throws CliError where another process has it, or the file can't be written
 */
export async function lockData(dataDir: string): Promise<() => Promise<void>> {
  const path = join(dataDir, 'up.lock');
  await makeFile(dataDir, path);
  const { DatabaseSync } = await import('node:sqlite');
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('begin exclusive');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'errcode' in error && error.errcode === busy) {
      throw new CliError(
        `Another "npm start" is running on ${dataDir}, which is for one at a time.`,
        {
          hint: 'Stop that one first, or give this one a folder of its own: genie up --dir <folder>.',
          cause: error,
        },
      );
    }
    throw new CliError(`${path} can't be locked (${errorCode(error)}).`, { cause: error });
  }
  return async () => database.close();
}

/** Whether a process of this machine has this `data/` now. Changes nothing, and makes no file. */
export async function isDataLocked(dataDir: string): Promise<boolean> {
  const { DatabaseSync } = await import('node:sqlite');
  try {
    const database = new DatabaseSync(join(dataDir, 'up.lock'), { readOnly: true, timeout: 0 });
    try {
      database.prepare('SELECT count(*) FROM sqlite_master').get();
    } finally {
      database.close();
    }
    return false;
  } catch (error) {
    return error instanceof Error && 'errcode' in error && error.errcode === busy;
  }
}

async function makeFile(dataDir: string, path: string): Promise<void> {
  try {
    await makeFolder(dataDir);
    await (await open(path, 'a', 0o600)).close();
    await chmod(path, 0o600);
  } catch (error) {
    throw fileError(path, 'written', error);
  }
}
