/**
 * Triggers on `directus_users`: what the database does in the very statement that changes a user, whoever changes it.
 *
 * Guarantees: they are there once Directus runs, however many processes start at once. SQLite drops them with the table
 * when it rebuilds it: they are made again right after, and what a flow or SQL changes in between has no effect.
 */
import type { Knex } from 'knex';
import { isPostgres, queryRows } from './directus.ts';

export interface UserTrigger {
  name: string;
  /** A change of one of these counts; setting one to what it is doesn't. */
  columns: readonly string[];
  /** One statement of SQL; the user is `NEW.id`. */
  statement: string;
}

/** Safe to repeat, and needed again after SQLite has rebuilt the table for a change of its schema. */
export async function createUserTriggers(
  db: Knex,
  triggers: readonly UserTrigger[],
): Promise<void> {
  for (const trigger of triggers) {
    if (isPostgres(db)) await createPostgresTrigger(db, trigger);
    else await createSqliteTrigger(db, trigger);
  }
}

async function createSqliteTrigger(db: Knex, { name, columns, statement }: UserTrigger) {
  const isChanged = columns.map((column) => `OLD.${column} IS NOT NEW.${column}`).join(' OR ');
  await db.raw(`
    CREATE TRIGGER IF NOT EXISTS ${name} AFTER UPDATE OF ${columns.join(', ')} ON directus_users
    WHEN ${isChanged}
    BEGIN ${statement}; END`);
}

async function createPostgresTrigger(db: Knex, { name, columns, statement }: UserTrigger) {
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
    BEGIN ${statement}; RETURN NULL; END
    $$ LANGUAGE plpgsql`);
  await db.raw(`
    CREATE TRIGGER ${name} AFTER UPDATE OF ${columns.join(', ')} ON directus_users FOR EACH ROW
    WHEN (${isChanged.join(' OR ')})
    EXECUTE FUNCTION ${name}()`);
}

/** How the copy of a table takes the old one's place. */
const rebuilt = /^alter table .* rename to \W?directus_users\W?$/i;

/**
 * Makes the triggers again whenever SQLite rebuilds `directus_users`, which it does for a changed or dropped column and
 * for a new relation; the triggers go with the old table. Doing it again with the same mark does nothing.
 */
export function keepUserTriggers(
  db: Knex,
  mark: symbol,
  triggers: readonly UserTrigger[],
  onError: (error: unknown) => void,
): void {
  if (isPostgres(db) || Reflect.has(db, mark)) return;
  Reflect.set(db, mark, true);
  db.on('query-response', (_rows: unknown, { sql }: { sql: string }) => {
    // The one connection is the rebuild's until it has ended, so this comes after it.
    if (rebuilt.test(sql)) createUserTriggers(db, triggers).catch(onError);
  });
}
