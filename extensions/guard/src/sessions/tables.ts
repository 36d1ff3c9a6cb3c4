import type { Knex } from 'knex';
import { createCredentialTriggers } from './credential-triggers.ts';
import { isPostgres } from './query-rows.ts';
import { createSessionIndexes } from './session-indexes.ts';

/** Any number that nobody else in this database locks on. */
const advisoryLock = 7_350_213_408;

/**
 * Makes the guard's two tables, its trigger and its indexes where they aren't there yet; several processes may do it at
 * once.
 *
 * `genie_access_sessions` links the claim `sid` of access tokens to a session of Directus. Its
 * foreign key follows every rotation and dies with the session, so whoever deletes a session, by
 * whatever way, ends its access tokens in the same statement.
 *
 * `genie_rotated_tokens` remembers, as hashes, the refresh tokens that a session once had.
 */
export async function createTables(db: Knex): Promise<void> {
  await db.transaction(async (trx) => {
    if (isPostgres(db)) await trx.raw('SELECT pg_advisory_xact_lock(?)', [advisoryLock]);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS genie_access_sessions (
        sid varchar(32) NOT NULL PRIMARY KEY,
        session varchar(64) NOT NULL UNIQUE
          REFERENCES directus_sessions (token) ON UPDATE CASCADE ON DELETE CASCADE
      )`);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS genie_rotated_tokens (
        token_hash varchar(43) NOT NULL PRIMARY KEY,
        sid varchar(32) NOT NULL REFERENCES genie_access_sessions (sid) ON DELETE CASCADE,
        rotated_at bigint NOT NULL,
        expires_at bigint NOT NULL
      )`);
    await trx.raw(
      'CREATE INDEX IF NOT EXISTS genie_rotated_tokens_sid ON genie_rotated_tokens (sid, rotated_at)',
    );
    await createCredentialTriggers(trx);
    await createSessionIndexes(trx);
  });
}
