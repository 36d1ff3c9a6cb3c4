/**
 * What the guard keeps in Directus's database: two tables, three triggers, two indexes.
 *
 * Guarantees: they are there once Directus runs, however many processes start at once; a table of an older version gets
 * what it lacks; nobody reads the tables through
 * Directus's API; a changed e-mail, password or provider ends its sessions, and so does another status than `active`, whoever sets it. SQLite drops the triggers
 * with a table that it rebuilds: they are made again right after, and what a flow or SQL changes in between ends no
 * session.
 */
import { guardTables } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import {
  isFirstTime,
  isPostgres,
  methodOf,
  queryRows,
  type ServiceClass,
} from '../shared/directus.ts';
import { createUserTriggers, keepUserTriggers, type UserTrigger } from '../shared/user-triggers.ts';

/** Any number that nobody else in this database locks on. */
const advisoryLock = 7_350_213_408;

/**
 * Makes the guard's two tables, its triggers and its indexes where they aren't there yet; several processes may do it at
 * once.
 *
 * `genie_access_sessions` links the claim `sid` of access tokens to a session of Directus. Its
 * foreign key follows every rotation and dies with the session, so whoever deletes a session, by
 * whatever way, ends its access tokens in the same statement. `begun_at` tells which login is older, and when each is
 * over; `last_seen_at`, `device` and `address` are for its owner's eyes. Times are epoch milliseconds.
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
          REFERENCES directus_sessions (token) ON UPDATE CASCADE ON DELETE CASCADE,
        begun_at bigint,
        last_seen_at bigint,
        device varchar(100),
        address varchar(45)
      )`);
    await addColumns(trx);
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
    await createUserTriggers(trx, triggers);
    await createSessionIndexes(trx);
  });
}

const laterColumns = {
  begun_at: 'bigint',
  last_seen_at: 'bigint',
  device: 'varchar(100)',
  address: 'varchar(45)',
} as const;

/** The table of an older version lacks some. A login that doesn't say when it began counts from the upgrade on. */
async function addColumns(trx: Knex): Promise<void> {
  const table = 'genie_access_sessions';
  for (const [column, type] of Object.entries(laterColumns)) {
    if (await trx.schema.hasColumn(table, column)) continue;
    await trx.raw(`ALTER TABLE ${table} ADD COLUMN ${column} ${type}`);
  }
  // Older than whatever begins from now on.
  await trx(table)
    .whereNull('begun_at')
    .update({ begun_at: Date.now() - 1 });
}

type StitchRelations = (
  this: unknown,
  rows: unknown,
  keys: readonly { table: string }[],
) => unknown;

/**
 * Keeps the foreign keys of the guard's tables out of `/relations`, and Directus from warning of them
 * with every GraphQL schema. `DB_EXCLUDE_TABLES` hides only the tables themselves.
 *
 * @throws Error if this Directus lists relations in another way.
 */
export function hideRelations(service: ServiceClass): void {
  const original = methodOf<StitchRelations>(service, 'RelationsService', 'stitchRelations');
  if (!isFirstTime(service, Symbol.for('genie-helper.sessions'))) return;
  Reflect.set(
    service.prototype,
    'stitchRelations',
    function stitchRelations(this: unknown, rows: unknown, keys: readonly { table: string }[]) {
      const visible = keys.filter(({ table }) => !guardTables.some((name) => name === table));
      return original.call(this, rows, visible);
    },
  );
}

const endSessions = 'DELETE FROM directus_sessions WHERE "user" = NEW.id';

/**
 * Lets the database end a user's sessions in the very statement that changes what they rest on.
 *
 * Directus's own users service does so itself with e-mail, password and status; a flow, a reverted revision and SQL go past
 * it.
 */
const triggers: readonly UserTrigger[] = [
  {
    name: 'genie_credentials_changed',
    columns: ['email', 'password'],
    statement: endSessions,
  },
  {
    // Whose login it is, and who vouches for it: another provider refuses every refresh from then on.
    name: 'genie_provider_changed',
    columns: ['provider', 'external_identifier'],
    statement: endSessions,
  },
  {
    // Who is active again signs in anew: a login is ended for good.
    name: 'genie_user_left_active',
    columns: ['status'],
    statement: `${endSessions} AND NEW.status <> 'active'`,
  },
];

const watched = Symbol.for('genie-helper.sessions.triggers');

/** Makes the triggers again whenever SQLite has rebuilt `directus_users`. */
export function keepCredentialTriggers(db: Knex, onError: (error: unknown) => void): void {
  keepUserTriggers(db, watched, triggers, onError);
}

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
