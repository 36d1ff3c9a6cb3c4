import { existsSync } from 'node:fs';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createProcessOutput, type DirectusSettings, makeFolder } from '@genie-helper/directus';
import type { CliContext } from '../../cli-context.ts';
import { fileError } from '../../installation/cli-error.ts';
import type { Child } from './children.ts';
import type { LogFile } from './log-file.ts';

const shownLines = 20;

/**
 * Starts Directus and writes what it says to its log.
 *
 * @throws DirectusStartError, or the signal's reason; nothing of it runs then
 */
export async function startDirectusProcess(
  settings: DirectusSettings,
  context: Pick<CliContext, 'directus'>,
  log: LogFile,
  signal: AbortSignal,
): Promise<Child> {
  const output = createProcessOutput();
  const directus = await context.directus.startDirectus(settings, {
    signal,
    onLine(line) {
      log.writeLine(line);
      output.add(line);
    },
  });
  return {
    name: 'Directus',
    exited: directus.exited,
    lastLines: () => output.lastLines(shownLines),
    logPath: log.path,
    stop: (graceMs) => directus.stop(graceMs),
    kill: () => killByPid(directus.pid),
  };
}

function killByPid(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already.
  }
}

/** What `prepareDatabase` works with. */
export interface PrepareOptions {
  directus: Pick<CliContext['directus'], 'version' | 'bootstrapDirectus'>;
  signal: AbortSignal;
  onLine: (line: string) => void;
}

/**
 * Gives Directus a database that fits its version.
 *
 * A new SQLite file is set up under another name and moved into place when it's complete: Directus
 * takes a half-made database for a finished one, without an administrator. An existing file is
 * brought up to date only if another version of Directus was here last. PostgreSQL is always asked.
 *
 * @returns what was done, in one or two words
 * @throws DirectusStartError, CliError where the file can't be made, or the signal's reason; a half-made file is gone
 *   then
 */
export async function prepareDatabase(
  settings: DirectusSettings,
  options: PrepareOptions,
): Promise<'made' | 'up to date'> {
  const { database } = settings;
  if (database.client === 'pg') {
    await options.directus.bootstrapDirectus(settings, options);
    return 'up to date';
  }
  const marker = join(settings.dataDir, 'directus-version');
  const isThere = existsSync(database.filename);
  if (isThere && (await readFile(marker, 'utf8').catch(() => '')) === options.directus.version)
    return 'up to date';
  if (isThere) await options.directus.bootstrapDirectus(settings, options);
  else await makeSqliteFile(settings, database.filename, options);
  await writeFile(marker, options.directus.version, { mode: 0o600 });
  return isThere ? 'up to date' : 'made';
}

async function makeSqliteFile(
  settings: DirectusSettings,
  filename: string,
  options: PrepareOptions,
): Promise<void> {
  const draft = `${filename}.incomplete`;
  const remove = () =>
    Promise.all([rm(draft, { force: true }), rm(`${draft}-journal`, { force: true })]);
  await makeFolder(dirname(filename)).catch((error: unknown) => {
    throw fileError(filename, 'written', error, 'Let DB_FILENAME name a file that can be made.');
  });
  await remove();
  try {
    const database = { client: 'sqlite3' as const, filename: draft };
    await options.directus.bootstrapDirectus({ ...settings, database }, options);
    await chmod(draft, 0o600);
    await rename(draft, filename);
  } catch (error) {
    await remove();
    throw error;
  }
}
