/**
 * What the guard keeps of service clients.
 *
 * `genie_service_clients`: a row for each, also for one that has ended, so that no name is given twice. What a client may
 * do, its secrets' hashes and its end are in `sealed`, under a key that this process doesn't have; `version` is
 * authenticated there. `genie_client_nonces`: hashes of nonces that came with a signature, until it has long ceased to
 * count. Times are epoch milliseconds.
 */
import type { Knex } from 'knex';
import { isPostgres } from '../shared/directus.ts';

export const clientsTable = 'genie_service_clients';
export const noncesTable = 'genie_client_nonces';

/** Any number that nobody else in this database locks on. */
const advisoryLock = 7_350_213_416;

export interface ClientRow {
  id: string;
  name: string;
  version: number;
  sealed: string;
  /** A text where PostgreSQL reads a bigint, as the next. */
  created_at: number | string;
  last_used_at: number | string | null;
}

/** Makes the tables where they aren't there yet; several processes may do it at once. */
export async function createClientTables(db: Knex): Promise<void> {
  await db.transaction(async (trx) => {
    if (isPostgres(db)) await trx.raw('SELECT pg_advisory_xact_lock(?)', [advisoryLock]);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS ${clientsTable} (
        id varchar(16) NOT NULL PRIMARY KEY,
        name varchar(64) NOT NULL UNIQUE,
        version integer NOT NULL,
        sealed text NOT NULL,
        created_at bigint NOT NULL,
        last_used_at bigint
      )`);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS ${noncesTable} (
        client varchar(16) NOT NULL,
        nonce_hash varchar(43) NOT NULL,
        expires_at bigint NOT NULL,
        PRIMARY KEY (client, nonce_hash)
      )`);
    await trx.raw(
      `CREATE INDEX IF NOT EXISTS ${noncesTable}_expires ON ${noncesTable} (expires_at)`,
    );
  });
}
