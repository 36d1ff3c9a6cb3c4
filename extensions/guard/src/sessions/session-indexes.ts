import type { Knex } from 'knex';
import { isPostgres, queryRows } from './query-rows.ts';

/** By name, the column of `directus_sessions` that rows are looked for by. */
const indexes = {
  genie_sessions_expires: 'expires',
  genie_sessions_user: '"user"',
} as const;

/**
 * Makes the indexes that Directus's table of sessions lacks; several processes may do it at once.
 *
 * Directus deletes expired sessions with every login, and a user's sessions with its password, its suspension and its
 * own end. Without these it reads every row each time: with a million sessions a login took seven times as long, and on
 * SQLite everybody waits for it, because there's one connection.
 */
export async function createSessionIndexes(db: Knex): Promise<void> {
  for (const [name, column] of Object.entries(indexes)) {
    // Making an index keeps writers out, even where there is one, so that happens only where there's none.
    if (await hasIndex(db, name)) continue;
    await db.raw(`CREATE INDEX IF NOT EXISTS ${name} ON directus_sessions (${column})`);
  }
}

async function hasIndex(db: Knex, name: string): Promise<boolean> {
  const sql = isPostgres(db)
    ? 'SELECT 1 WHERE to_regclass(?) IS NOT NULL'
    : "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?";
  return (await queryRows(db, sql, [name])).length > 0;
}
