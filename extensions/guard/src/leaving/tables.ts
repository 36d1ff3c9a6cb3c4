/**
 * Accounts that wait for their deletion.
 *
 * `genie_deletions`: a row for each, made in the statement's transaction that archives the account. It goes with its user,
 * and as soon as the account has another status, whoever gives it that: then nobody wants the account erased any more.
 * Every time in it is the database's, so that processes with clocks of their own agree on what is due.
 */
import type { Knex } from 'knex';
import { isPostgres, type Logger } from '../shared/directus.ts';
import { createUserTriggers, keepUserTriggers, type UserTrigger } from '../shared/user-triggers.ts';

export const deletionsTable = 'genie_deletions';

/** `erasing`: its erasure has begun, and there is no way back. */
export type DeletionState = 'waiting' | 'erasing';

/** Any number that nobody else in this database locks on. */
const advisoryLock = 7_350_213_412;

const triggers: readonly UserTrigger[] = [
  {
    name: 'genie_deletion_ends',
    columns: ['status'],
    statement: `DELETE FROM ${deletionsTable} WHERE "user" = NEW.id AND NEW.status <> 'archived'`,
  },
];

const watched = Symbol.for('genie-helper.leaving.triggers');

/** Makes the table and its trigger where they aren't there yet; several processes may do it at once. */
export async function prepareDeletions(db: Knex, logger: Logger): Promise<void> {
  const userType = isPostgres(db) ? 'uuid' : 'char(36)';
  await db.transaction(async (trx) => {
    if (isPostgres(db)) await trx.raw('SELECT pg_advisory_xact_lock(?)', [advisoryLock]);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS ${deletionsTable} (
        "user" ${userType} NOT NULL PRIMARY KEY REFERENCES directus_users (id) ON DELETE CASCADE,
        state varchar(8) NOT NULL DEFAULT 'waiting',
        former_status varchar(16) NOT NULL,
        requested_at bigint NOT NULL,
        deletes_at bigint NOT NULL,
        claim varchar(43),
        claimed_until bigint NOT NULL DEFAULT 0,
        attempts integer NOT NULL DEFAULT 0
      )`);
    await createUserTriggers(trx, triggers);
  });
  keepUserTriggers(db, watched, triggers, (error) => logger.error(error));
}

/** The database's own time in SQL, epoch milliseconds. */
export function databaseNow(db: Knex): string {
  return isPostgres(db)
    ? 'CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint)'
    : `CAST((julianday('now') - 2440587.5) * 86400000 AS integer)`;
}

/** Gives an account that waits for its deletion the status that it had. */
export async function restore(trx: Knex, userId: string): Promise<void> {
  await trx.raw(
    `UPDATE directus_users
     SET status = (SELECT former_status FROM ${deletionsTable} WHERE "user" = directus_users.id)
     WHERE id = ? AND status = 'archived'
       AND EXISTS (SELECT 1 FROM ${deletionsTable} WHERE "user" = directus_users.id)`,
    [userId],
  );
  await trx(deletionsTable).where({ user: userId }).delete();
}
