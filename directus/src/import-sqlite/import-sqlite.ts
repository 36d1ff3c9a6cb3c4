/**
 * Copies everything that a SQLite file of Directus has into a PostgreSQL database that Directus has prepared.
 *
 * Guarantees: all rows of all tables are there afterwards, counted, with their keys and every reference between them, or
 * none is: it's one transaction. The file is only read. No text of a row is in an error.
 * Doesn't guarantee anything about what is written to the file meanwhile: nothing may run on it.
 */
import { newPgClient, type PgClient, type PostgresDatabase } from '../postgres.ts';
import { toPostgres } from './convert.ts';
import {
  closeTables,
  listRelations,
  listTables,
  openTables,
  removeEverything,
  type TargetTable,
} from './postgres-target.ts';
import { openSqliteSource, quoted, type SqliteSource } from './sqlite-source.ts';

/** Why a file couldn't be imported, in a sentence, and what to do. */
export class ImportError extends Error {
  readonly fix: string | undefined;
  constructor(message: string, fix?: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ImportError';
    this.fix = fix;
  }
}

/** Copies a file into the database that is being filled. */
type ImportSqlite = (from: {
  filename: string;
  signal?: AbortSignal;
}) => Promise<{ tables: number; rows: number }>;

/**
 * Fills a database that is as good as new. Where the work fails, everything that it made is taken away again.
 *
 * @param work prepares the database with the same release of Directus, then calls what it's given
 * @throws ImportError, also where there's something in the database already, or whatever the work throws
 */
export async function fillEmptyPostgres(
  database: PostgresDatabase,
  work: (importSqlite: ImportSqlite) => Promise<void>,
): Promise<void> {
  await withClient(database, (client) => assertEmpty(client, database));
  try {
    await work((from) => importSqlite(database, from));
  } catch (error) {
    await withClient(database, removeEverything).catch((cause: unknown) => {
      const left = `What was made in ${database.database} could not be taken away again`;
      const message = error instanceof Error ? error.message : String(error);
      throw new ImportError(`${message} ${left}: remove that database.`, undefined, { cause });
    });
    throw error;
  }
}

async function assertEmpty(client: PgClient, { database }: PostgresDatabase): Promise<void> {
  const [first, ...others] = await listRelations(client);
  if (first === undefined) return;
  const what = others.length === 0 ? first : `${first} and ${others.length} more`;
  throw new ImportError(
    `The database ${database} is not empty: it has ${what}.`,
    'Make a new one ("createdb") and let DB_DATABASE name it. One that an import was making when it was killed is of no use: "dropdb" removes it.',
  );
}

async function importSqlite(
  database: PostgresDatabase,
  { filename, signal }: Parameters<ImportSqlite>[0],
): ReturnType<ImportSqlite> {
  const source = openSqliteSource(filename);
  try {
    return await withClient(database, async (client) => {
      const tables = await listTables(client);
      await assertSameRelease(source, client, tables);
      let rows = 0;
      await inTransaction(client, async () => {
        await openTables(client, tables);
        for (const table of tables) rows += await copyTable(source, client, table, signal);
        await closeTables(client, tables);
        for (const table of tables) await setSequences(source, client, table);
      });
      return { tables: tables.length, rows };
    });
  } finally {
    source.close();
  }
}

async function withClient<T>(
  database: PostgresDatabase,
  work: (client: PgClient) => Promise<T>,
): Promise<T> {
  const client = newPgClient(database);
  try {
    await client.connect();
    return await work(client);
  } finally {
    await client.end().catch(() => {});
  }
}

async function inTransaction(client: PgClient, work: () => Promise<void>): Promise<void> {
  await client.query('BEGIN');
  try {
    await work();
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK').catch(() => {});
    const code: unknown = Reflect.get(Object(error), 'code');
    if (error instanceof ImportError || typeof code !== 'string') throw error;
    throw new ImportError(`PostgreSQL failed while rows were copied (${code}).`);
  }
}

const olderFix =
  'Start this release once with SQLite ("npm start" with DB_CLIENT=sqlite3), which brings the file up to date, then import it.';

async function assertSameRelease(
  source: SqliteSource,
  client: PgClient,
  tables: readonly TargetTable[],
): Promise<void> {
  const names = tables.map(({ name }) => name);
  const foreign = source.tables().filter((name) => !names.includes(name));
  const differing: string[] = [];
  for (const { name, columns } of tables) {
    const here = source.columns(name);
    const there = columns.map((column) => column.name);
    foreign.push(
      ...here.filter((column) => !there.includes(column)).map((each) => `${name}.${each}`),
    );
    differing.push(
      ...there.filter((each) => !here.includes(each)).map((each) => `${name}.${each}`),
    );
  }
  if (foreign.length > 0) {
    throw new ImportError(
      `The file has what this release doesn't make: ${foreign.join(', ')}.`,
      'Collections and fields that somebody added in Directus have to be moved by themselves: take them out of a copy of the file, and import that.',
    );
  }
  if (differing.length > 0) {
    throw new ImportError(
      `The file lacks what this release has: ${differing.join(', ')}.`,
      olderFix,
    );
  }
  const { rows } = await client.query<{ version: string }>(
    'SELECT version FROM directus_migrations ORDER BY version',
  );
  const [here, there] = [source.migrations().sort(), rows.map(({ version }) => version).sort()];
  if (here.join() !== there.join()) {
    throw new ImportError('The file was last used by another release.', olderFix);
  }
  const [orphan] = source.orphans();
  if (orphan !== undefined) {
    throw new ImportError(
      `In ${orphan} a row points to one that isn't there.`,
      'The file is damaged: "PRAGMA foreign_key_check" of SQLite lists such rows. Put a backup back, or take them out.',
    );
  }
}

/** PostgreSQL takes 65,535 values with a statement. */
const maxValues = 30_000;
const maxBytes = 4_000_000;

async function copyTable(
  source: SqliteSource,
  client: PgClient,
  { name: table, columns }: TargetTable,
  signal: AbortSignal | undefined,
): Promise<number> {
  const names = columns.map(({ name }) => name);
  let values: (null | string | Uint8Array)[] = [];
  let bytes = 0;
  const flush = async () => {
    signal?.throwIfAborted();
    if (values.length === 0) return;
    await insert(client, table, names, values);
    values = [];
    bytes = 0;
  };
  for (const [rowid, ...row] of source.rows(table, names)) {
    for (const [index, { name, type }] of columns.entries()) {
      const value = convert(row[index] ?? null, type, `${table}.${name}, rowid ${rowid}`);
      values.push(value);
      bytes += value?.length ?? 0;
    }
    if (values.length + columns.length > maxValues || bytes > maxBytes) await flush();
  }
  await flush();
  const { rows } = await client.query(`SELECT count(*) AS n FROM ${quoted(table)}`);
  const count = source.count(table);
  if (Number(rows[0]?.n) === count) return count;
  throw new ImportError(`Of ${count} rows of ${table}, ${rows[0]?.n} have arrived.`);
}

function convert(value: Parameters<typeof toPostgres>[0], type: string, place: string) {
  try {
    return toPostgres(value, type);
  } catch (error) {
    throw new ImportError(
      `${place}: the value ${error instanceof Error ? error.message : error}.`,
      'Correct it, with SQLite in a copy of the file or where it came from, and import again.',
    );
  }
}

async function insert(
  client: PgClient,
  table: string,
  names: readonly string[],
  values: readonly (null | string | Uint8Array)[],
): Promise<void> {
  const rows = Array.from({ length: values.length / names.length }, (_, row) => {
    const places = names.map((_name, column) => `$${row * names.length + column + 1}`);
    return `(${places.join(', ')})`;
  });
  const into = `INSERT INTO ${quoted(table)} (${names.map(quoted).join(', ')})`;
  try {
    await client.query(`${into} VALUES ${rows.join(', ')}`, values);
  } catch (error) {
    const [code, column] = ['code', 'column'].map((name) => Reflect.get(Object(error), name));
    // Its own words quote the value.
    throw new ImportError(
      `PostgreSQL refuses a row of ${table}${column === undefined ? '' : `, column ${column}`} (${code}).`,
    );
  }
}

/** The next row gets a number that no row has ever had. */
async function setSequences(
  source: SqliteSource,
  client: PgClient,
  { name: table, columns }: TargetTable,
): Promise<void> {
  for (const { name, sequence } of columns) {
    if (sequence === null) continue;
    const last = `greatest((SELECT max(${quoted(name)}) FROM ${quoted(table)}), $2::bigint)`;
    const values = [sequence, String(source.lastId(table))];
    await client.query(`SELECT setval($1, greatest(${last}, 1), coalesce(${last}, 0) > 0)`, values);
  }
}
