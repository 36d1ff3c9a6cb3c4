/**
 * From Directus 11 to 12 on the data of an installation. Directus's migrations go forward only, so a backup comes first,
 * and nothing goes back but by it.
 */
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type DirectusRelease, type DirectusSettings, makeFolder } from '@genie-helper/directus';
import { CliError, fileError } from '../../installation/cli-error.ts';
import { backUpSqlite } from '../data/backup-sqlite.ts';

const guide = 'docs/how-to/directus-12.md';

/** Why a Directus can't run on data of another one; undefined if it can. */
export function whyNoWayBack(
  found: DirectusRelease | undefined,
  wanted: DirectusRelease = '11',
): string | undefined {
  if (found !== '12' || wanted === '12') return undefined;
  return `The database was last used by Directus 12, and Directus ${wanted} can't read it as it is now. Set DIRECTUS_RELEASE=12, or put the backup of before back: ${guide}.`;
}

/** What is known before a Directus is let at its data. */
export interface ReleaseChange {
  /** Whose tables the database has; undefined where there are none yet, or where they can't be read now. */
  found: DirectusRelease | undefined;
  isNew: boolean;
  /** Whether somebody says that there is a backup of PostgreSQL, which this program can't make. */
  isBackedUp: boolean;
  tell(message: string): void;
}

/**
 * Makes sure that there is a way back before a database goes to Directus 12.
 *
 * @returns whether it's a SQLite file that goes there now: `takeFileToTwelve` does it
 * @throws CliError where there's no way to that release, or where somebody else has to make the backup
 */
export async function secureFormerRelease(
  { database, dataDir, release }: DirectusSettings,
  { found, isNew, isBackedUp, tell }: ReleaseChange,
): Promise<boolean> {
  const problem = whyNoWayBack(found, release);
  if (problem !== undefined) throw new CliError(problem);
  if (release !== '12' || isNew || found === '12') return false;
  if (found === undefined) {
    throw new CliError("The database can't be read now, so nobody knows which Directus it's of.", {
      hint: 'Stop what writes to it, then run this again.',
    });
  }
  if (database.client === 'pg') {
    if (isBackedUp) return false;
    throw new CliError(
      'The PostgreSQL database goes to Directus 12, from which only a backup leads back.',
      {
        hint: `Make one with pg_dump, then run "genie directus migrate --backed-up": ${guide}.`,
      },
    );
  }
  const time = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  const target = join(dataDir, `before-directus-12-${time}.db`);
  // The file may be in another folder than the rest of the data.
  await makeFolder(dataDir).catch((error: unknown) => {
    throw fileError(target, 'written', error);
  });
  await backUpSqlite(database.filename, target);
  tell(`Copied the database of Directus 11 to ${target}, for the way back.`);
  return true;
}

/**
 * Takes a SQLite file to Directus 12: a copy, which takes its place once it's complete, because Directus's migrations are
 * no transaction. The guard's triggers aren't in the copy, since a migration that rebuilds the table of sessions fails
 * on them; the guard makes them anew before Directus listens.
 *
 * @param migrate lets Directus bring the file at this path up to date
 */
export async function takeFileToTwelve(
  filename: string,
  migrate: (draft: string) => Promise<void>,
): Promise<void> {
  const draft = `${filename}.directus-12`;
  const remove = () =>
    Promise.all([rm(draft, { force: true }), rm(`${draft}-journal`, { force: true })]);
  await remove();
  try {
    await backUpSqlite(filename, draft);
    dropTriggers(draft);
    await migrate(draft);
    await rename(draft, filename);
  } catch (error) {
    await remove();
    throw error;
  }
}

function dropTriggers(filename: string): void {
  const file = new DatabaseSync(filename);
  try {
    const triggers = file
      .prepare("SELECT name FROM sqlite_master WHERE type = 'trigger' AND name LIKE 'genie%'")
      .all();
    for (const { name } of triggers) file.exec(`DROP TRIGGER "${name}"`);
  } finally {
    file.close();
  }
}
