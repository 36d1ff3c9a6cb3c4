import { rm } from 'node:fs/promises';
import knex, { type Knex } from 'knex';
import { renewVersion } from '../../extensions/guard/src/rights/version.ts';

type Schema = Map<string, { type: string; table: string; sql: string | null }>;

/** Copies what a SQLite file holds now, though a Directus runs on it. */
export async function keepDatabase(file: string, copy: string): Promise<void> {
  await rm(copy, { force: true });
  await withSqlite(file, (db) => db.raw('VACUUM INTO ?', [copy]));
}

/**
 * Puts a SQLite file back to what its copy holds, though a Directus runs on it: rows, and tables that were added.
 *
 * @returns whether it could be; it can't where a table or an index of the copy was changed
 */
export async function resetDatabase(file: string, copy: string): Promise<boolean> {
  return await withSqlite(file, async (db) => {
    await db.raw('PRAGMA foreign_keys = OFF');
    await db.raw('ATTACH ? AS kept', [copy]);
    return await db.transaction(async (trx) => {
      const [now, kept] = [await schemaOf(trx, 'main'), await schemaOf(trx, 'kept')];
      for (const [name, { type, sql }] of kept) {
        if (type !== 'trigger' && now.get(name)?.sql !== sql) return false;
      }
      // They would write rows while these are put back.
      for (const name of namesOf(now, 'trigger')) await trx.raw('DROP TRIGGER ??', [name]);
      for (const [name, { type, table }] of now) {
        if (kept.has(name)) continue;
        if (type === 'table') await trx.raw('DROP TABLE ??', [name]);
        if (type === 'index' && kept.has(table)) await trx.raw('DROP INDEX ??', [name]);
      }
      for (const name of namesOf(kept, 'table')) {
        await trx.raw('DELETE FROM main.??', [name]);
        await trx.raw('INSERT INTO main.?? SELECT * FROM kept.??', [name, name]);
      }
      for (const { type, sql } of kept.values()) if (type === 'trigger') await trx.raw(sql ?? '');
      // Nothing that Directus has cached counts any more.
      await renewVersion(trx);
      return true;
    });
  });
}

async function schemaOf(db: Knex, name: 'main' | 'kept'): Promise<Schema> {
  const rows: { type: string; name: string; tbl_name: string; sql: string | null }[] = await db.raw(
    `SELECT type, name, tbl_name, sql FROM ${name}.sqlite_master WHERE sql IS NOT NULL`,
  );
  return new Map(rows.map(({ type, name, tbl_name: table, sql }) => [name, { type, table, sql }]));
}

function namesOf(schema: Schema, wanted: string): string[] {
  return [...schema].filter(([, { type }]) => type === wanted).map(([name]) => name);
}

async function withSqlite<T>(filename: string, work: (db: Knex) => Promise<T>): Promise<T> {
  const db = knex({
    client: 'sqlite3',
    connection: { filename },
    useNullAsDefault: true,
    // What is set for a connection holds for all that is done.
    pool: { min: 1, max: 1 },
  });
  try {
    await db.raw('PRAGMA busy_timeout = 10000');
    return await work(db);
  } finally {
    await db.destroy();
  }
}
