/**
 * What the guard keeps in Directus's database: two tables, two triggers, two indexes.
 *
 * Guarantees: they are there once Directus runs, however many processes start at once; nobody reads the tables through
 * Directus's API; a changed e-mail, password or provider ends its sessions, whoever changes it. SQLite drops the triggers
 * with a table that it rebuilds: they are made again right after, and what a flow or SQL changes in between ends no
 * session.
 */
import type { Knex } from 'knex';
import {
  isFirstTime,
  isPostgres,
  methodOf,
  queryRows,
  type ServiceClass,
} from '../shared/directus.ts';
import { hiddenTables } from '../shared/settings.ts';

/** Any number that nobody else in this database locks on. */
const advisoryLock = 7_350_213_408;

/**
 * Makes the guard's two tables, its triggers and its indexes where they aren't there yet; several processes may do it at
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
      const visible = keys.filter(({ table }) => !hiddenTables.some((name) => name === table));
      return original.call(this, rows, visible);
    },
  );
}

/** By name, the columns of `directus_users` that a session rests on: with a change of one it ends. */
const triggers = {
  genie_credentials_changed: ['email', 'password'],
  // Whose login it is, and who vouches for it: another provider refuses every refresh from then on.
  genie_provider_changed: ['provider', 'external_identifier'],
} as const;

const watched = Symbol.for('genie-helper.sessions.triggers');

/** How the copy of a table takes the old one's place. */
const rebuilt = /^alter table .* rename to \W?directus_users\W?$/i;

/**
 * Lets the database end a user's sessions in the very statement that changes its e-mail, password, provider or
 * identifier at the provider.
 *
 * Directus's own users service does so itself with the first two; a flow, a reverted revision and SQL go past it. Safe
 * to repeat, and needed again after SQLite has rebuilt the table for a change of its schema.
 */
export async function createCredentialTriggers(db: Knex): Promise<void> {
  for (const [name, columns] of Object.entries(triggers)) {
    if (isPostgres(db)) await createPostgresTrigger(db, name, columns);
    else await createSqliteTrigger(db, name, columns);
  }
}

async function createSqliteTrigger(db: Knex, name: string, columns: readonly string[]) {
  const isChanged = columns.map((column) => `OLD.${column} IS NOT NEW.${column}`).join(' OR ');
  await db.raw(`
    CREATE TRIGGER IF NOT EXISTS ${name} AFTER UPDATE OF ${columns.join(', ')} ON directus_users
    WHEN ${isChanged}
    BEGIN DELETE FROM directus_sessions WHERE "user" = NEW.id; END`);
}

async function createPostgresTrigger(db: Knex, name: string, columns: readonly string[]) {
  // Making a trigger locks the table, so that happens only where there's none.
  const found = await queryRows(
    db,
    "SELECT 1 FROM pg_trigger WHERE tgname = ? AND tgrelid = 'directus_users'::regclass",
    [name],
  );
  if (found.length > 0) return;
  const isChanged = columns.map((column) => `OLD.${column} IS DISTINCT FROM NEW.${column}`);
  await db.raw(`
    CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger AS $$
    BEGIN DELETE FROM directus_sessions WHERE "user" = NEW.id; RETURN NULL; END
    $$ LANGUAGE plpgsql`);
  await db.raw(`
    CREATE TRIGGER ${name} AFTER UPDATE OF ${columns.join(', ')} ON directus_users FOR EACH ROW
    WHEN (${isChanged.join(' OR ')})
    EXECUTE FUNCTION ${name}()`);
}

/**
 * Makes the triggers again whenever SQLite rebuilds `directus_users`, which it does for a changed or
 * dropped column and for a new relation; the triggers go with the old table. Doing it again does
 * nothing.
 */
export function keepCredentialTriggers(db: Knex, onError: (error: unknown) => void): void {
  if (isPostgres(db) || Reflect.has(db, watched)) return;
  Reflect.set(db, watched, true);
  db.on('query-response', (_rows: unknown, { sql }: { sql: string }) => {
    // The one connection is the rebuild's until it has ended, so this comes after it.
    if (rebuilt.test(sql)) createCredentialTriggers(db).catch(onError);
  });
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
