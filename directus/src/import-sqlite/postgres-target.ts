import type { PgClient } from '../postgres.ts';
import { quoted } from './sqlite-source.ts';

/** A table of PostgreSQL, with its columns. */
export interface TargetTable {
  name: string;
  columns: readonly { name: string; type: string; sequence: string | null }[];
}

/** What is in the schema of a connection and belongs to no extension of PostgreSQL. */
const own = (kinds: string) => `
  FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN (${kinds})
  AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'e')`;

/** Names of tables, views and sequences. */
export async function listRelations(client: PgClient): Promise<string[]> {
  const kinds = "'r', 'p', 'v', 'm', 'f', 'S'";
  const { rows } = await client.query<{ name: string }>(
    `SELECT c.relname AS name ${own(kinds)} ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

export async function listTables(client: PgClient): Promise<TargetTable[]> {
  const { rows } = await client.query<{
    table: string;
    column: string;
    type: string;
    sequence: string | null;
  }>(`
    SELECT c.relname AS table, a.attname AS column, format_type(a.atttypid, a.atttypmod) AS type,
      pg_get_serial_sequence(quote_ident(c.relname), a.attname) AS sequence
    FROM pg_attribute a JOIN (SELECT c.oid, c.relname ${own("'r', 'p'")}) c ON c.oid = a.attrelid
    WHERE a.attnum > 0 AND NOT a.attisdropped ORDER BY c.relname, a.attnum`);
  const tables = new Map<string, TargetTable['columns'][number][]>();
  for (const { table, column, type, sequence } of rows) {
    tables.set(table, [...(tables.get(table) ?? []), { name: column, type, sequence }]);
  }
  return [...tables].map(([name, columns]) => ({ name, columns }));
}

/**
 * Takes all rows out of the tables, and lets rows point to ones that come later: triggers of ours rest, and foreign keys
 * are looked at when `closeTables` asks. For one transaction, which has to end with `closeTables`.
 */
export async function openTables(client: PgClient, tables: readonly TargetTable[]): Promise<void> {
  const names = tables.map(({ name }) => quoted(name));
  // Before anything else, since a trigger would note that the tables were emptied.
  for (const name of names) await client.query(`ALTER TABLE ${name} DISABLE TRIGGER USER`);
  await alterForeignKeys(client, 'DEFERRABLE INITIALLY DEFERRED');
  await client.query(`TRUNCATE ${names.join(', ')}`);
}

/** Looks at every foreign key, and leaves the tables as they were found. */
export async function closeTables(client: PgClient, tables: readonly TargetTable[]): Promise<void> {
  // PostgreSQL alters no table that has looks outstanding.
  await client.query('SET CONSTRAINTS ALL IMMEDIATE');
  await alterForeignKeys(client, 'NOT DEFERRABLE');
  for (const { name } of tables) {
    await client.query(`ALTER TABLE ${quoted(name)} ENABLE TRIGGER USER`);
  }
}

async function alterForeignKeys(client: PgClient, how: string): Promise<void> {
  const { rows } = await client.query<{ table: string; name: string }>(`
    SELECT conrelid::regclass::text AS table, conname AS name FROM pg_constraint
    WHERE contype = 'f' AND connamespace = current_schema()::regnamespace`);
  for (const { table, name } of rows) {
    await client.query(`ALTER TABLE ${table} ALTER CONSTRAINT ${quoted(name)} ${how}`);
  }
}

/** Takes away all tables, and the functions of our triggers. Only for a database that was empty before us. */
export async function removeEverything(client: PgClient): Promise<void> {
  const tables = (await listTables(client)).map(({ name }) => quoted(name));
  if (tables.length > 0) await client.query(`DROP TABLE ${tables.join(', ')} CASCADE`);
  const { rows } = await client.query<{ signature: string }>(`
    SELECT oid::regprocedure::text AS signature FROM pg_proc
    WHERE pronamespace = current_schema()::regnamespace AND proname LIKE 'genie\\_%'`);
  for (const { signature } of rows) await client.query(`DROP FUNCTION ${signature} CASCADE`);
}
