/**
 * The version of all rights, kept by the database itself.
 *
 * Guarantees: whoever changes who may do what, by whatever way, gives the table `genie_rights_version` another value in
 * the same transaction. So what was read after a version was read is at least as new as that version, at every process
 * on the database. Versions are random rather than counted: one never comes back, not even with a restored backup.
 *
 * Two versions, because the second costs more to follow: `rights` (roles, policies, permissions, who has which) and
 * `schema` (collections, fields and relations as Directus describes them; a field becomes concealed there).
 */
import type { Knex } from 'knex';
import { isPostgres, queryRows } from '../shared/directus.ts';

/** What an answer from a cache may rest on. */
export interface RightsVersion {
  rights: string;
  schema: string;
}

/** Columns of a row that was read together with the version; null where the table has no value. */
export interface RightsVersionRow {
  rightsVersion: string | null;
  schemaVersion: string | null;
}

/** For the list of a SELECT. As text, since the sum goes beyond what a number of JavaScript holds exactly. */
export const versionColumns = `
  (SELECT CAST(SUM(version) AS varchar(40)) FROM genie_rights_version WHERE scope = 'rights') AS "rightsVersion",
  (SELECT CAST(SUM(version) AS varchar(40)) FROM genie_rights_version WHERE scope = 'schema') AS "schemaVersion"`;

/** Undefined where there is none: then nothing may be answered from a cache. */
export async function readVersion(db: Knex): Promise<RightsVersion | undefined> {
  const [row] = await queryRows<RightsVersionRow>(db, `SELECT ${versionColumns}`, []);
  return versionOf(row);
}

export function versionOf(row: RightsVersionRow | undefined): RightsVersion | undefined {
  const { rightsVersion: rights, schemaVersion: schema } = row ?? {};
  return rights && schema ? { rights, schema } : undefined;
}

const random = {
  sqlite: 'abs(random() % 4503599627370496)',
  postgres: `('x' || substr(md5(random()::text || clock_timestamp()::text || txid_current()::text), 1, 13))::bit(52)::bigint`,
};

/** Any number that nobody else in this database locks on. */
const advisoryLock = 7_350_213_409;

/** Makes the table where it isn't there yet; several processes may do it at once. */
export async function createVersionTable(db: Knex): Promise<void> {
  await db.transaction(async (trx) => {
    if (isPostgres(db)) await trx.raw('SELECT pg_advisory_xact_lock(?)', [advisoryLock]);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS genie_rights_version (
        scope varchar(16) NOT NULL,
        slot integer NOT NULL,
        version bigint NOT NULL,
        PRIMARY KEY (scope, slot)
      )`);
    if (isPostgres(db)) await trx.raw(postgresFunction);
  });
}

/** Gives both versions another value, so that nothing that a cache holds counts any more. */
export async function renewVersion(db: Knex): Promise<void> {
  const value = isPostgres(db) ? random.postgres : random.sqlite;
  await db.raw(`
    INSERT INTO genie_rights_version (scope, slot, version)
    VALUES ('rights', 0, ${value}), ('schema', 0, ${value})
    ON CONFLICT (scope, slot) DO UPDATE SET version = excluded.version`);
}

/** What a trigger of SQLite does; there is one writer, so one row a scope is enough. */
export function sqliteRenewal(scope: keyof RightsVersion): string {
  return `UPDATE genie_rights_version SET version = ${random.sqlite} WHERE scope = '${scope}' AND slot = 0`;
}

/**
 * What the triggers of PostgreSQL call, with the scope. A connection has a row of its own (but for one in 128), so that
 * two transactions that change rights don't wait for each other, and can't block each other. It runs as its owner, in
 * the schema of Directus: whoever may change rights by SQL needs no rights on this table.
 */
const postgresFunction = `
  CREATE OR REPLACE FUNCTION genie_rights_changed() RETURNS trigger AS $$
  BEGIN
    INSERT INTO genie_rights_version (scope, slot, version)
    VALUES (TG_ARGV[0], pg_backend_pid() % 128, ${random.postgres})
    ON CONFLICT (scope, slot) DO UPDATE SET version = excluded.version;
    RETURN NULL;
  END
  $$ LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT`;
