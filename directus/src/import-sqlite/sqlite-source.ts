import { DatabaseSync } from 'node:sqlite';
import type { SqliteValue } from './convert.ts';

/** A SQLite file, read as it was in one moment. */
export type SqliteSource = ReturnType<typeof openSqliteSource>;

/**
 * Opens a file to read. It isn't changed.
 *
 * @throws Error of SQLite where it can't be opened
 */
export function openSqliteSource(filename: string) {
  const db = new DatabaseSync(filename, { readOnly: true, timeout: 5_000, readBigInts: true });
  db.exec('begin');
  const list = (sql: string, ...values: string[]) =>
    db
      .prepare(sql)
      .all(...values)
      .map(({ name }) => String(name));
  return {
    tables: () =>
      list(
        "select name from sqlite_master where type = 'table' and name not like 'sqlite\\_%' escape '\\' order by 1",
      ),
    columns: (table: string) => list('select name from pragma_table_info(?)', table),
    /** Which migrations of Directus were done here. */
    migrations: () => list('select version as name from directus_migrations order by 1'),
    count: (table: string) =>
      Number(db.prepare(`select count(*) as n from ${quoted(table)}`).get()?.n),
    /** The highest number that a table has ever given to a row, where SQLite remembers it. */
    lastId(table: string): bigint {
      const remembers = db.prepare("select 1 from sqlite_master where name = 'sqlite_sequence'");
      if (remembers.get() === undefined) return 0n;
      const found = db.prepare('select seq from sqlite_sequence where name = ?').get(table);
      return BigInt(Number(found?.seq ?? 0));
    },
    /** Tables with a row that points to one that isn't there. */
    orphans: () =>
      new Set(
        db
          .prepare('pragma foreign_key_check')
          .all()
          .map(({ table }) => String(table)),
      ),
    /** Each row: SQLite's own number of it, then these columns in this order. */
    *rows(table: string, columns: readonly string[]): Iterable<[bigint, ...SqliteValue[]]> {
      const names = ['rowid', ...columns.map(quoted)].join(', ');
      const statement = db.prepare(`select ${names} from ${quoted(table)} order by rowid`);
      statement.setReturnArrays(true);
      yield* statement.iterate() as Iterable<unknown> as Iterable<[bigint, ...SqliteValue[]]>;
    },
    close: () => db.close(),
  };
}

/** A name as SQL of both databases takes it. */
export function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
