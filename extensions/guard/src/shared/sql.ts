/** SQL that both databases of Directus understand, SQLite and PostgreSQL. */
import type { Knex } from 'knex';

export type Bindings = readonly (string | number | Date | readonly string[])[];

/** The rows of one SQL statement, whichever of the two databases it is. */
export async function queryRows<Row>(db: Knex, sql: string, bindings: Bindings): Promise<Row[]> {
  const result: unknown = await db.raw(sql, bindings as Knex.RawBinding[]);
  return (Array.isArray(result) ? result : (result as { rows: Row[] }).rows) as Row[];
}

export function isPostgres(db: Knex): boolean {
  return db.client.config.client === 'pg';
}

/** `… IN` a list of any length by one parameter, so that the statement's text stays the same; see `listBinding`. */
export function inList(db: Knex): string {
  return isPostgres(db) ? '= ANY (?)' : 'IN (SELECT value FROM json_each(?))';
}

/** The parameter that `inList` takes. */
export function listBinding(db: Knex, list: readonly string[]): string | readonly string[] {
  return isPostgres(db) ? list : JSON.stringify(list);
}
