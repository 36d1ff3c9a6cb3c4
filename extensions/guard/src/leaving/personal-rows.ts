/**
 * Every row that names a person, and what becomes of it when the account is erased: one list, to which whoever keeps
 * something of people adds it.
 *
 * The access log isn't among them: it keeps its entries, without who the person was (`audit/erase-person.ts`).
 * Rows whose foreign key to `directus_users` says CASCADE or SET NULL need no line: the user's own deletion takes them.
 */
import type { Knex } from 'knex';
import { isPostgres, queryRows } from '../shared/directus.ts';

/** Whom the rows name. */
export interface Person {
  id: string;
  email: string | null;
}

/** SQL that is run with the id for `:id`, the address in lower case for `:email`. */
interface PersonalRows {
  table: string;
  statement: string;
}

/** In the order in which they are run, before the user goes. */
export const personalRows: readonly PersonalRows[] = [
  {
    table: 'directus_activity',
    statement: `DELETE FROM directus_activity
      WHERE "user" = :uuid OR (collection = 'directus_users' AND item = :id)`,
  },
  {
    table: 'directus_revisions',
    statement: `DELETE FROM directus_revisions WHERE collection = 'directus_users' AND item = :id
      OR <data> LIKE :idPart ESCAPE '!' OR <delta> LIKE :idPart ESCAPE '!'
      OR <data> LIKE :emailPart ESCAPE '!' OR <delta> LIKE :emailPart ESCAPE '!'`,
  },
  {
    table: 'directus_notifications',
    statement: `DELETE FROM directus_notifications
      WHERE recipient = :uuid OR sender = :uuid OR (collection = 'directus_users' AND item = :id)`,
  },
  {
    table: 'directus_comments',
    statement: `DELETE FROM directus_comments
      WHERE user_created = :uuid OR (collection = 'directus_users' AND item = :id)`,
  },
  {
    table: 'directus_comments',
    statement: `UPDATE directus_comments SET user_updated = NULL WHERE user_updated = :uuid`,
  },
  {
    table: 'directus_comments',
    statement: `UPDATE directus_comments SET comment = replace(comment, :id, 'somebody')
      WHERE comment LIKE :idPart ESCAPE '!'`,
  },
  {
    table: 'directus_shares',
    statement: `DELETE FROM directus_shares
      WHERE user_created = :uuid OR (collection = 'directus_users' AND item = :id)`,
  },
  {
    table: 'directus_versions',
    statement: `DELETE FROM directus_versions WHERE collection = 'directus_users' AND item = :id`,
  },
  {
    table: 'directus_versions',
    statement: 'UPDATE directus_versions SET user_updated = NULL WHERE user_updated = :uuid',
  },
  {
    table: 'directus_settings',
    statement:
      'UPDATE directus_settings SET project_owner = NULL WHERE LOWER(project_owner) = :email',
  },
];

/** Runs the list; a table that this Directus doesn't have holds nothing. */
export async function clearPersonalRows(trx: Knex, person: Person): Promise<void> {
  const isPg = isPostgres(trx);
  const tables = await tableNames(trx);
  const email = person.email?.toLowerCase() ?? '';
  const bindings = {
    id: person.id,
    uuid: person.id,
    email,
    idPart: `%${person.id}%`,
    // No address: a pattern that no text has.
    emailPart: `%${(email === '' ? person.id : email).replace(/[!%_]/g, '!$&')}%`,
  };
  for (const { table, statement } of personalRows) {
    if (!tables.has(table)) continue;
    const asText = (name: string) => (isPg ? `LOWER(CAST(${name} AS text))` : `LOWER(${name})`);
    const sql = statement.replace(/<(\w+)>/g, (_, name: string) => asText(name));
    const typed = isPg ? sql.replaceAll(':uuid', 'CAST(:uuid AS uuid)') : sql;
    await trx.raw(typed, bindings);
  }
}

/**
 * Takes the person out of every column that refers to users and says nothing of their end, such as who uploaded a file, or
 * what an operator has made: it would keep the user from going.
 *
 * @throws Error of the database where such a column must not be empty; then nothing is erased, and the log says so
 */
export async function clearReferences(trx: Knex, userId: string): Promise<void> {
  for (const { table, column } of await silentReferences(trx)) {
    await trx(table).where(column, userId).update(column, null);
  }
}

async function silentReferences(trx: Knex): Promise<{ table: string; column: string }[]> {
  if (!isPostgres(trx)) {
    return await queryRows(
      trx,
      `SELECT m.name AS "table", f."from" AS "column"
       FROM sqlite_master m JOIN pragma_foreign_key_list(m.name) f
       WHERE m.type = 'table' AND f."table" = 'directus_users'
         AND f.on_delete IN ('NO ACTION', 'RESTRICT')`,
      [],
    );
  }
  return await queryRows(
    trx,
    `SELECT c.conrelid::regclass::text AS "table", a.attname AS "column"
     FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
     WHERE c.contype = 'f' AND c.confrelid = 'directus_users'::regclass
       AND c.confdeltype IN ('a', 'r')`,
    [],
  );
}

async function tableNames(trx: Knex): Promise<Set<string>> {
  const rows = await queryRows<{ name: string }>(
    trx,
    isPostgres(trx)
      ? 'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()'
      : "SELECT name FROM sqlite_master WHERE type = 'table'",
    [],
  );
  return new Set(rows.map(({ name }) => name));
}
