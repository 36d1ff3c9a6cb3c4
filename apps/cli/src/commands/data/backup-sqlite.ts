/**
 * A copy of a SQLite database that others write to.
 *
 * Guarantees: it ends, however often others write: all pages are copied under one lock, where copying some at a time would
 * begin anew with each write. The copy is of one moment. It gets its name only once it's whole, checked and on the disk;
 * whatever ends the command before that leaves no file of that name. Only its owner can read it.
 *
 * Doesn't guarantee: that nobody waits. Writers do for as long as copying takes, about a second for a gigabyte. On a disk
 * without hard links a process that is killed in the instant of the naming may leave an empty file. Where a disk syncs no
 * folders, as some shared ones, a power cut right after the end may take the name, and with it the copy.
 */
import { randomBytes } from 'node:crypto';
import { access, link, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { backup, DatabaseSync } from 'node:sqlite';
import { CliError, fileError } from '../../installation/cli-error.ts';

/** In one step: more than a database can have. */
const allPages = 2 ** 31 - 1;

/** How long it waits for a writer to end, in milliseconds. */
const busyTimeoutMs = 10_000;

/**
 * @param source the database's file
 * @param target the file to make; an existing one is never replaced
 * @param options only tests pass them, to stand for a disk without hard links, or one that syncs no folders
 * @returns the size of the copy, in bytes
 * @throws CliError that says what to do
 */
export async function backUpSqlite(
  source: string,
  target: string,
  { linkFile = link, syncFolder = sync }: { linkFile?: typeof link; syncFolder?: Sync } = {},
): Promise<number> {
  const draft = `${target}.${randomBytes(6).toString('hex')}.incomplete`;
  const made = await open(draft, 'wx', 0o600).catch((error: unknown) => {
    throw fileError(draft, 'written', error);
  });
  await made.close();
  try {
    await copyPages(source, draft);
    checkCopy(draft);
    const bytes = await sync(draft, 'r+').catch((error: unknown) => {
      throw fileError(draft, 'written', error);
    });
    await giveName(draft, target, linkFile);
    await rm(draft, { force: true });
    await keepName(target, syncFolder);
    return bytes;
  } finally {
    await rm(draft, { force: true });
  }
}

/** What systems say where a disk has no hard links. */
const noLinks: ReadonlySet<string> = new Set(['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS']);

/** Gives a whole copy its name, unless something has that name. @throws CliError */
async function giveName(draft: string, target: string, linkFile: typeof link): Promise<void> {
  try {
    // A rename alone would replace what is there.
    await linkFile(draft, target).catch(async (error: unknown) => {
      if (!noLinks.has(codeOf(error))) throw error;
      // On shared and removable disks the name is taken by an empty file first, for a moment.
      await (await open(target, 'wx', 0o600)).close();
      await rename(draft, target);
    });
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw fileError(target, 'written', error);
    throw new CliError(`${target} is there already.`, { hint: 'Name a file that is not.' });
  }
}

/** What systems say where a disk syncs no folders, or a folder can't be opened for it. */
const noFolderSync: ReadonlySet<string> = new Set([
  ...['EINVAL', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'],
  ...['EBADF', 'EISDIR', 'EPERM', 'EACCES'],
]);

/** Lets the name outlive a power cut. Where that fails there is no backup. @throws CliError */
async function keepName(target: string, syncFolder: Sync): Promise<void> {
  try {
    await syncFolder(dirname(target), 'r');
  } catch (error) {
    if (noFolderSync.has(codeOf(error))) return;
    await rm(target, { force: true });
    throw fileError(target, 'written', error);
  }
}

async function copyPages(source: string, draft: string): Promise<void> {
  await access(source).catch((error: unknown) => {
    throw fileError(source, 'read', error);
  });
  // Not for reading alone: a writer that was killed leaves half a write, which has to be taken back first.
  const database = openDatabase(source, { readOnly: false });
  try {
    await backup(database, draft, { rate: allPages });
  } catch (error) {
    throw new CliError(`${source} can't be copied (${codeOf(error)}).`, {
      hint: 'Look whether the disk is full, and whether "genie doctor" finds the database usable.',
    });
  } finally {
    database.close();
  }
}

function openDatabase(path: string, { readOnly }: { readOnly: boolean }): DatabaseSync {
  try {
    return new DatabaseSync(path, { readOnly, timeout: busyTimeoutMs });
  } catch (error) {
    throw new CliError(`${path} can't be opened as a database (${codeOf(error)}).`, {
      hint: 'Let DB_FILENAME name the database of this installation.',
    });
  }
}

function checkCopy(path: string): void {
  const copy = openDatabase(path, { readOnly: true });
  try {
    const [found] = Object.values(copy.prepare('PRAGMA quick_check(1)').get() ?? {});
    if (found === 'ok') return;
    throw new CliError(`The database is damaged: ${String(found)}`, {
      hint: 'Keep your older backups, and put the newest good one back.',
    });
  } finally {
    copy.close();
  }
}

type Sync = typeof sync;

/**
 * Waits until a file, or the names in a folder, outlive a power cut.
 *
 * @param flags to open it with: systems differ in what they sync that was opened for reading alone
 * @returns its size
 */
async function sync(path: string, flags: 'r' | 'r+'): Promise<number> {
  const handle = await open(path, flags);
  try {
    await handle.sync();
    return (await handle.stat()).size;
  } finally {
    await handle.close();
  }
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  if ('errcode' in error) return `SQLite's code ${String(error.errcode)}`;
  return 'code' in error ? String(error.code) : 'unknown';
}
