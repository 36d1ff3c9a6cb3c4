import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type { DirectusDatabase } from './environment.ts';
import { whyNoFileIn } from './folders.ts';

/** Whether Directus could work with its database: what is so, or what is wrong and how to mend it. */
export type DatabaseReport = { message: string } | { message: string; fix: string };

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
    if (hindrance === undefined) return { message: 'The first start can make the database.' };
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
    file.close();
    if (Number(tables?.n) === 1) return { message: 'The SQLite file can be read.' };
    return {
      message: `${filename} is a SQLite file without the tables of Directus.`,
      fix: 'Let DB_FILENAME name the database of this installation, or move the file away to begin anew.',
    };
  } catch (error) {
    // SQLITE_BUSY: somebody writes, so it's in order.
    if (sqliteCode(error) === 5) return { message: 'The SQLite file is being written.' };
    return {
      message: `${filename} can't be read as a database (SQLite's code ${sqliteCode(error)}).`,
      fix: 'Let this user read and write it; if it is damaged, put a backup back: docs/how-to/back-up-and-restore.md.',
    };
  }
}

function sqliteCode(error: unknown): number | string {
  return error instanceof Error && 'errcode' in error ? Number(error.errcode) : 'unknown';
}

type Server = Extract<DirectusDatabase, { client: 'pg' }>;

/** As much of the client of Directus's own as is used here. */
interface PgClient {
  connect(): Promise<void>;
  query(text: string): Promise<{ rows: Record<string, unknown>[] }>;
  end(): Promise<void>;
  on(event: 'error', listener: () => void): void;
}

async function inspectServer(server: Server): Promise<DatabaseReport> {
  const { host, port, database, user, password, ssl } = server;
  const settings = { host, port, database, user, password, ssl, query_timeout: 4_000 };
  const client = newClient({ ...settings, connectionTimeoutMillis: 3_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const { rows } = await client.query(
      "SELECT to_regclass('directus_users') IS NOT NULL AS has_tables, has_schema_privilege(current_schema(), 'CREATE') AS may_create",
    );
    if (rows[0]?.may_create === true) {
      return { message: `PostgreSQL at ${host}:${port} takes ${user} into ${database}.` };
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

function newClient(options: object): PgClient {
  const directus = createRequire(import.meta.url).resolve('directus/package.json');
  const api = createRequire(directus).resolve('@directus/api/cli/run.js');
  const { Client } = createRequire(api)('pg');
  return new Client(options);
}

/** By PostgreSQL's code; its own words aren't shown. */
function explain(error: unknown, { host, port, database, user, password }: Server): DatabaseReport {
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
