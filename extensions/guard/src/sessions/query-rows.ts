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
