/**
 * The triggers that give the rights another version, one set for each table that rights are read from.
 *
 * Guarantees: they are there once Directus runs. SQLite drops them with a table that it rebuilds: they are made again
 * right after, and the version is renewed then, so what changed in between is seen by then.
 */
import type { Knex } from 'knex';
import { isPostgres, queryRows } from '../shared/directus.ts';
import { type RightsVersion, renewVersion, sqliteRenewal } from './version.ts';

interface WatchedTable {
  table: string;
  scope: keyof RightsVersion;
  /** Where only these count: a login writes to its user, and the use of a share to its share. A new row has no cache. */
  columns?: readonly string[];
}

/** What Directus reads rights from and keeps: its roles, policies, permissions, shares, and the description of data. */
export const watchedTables: readonly WatchedTable[] = [
  { table: 'directus_access', scope: 'rights' },
  { table: 'directus_permissions', scope: 'rights' },
  { table: 'directus_policies', scope: 'rights' },
  { table: 'directus_roles', scope: 'rights' },
  {
    table: 'directus_shares',
    scope: 'rights',
    columns: ['id', 'collection', 'item', 'role', 'user_created'],
  },
  { table: 'directus_users', scope: 'rights', columns: ['id', 'role'] },
  { table: 'directus_collections', scope: 'schema' },
  { table: 'directus_fields', scope: 'schema' },
  { table: 'directus_relations', scope: 'schema' },
];

/** Safe to repeat, and needed again after SQLite has rebuilt a table for a change of its schema. */
export async function createRightsTriggers(db: Knex): Promise<void> {
  for (const watched of watchedTables) {
    if (isPostgres(db)) await createOnPostgres(db, watched);
    else for (const statement of sqliteTriggers(watched)) await db.raw(statement);
  }
}

function sqliteTriggers({ table, scope, columns }: WatchedTable): string[] {
  const update = columns === undefined ? 'UPDATE' : `UPDATE OF ${columns.join(', ')}`;
  const events = columns === undefined ? ['INSERT', update, 'DELETE'] : [update, 'DELETE'];
  return events.map((event) => {
    const [word = ''] = event.toLowerCase().split(' ');
    return `CREATE TRIGGER IF NOT EXISTS genie_rights_${table}_${word} AFTER ${event} ON ${table}
      BEGIN ${sqliteRenewal(scope)}; END`;
  });
}

const postgresTrigger = 'genie_rights_changed';

/** One table a transaction: making a trigger locks its table, and two locks at once could block a request. */
async function createOnPostgres(db: Knex, { table, scope, columns }: WatchedTable): Promise<void> {
  await db.transaction(async (trx) => {
    await trx.raw('SELECT pg_advisory_xact_lock(hashtext(?))', [`${postgresTrigger} ${table}`]);
    const found = await queryRows(
      trx,
      'SELECT 1 FROM pg_trigger WHERE tgname = ? AND tgrelid = ?::regclass',
      [postgresTrigger, table],
    );
    if (found.length > 0) return;
    const update = columns === undefined ? 'INSERT OR UPDATE' : `UPDATE OF ${columns.join(', ')}`;
    await trx.raw(`
      CREATE TRIGGER ${postgresTrigger} AFTER ${update} OR DELETE OR TRUNCATE ON ${table}
      FOR EACH STATEMENT EXECUTE FUNCTION ${postgresTrigger}('${scope}')`);
  });
}

const kept = Symbol.for('genie-helper.rights.triggers');
const names = watchedTables.map(({ table }) => table).join('|');

/** How the copy of a table takes the old one's place. */
const rebuilt = new RegExp(`^alter table .* rename to \\W?(${names})\\W?$`, 'i');

/** Makes the triggers again whenever SQLite rebuilds one of the tables, and renews the version after it. */
export function keepRightsTriggers(db: Knex, onError: (error: unknown) => void): void {
  if (isPostgres(db) || Reflect.has(db, kept)) return;
  Reflect.set(db, kept, true);
  db.on('query-response', (_rows: unknown, { sql }: { sql: string }) => {
    // The one connection is the rebuild's until it has ended, so this comes after it.
    if (rebuilt.test(sql)) makeAgain(db).catch(onError);
  });
}

async function makeAgain(db: Knex): Promise<void> {
  await createRightsTriggers(db);
  await renewVersion(db);
}

const writing = /\b(?:insert|update|delete|replace|truncate|alter|drop|create|merge)\b/i;
const watchedName = new RegExp(`\\b(${names})\\b`, 'i');

/** Whether a statement of Directus may change rights, as far as its text tells. */
export function mayChangeRights(sql: string): boolean {
  return watchedName.test(sql) && writing.test(sql);
}
