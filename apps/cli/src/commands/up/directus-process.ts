import { existsSync } from 'node:fs';
import { chmod, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { createProcessOutput, type DirectusSettings, makeFolder } from '@genie-helper/directus';
import {
  judgePassword,
  normalizePassword,
  passwordProblems,
  whyTooOld,
} from '@genie-helper/guard-protocol';
import type { CliContext } from '../../cli-context.ts';
import { CliError, fileError } from '../../installation/cli-error.ts';
import { secureFormerRelease, takeFileToTwelve } from './change-release.ts';
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
  directus: Pick<CliContext['directus'], 'versionOf' | 'bootstrapDirectus' | 'inspectDatabase'>;
  signal: AbortSignal;
  onLine: (line: string) => void;
  /** Whether somebody says that there is a backup of the database. */
  isBackedUp?: boolean;
  /** Told what an operator has to know; nobody unless given. */
  tell?: (message: string) => void;
}

/**
 * Gives Directus a database that fits its version.
 *
 * A new SQLite file is set up under another name and moved into place when it's complete: Directus
 * takes a half-made database for a finished one, without an administrator. An existing file is
 * brought up to date only if another version of Directus was here last, or if it isn't the file of
 * then: a backup may have been put in its place. PostgreSQL is always asked.
 *
 * @returns what was done, in one or two words
 * @throws DirectusStartError, also where that Directus isn't installed; CliError where the file can't be made or the data is newer than this code, or the signal's
 *   reason; a half-made file is gone then
 */
export async function prepareDatabase(
  settings: DirectusSettings,
  options: PrepareOptions,
): Promise<'made' | 'up to date'> {
  const { database, release } = settings;
  const version = await options.directus.versionOf(release);
  const { goesToTwelve, migrations } = await lookAtFormerData(settings, options);
  if (database.client === 'pg') {
    await requireGoodAdminPassword(settings, options);
    await options.directus.bootstrapDirectus(settings, options);
    return 'up to date';
  }
  const marker = join(settings.dataDir, 'directus-version');
  const isThere = existsSync(database.filename);
  const marked = await readFile(marker, 'utf8').catch(() => '');
  if (isThere && marked === markOf(version, migrations)) return 'up to date';
  if (isThere && goesToTwelve) {
    await takeFileToTwelve(database.filename, (filename) => {
      const draft = { ...settings, database: { ...database, filename } };
      return options.directus.bootstrapDirectus(draft, options);
    });
  } else if (isThere) await options.directus.bootstrapDirectus(settings, options);
  else await makeSqliteFile(settings, database.filename, options);
  const after = await options.directus.inspectDatabase(database);
  const mark = markOf(version, 'migrations' in after ? after.migrations : undefined);
  await writeFile(marker, mark, { mode: 0o600 });
  return isThere ? 'up to date' : 'made';
}

/** Which Directus had a file last, and how many of its migrations the file had seen then. */
function markOf(version: string, migrations: number | undefined): string {
  return migrations === undefined ? version : `${version}, ${migrations} migrations`;
}

/**
 * Before Directus's own migrations, which would change it.
 *
 * @returns whether it's a SQLite file of Directus 11 that goes to 12 now, and how many migrations a file has seen
 * @throws CliError that names both releases
 */
async function lookAtFormerData(
  settings: DirectusSettings,
  { directus, isBackedUp = false, tell = () => {} }: PrepareOptions,
): Promise<{ goesToTwelve: boolean; migrations: number | undefined }> {
  const report = await directus.inspectDatabase(settings.database);
  const dataVersion = 'dataVersion' in report ? report.dataVersion : undefined;
  const problem = dataVersion && whyTooOld(dataVersion);
  if (problem !== undefined) throw new CliError(problem);
  const found = 'release' in report ? report.release : undefined;
  const isNew = report.isNew === true;
  const goesToTwelve = await secureFormerRelease(settings, { found, isNew, isBackedUp, tell });
  return { goesToTwelve, migrations: 'migrations' in report ? report.migrations : undefined };
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
  await requireGoodAdminPassword(settings, options);
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

/**
 * Directus makes the first administrator of a new database before the guard is there, which would refuse a bad password.
 *
 * @throws CliError that says what to do
 */
async function requireGoodAdminPassword(
  { admin, database }: DirectusSettings,
  { directus }: PrepareOptions,
): Promise<void> {
  const problem = await judgePassword(normalizePassword(admin.password));
  if (problem === undefined || (await directus.inspectDatabase(database)).isNew !== true) return;
  throw new CliError(`ADMIN_PASSWORD ${passwordProblems[problem]}.`);
}
