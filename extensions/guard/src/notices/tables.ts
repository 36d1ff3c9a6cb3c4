/**
 * What people are told by mail, until our API has written the mail; and the devices that they signed in from.
 *
 * `genie_notices`: a row for each occasion. A new password and a new address are written by triggers, in the very
 * statement that changes them. A row waits a day at most: where no API sends mails, nothing piles up.
 *
 * `genie_known_devices`: of each user, hashes of what its devices are recognized by. The newest 50.
 */
import { type HookContext, isPostgres } from '../shared/directus.ts';
import { createUserTriggers, keepUserTriggers, type UserTrigger } from '../shared/user-triggers.ts';

/** Any number that nobody else in this database locks on. */
const advisoryLock = 7_350_213_411;

const watched = Symbol.for('genie-helper.notices.triggers');

/** Makes both tables and the triggers where they aren't there yet; several processes may do it at once. */
export async function prepareNotices({
  database: db,
  logger,
}: Pick<HookContext, 'database' | 'logger'>): Promise<void> {
  const isPg = isPostgres(db);
  const userType = isPg ? 'uuid' : 'char(36)';
  const id = isPg ? 'bigint GENERATED ALWAYS AS IDENTITY' : 'integer';
  const triggers = triggersOf(isPg);
  await db.transaction(async (trx) => {
    if (isPg) await trx.raw('SELECT pg_advisory_xact_lock(?)', [advisoryLock]);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS genie_notices (
        id ${id} PRIMARY KEY,
        "user" ${userType} NOT NULL REFERENCES directus_users (id) ON DELETE CASCADE,
        kind varchar(20) NOT NULL,
        email varchar(255) NOT NULL,
        detail text,
        at bigint NOT NULL,
        claimed_until bigint NOT NULL DEFAULT 0
      )`);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS genie_known_devices (
        "user" ${userType} NOT NULL REFERENCES directus_users (id) ON DELETE CASCADE,
        device_hash varchar(43) NOT NULL,
        first_seen_at bigint NOT NULL,
        seen_at bigint NOT NULL,
        PRIMARY KEY ("user", device_hash)
      )`);
    await createUserTriggers(trx, triggers);
  });
  keepUserTriggers(db, watched, triggers, (error) => logger.error(error));
}

/** Epoch milliseconds, as an expression of SQL. */
export function currentTimeSql(isPg: boolean): string {
  return isPg
    ? 'CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS bigint)'
    : `CAST((julianday('now') - 2440587.5) * 86400000 AS integer)`;
}

function triggersOf(isPg: boolean): readonly UserTrigger[] {
  const now = currentTimeSql(isPg);
  const insert = 'INSERT INTO genie_notices ("user", kind, email, detail, at)';
  return [
    {
      name: 'genie_notice_password',
      columns: ['password'],
      statement: `${insert} SELECT NEW.id, 'new-password', NEW.email, NULL, ${now}
        WHERE NEW.password IS NOT NULL AND NEW.email IS NOT NULL`,
    },
    {
      name: 'genie_notice_address',
      columns: ['email'],
      statement: `${insert} SELECT NEW.id, 'new-address', OLD.email, NEW.email, ${now}
        WHERE OLD.email IS NOT NULL`,
    },
  ];
}
