/**
 * What the guard keeps of second factors, and the trigger that ends one with Directus's own column.
 *
 * Directus asks for a code where `directus_users.tfa_secret` holds something. From the moment at which a factor is
 * confirmed that is a marker, random and of no use to anybody; the secret itself is in
 * `genie_second_factors`, sealed. So a Directus that ran without this guard would let nobody in by a code, rather than
 * everybody without one.
 *
 * Guarantees: whoever empties that column (the owner, an administrator, a reset by link, SQL) takes the factor and its
 * recovery codes off in the same statement, and a notice of it is written there; so is one of a factor that begins.
 */
import type { Knex } from 'knex';
import { currentTimeSql } from '../notices/tables.ts';
import { isPostgres, type Logger } from '../shared/directus.ts';
import { createUserTriggers, keepUserTriggers, type UserTrigger } from '../shared/user-triggers.ts';
import { newSecret } from './one-time-codes.ts';
import { recoveryCodesTable } from './recovery-codes.ts';

export const factorsTable = 'genie_second_factors';
export const attemptsTable = 'genie_code_attempts';

/** No secret of Directus begins like this: it has a letter that isn't in Base32. */
const markerPrefix = 'genie1:';

export function newMarker(): string {
  return `${markerPrefix}${newSecret()}`;
}

export function isMarker(value: string): boolean {
  return value.startsWith(markerPrefix);
}

export interface FactorRow {
  user: string;
  state: 'pending' | 'on';
  /** What `tfa_secret` holds while this row counts; empty while it is pending. */
  marker: string;
  /** The secret; null where Directus's own column holds it in the clear, for want of a key. */
  sealed: string | null;
  /** When it was confirmed, epoch milliseconds; 0 where nobody knows. */
  set_at: number | string;
  /** The last step whose code was taken; a text where PostgreSQL reads a bigint. */
  last_step: number | string;
  /** Wrong codes while it is pending. */
  failures: number;
  /** Of one that is pending, epoch milliseconds. */
  expires_at: number | string;
}

/** Any number that nobody else in this database locks on. */
const advisoryLock = 7_350_213_412;

const watched = Symbol.for('genie-helper.two-factor.triggers');

/** Makes the tables and the trigger where they aren't there yet; several processes may do it at once. */
export async function createFactorTables(db: Knex, logger: Logger): Promise<void> {
  const isPg = isPostgres(db);
  const userType = isPg ? 'uuid' : 'char(36)';
  const user = `"user" ${userType} NOT NULL REFERENCES directus_users (id) ON DELETE CASCADE`;
  const triggers = [triggerOf(isPg)];
  await db.transaction(async (trx) => {
    if (isPg) await trx.raw('SELECT pg_advisory_xact_lock(?)', [advisoryLock]);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS ${factorsTable} (
        ${user},
        state varchar(8) NOT NULL,
        marker varchar(64) NOT NULL,
        sealed varchar(255),
        set_at bigint NOT NULL DEFAULT 0,
        last_step bigint NOT NULL DEFAULT 0,
        failures integer NOT NULL DEFAULT 0,
        expires_at bigint NOT NULL DEFAULT 0,
        PRIMARY KEY ("user")
      )`);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS ${recoveryCodesTable} (
        ${user},
        code_hash varchar(43) NOT NULL,
        PRIMARY KEY ("user", code_hash)
      )`);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS ${attemptsTable} (
        id varchar(22) NOT NULL PRIMARY KEY,
        ${user},
        way varchar(8) NOT NULL,
        at bigint NOT NULL
      )`);
    await trx.raw(
      `CREATE INDEX IF NOT EXISTS ${attemptsTable}_user ON ${attemptsTable} ("user", way, at)`,
    );
    await createUserTriggers(trx, triggers);
  });
  keepUserTriggers(db, watched, triggers, (error) => logger.error(error));
}

/** A secret of before that is sealed, and its column that becomes a marker, is no change for its owner. */
function triggerOf(isPg: boolean): UserTrigger {
  const isOff = 'NEW.tfa_secret IS NULL';
  return {
    name: 'genie_second_factor_changed',
    columns: ['tfa_secret'],
    statement: `
      DELETE FROM ${factorsTable} WHERE "user" = NEW.id AND ${isOff};
      DELETE FROM ${recoveryCodesTable} WHERE "user" = NEW.id AND ${isOff};
      INSERT INTO genie_notices ("user", kind, email, detail, at)
      SELECT NEW.id, CASE WHEN ${isOff} THEN 'second-factor-off' ELSE 'second-factor-on' END,
        NEW.email, NULL, ${currentTimeSql(isPg)}
      WHERE NEW.email IS NOT NULL AND (OLD.tfa_secret IS NULL OR ${isOff})`,
  };
}
