/**
 * Where a sweep is, and who is at work on it.
 *
 * `genie_retention`: one row. Every time in it is the database's, so that processes with clocks of their own agree on
 * whose turn it is.
 */
import type { Knex } from 'knex';
import { isPostgres, queryRows } from '../shared/directus.ts';
import type { RetentionRule } from './rules.ts';

export const retentionTable = 'genie_retention';

/** Any number that nobody else in this database locks on. */
const advisoryLock = 7_350_213_417;

export interface SweepRow {
  /** Who is at work, until when; epoch milliseconds, as the next. A text where PostgreSQL reads a bigint. */
  claim: string | null;
  claimed_until: number | string;
  /** Which of the rules is next, and the last key of it that was looked at. */
  rule: number;
  after_key: number | string;
  /** When the next sweep may begin, and when the last one ended; 0 for never. */
  next_at: number | string;
  swept_at: number | string;
  /** How many rows went, in all. */
  removed: number | string;
}

/** Makes the table where it isn't there yet; several processes may do it at once. */
export async function prepareRetention(db: Knex): Promise<void> {
  await db.transaction(async (trx) => {
    if (isPostgres(db)) await trx.raw('SELECT pg_advisory_xact_lock(?)', [advisoryLock]);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS ${retentionTable} (
        id integer NOT NULL PRIMARY KEY,
        claim varchar(22),
        claimed_until bigint NOT NULL DEFAULT 0,
        rule integer NOT NULL DEFAULT 0,
        after_key bigint NOT NULL DEFAULT 0,
        next_at bigint NOT NULL DEFAULT 0,
        swept_at bigint NOT NULL DEFAULT 0,
        removed bigint NOT NULL DEFAULT 0
      )`);
    await trx.raw(`INSERT INTO ${retentionTable} (id) VALUES (1) ON CONFLICT (id) DO NOTHING`);
  });
}

/**
 * Makes the index by which a rule finds old rows, where there is none: without one every sweep would read whole tables.
 * Making one keeps writers of the table out for as long as it takes.
 */
export async function indexTime(db: Knex, { by, table, time }: RetentionRule): Promise<void> {
  if (by !== 'time') return;
  const name = `genie_retention_${table}`;
  const sql = isPostgres(db)
    ? 'SELECT 1 WHERE to_regclass(?) IS NOT NULL'
    : "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?";
  if ((await queryRows(db, sql, [name])).length > 0) return;
  await db.raw(`CREATE INDEX IF NOT EXISTS ${name} ON ${table} (${time.replace('t.', '')})`);
}
