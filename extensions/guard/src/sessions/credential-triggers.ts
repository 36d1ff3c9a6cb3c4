import type { Knex } from 'knex';
import { isPostgres, queryRows } from './query-rows.ts';

const name = 'genie_credentials_changed';

const watched = Symbol.for('genie-helper.session-guard.triggers');

/** How the copy of a table takes the old one's place. */
const rebuilt = /^alter table .* rename to \W?directus_users\W?$/i;

const sqlite = `
  CREATE TRIGGER IF NOT EXISTS ${name} AFTER UPDATE OF email, password ON directus_users
  WHEN OLD.email IS NOT NEW.email OR OLD.password IS NOT NEW.password
  BEGIN DELETE FROM directus_sessions WHERE "user" = NEW.id; END`;

const postgresFunction = `
  CREATE OR REPLACE FUNCTION ${name}() RETURNS trigger AS $$
  BEGIN DELETE FROM directus_sessions WHERE "user" = NEW.id; RETURN NULL; END
  $$ LANGUAGE plpgsql`;

const postgresTrigger = `
  CREATE TRIGGER ${name} AFTER UPDATE OF email, password ON directus_users FOR EACH ROW
  WHEN (OLD.email IS DISTINCT FROM NEW.email OR OLD.password IS DISTINCT FROM NEW.password)
  EXECUTE FUNCTION ${name}()`;

/**
 * Lets the database end a user's sessions in the very statement that changes its e-mail or password.
 *
 * Directus's own users service does so itself; a flow, a reverted revision and SQL go past it. Safe to
 * repeat, and needed again after SQLite has rebuilt the table for a change of its schema.
 */
export async function createCredentialTriggers(db: Knex): Promise<void> {
  if (!isPostgres(db)) {
    await db.raw(sqlite);
    return;
  }
  // Making a trigger locks the table, so that happens only where there's none.
  const found = await queryRows(
    db,
    "SELECT 1 FROM pg_trigger WHERE tgname = ? AND tgrelid = 'directus_users'::regclass",
    [name],
  );
  if (found.length > 0) return;
  await db.raw(postgresFunction);
  await db.raw(postgresTrigger);
}

/**
 * Makes the trigger again whenever SQLite rebuilds `directus_users`, which it does for a changed or
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
