import { dirname } from 'node:path';
import type { DirectusDatabase } from './environment.ts';
import { whyNoFileIn } from './folders.ts';
import { newPgClient, type PostgresDatabase } from './postgres.ts';
import type { DirectusRelease } from './release.ts';

/**
 * Whether Directus could work with its database: what is so, or what is wrong and how to mend it. `isNew`: the tables of
 * Directus aren't there yet; `dataVersion`: which form the data has, where that is said; `release`: whose tables they are.
 */
export type DatabaseReport =
  | {
      message: string;
      isNew: boolean;
      dataVersion?: FoundDataVersion | undefined;
      release?: DirectusRelease | undefined;
      /** How many of Directus's migrations a SQLite file has seen. */
      migrations?: number | undefined;
    }
  | { message: string; fix: string; isNew?: undefined };

/** As the guard keeps it; what it means says `packages/guard-protocol/src/data-version.ts`. */
export interface FoundDataVersion {
  version: number;
  product: string;
}

/** The first migration of Directus 12, which makes columns for its licence. */
const twelveSql = "SELECT count(*) AS n FROM directus_migrations WHERE version = '20260507A'";

const migrationsSql = 'SELECT count(*) AS n FROM directus_migrations';

function releaseOf(row: Record<string, unknown> | undefined): DirectusRelease {
  return Number(row?.n) === 0 ? '11' : '12';
}

const dataVersionSql = 'SELECT version, product FROM genie_data_version WHERE id = 1';

/**
 * Opens a database with the settings that Directus gets, and only reads.
 *
 * @returns sentences without a secret
 */
export async function inspectDatabase(database: DirectusDatabase): Promise<DatabaseReport> {
  return database.client === 'sqlite3' ? inspectFile(database.filename) : inspectServer(database);
}

async function inspectFile(filename: string): Promise<DatabaseReport> {
  const { existsSync } = await import('node:fs');
  if (!existsSync(filename)) {
    const hindrance = await whyNoFileIn(dirname(filename));
    if (hindrance === undefined)
      return { message: 'The first start can make the database.', isNew: true };
    return {
      message: `${filename} can't be made: ${hindrance.folder} takes no file (${hindrance.code}).`,
      fix: 'Let DB_FILENAME name a file that this user can make, such as data/directus.db.',
    };
  }
  const { DatabaseSync } = await import('node:sqlite');
  try {
    const file = new DatabaseSync(filename, { readOnly: true, timeout: 500 });
    const tables = file
      .prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'directus_users'")
      .get();
    const isVersioned = file
      .prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'genie_data_version'")
      .get();
    const dataVersion =
      Number(isVersioned?.n) === 1 ? toDataVersion(file.prepare(dataVersionSql).get()) : undefined;
    const isOurs = Number(tables?.n) === 1;
    const release = isOurs ? releaseOf(file.prepare(twelveSql).get()) : undefined;
    const migrations = isOurs ? Number(file.prepare(migrationsSql).get()?.n) : undefined;
    file.close();
    if (isOurs) {
      const message = 'The SQLite file can be read.';
      return { message, isNew: false, dataVersion, release, migrations };
    }
    return {
      message: `${filename} is a SQLite file without the tables of Directus.`,
      fix: 'Let DB_FILENAME name the database of this installation, or move the file away to begin anew.',
    };
  } catch (error) {
    // SQLITE_BUSY: somebody writes, so it's in order.
    if (sqliteCode(error) === 5)
      return { message: 'The SQLite file is being written.', isNew: false };
    return {
      message: `${filename} can't be read as a database (SQLite's code ${sqliteCode(error)}).`,
      fix: 'Let this user read and write it; if it is damaged, put a backup back: docs/how-to/back-up-and-restore.md.',
    };
  }
}

function sqliteCode(error: unknown): number | string {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : 'unknown';
}

async function inspectServer(server: PostgresDatabase): Promise<DatabaseReport> {
  const { host, port, database, user } = server;
  const client = newPgClient(server, { query_timeout: 4_000 });
  try {
    await client.connect();
    const { rows } = await client.query(
      "SELECT to_regclass('directus_users') IS NOT NULL AS has_tables, to_regclass('genie_data_version') IS NOT NULL AS has_version, has_schema_privilege(current_schema(), 'CREATE') AS may_create",
    );
    if (rows[0]?.may_create === true) {
      const message = `PostgreSQL at ${host}:${port} takes ${user} into ${database}.`;
      const isNew = rows[0].has_tables !== true;
      const release = isNew ? undefined : releaseOf((await client.query(twelveSql)).rows[0]);
      if (rows[0].has_version !== true) return { message, isNew, release };
      const found = await client.query(dataVersionSql);
      return { message, isNew, dataVersion: toDataVersion(found.rows[0]), release };
    }
    return {
      message: `PostgreSQL lets ${user} make no tables in ${database}.`,
      fix: `As its administrator: ALTER DATABASE "${database}" OWNER TO "${user}".`,
    };
  } catch (error) {
    return explain(error, server);
  } finally {
    await client.end().catch(() => {});
  }
}

function toDataVersion(row: Record<string, unknown> | undefined): FoundDataVersion | undefined {
  if (row === undefined) return undefined;
  return { version: Number(row.version), product: String(row.product) };
}

/** By PostgreSQL's code; its own words aren't shown. */
function explain(error: unknown, server: PostgresDatabase): DatabaseReport {
  const { host, port, database, user, password } = server;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const text = error instanceof Error ? error.message : '';
  if (code === '3D000') {
    return {
      message: `PostgreSQL has no database ${database} (3D000).`,
      fix: 'Make it (createdb), or correct DB_DATABASE.',
    };
  }
  if (code.startsWith('28') || /password must be a string|empty password/i.test(text)) {
    const what = password === undefined ? `${user} without a password` : `${user} with DB_PASSWORD`;
    return {
      message: `PostgreSQL refuses ${what}${code === '' ? '' : ` (${code})`}.`,
      fix: 'Correct DB_USER and DB_PASSWORD.',
    };
  }
  if (/SSL/i.test(text)) {
    return { message: 'PostgreSQL and DB_SSL do not agree.', fix: 'Correct DB_SSL.' };
  }
  if (/^[0-9A-Z]{5}$/.test(code) && !code.startsWith('E')) {
    return {
      message: `PostgreSQL refuses the connection (${code}).`,
      fix: 'Look into its log, and correct the variables that begin with DB_.',
    };
  }
  const labels: Record<string, string> = { ECONNREFUSED: 'nothing listens there, ECONNREFUSED' };
  return {
    message: `PostgreSQL does not answer at ${host}:${port} (${labels[code] ?? (code || 'no answer in time')}).`,
    fix: 'Start it, or correct DB_HOST and DB_PORT.',
  };
}
