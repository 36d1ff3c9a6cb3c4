/**
 * Where the chain of the access log is.
 *
 * `genie_audit_chain`: one row, the last entry's number and hash. Whoever adds an entry locks it until the commit, so that the
 * chain never forks. `began`: whether the entries of before the chain have been put into it.
 *
 * `genie_audit_checkpoints`: one an hour of those that our API signed, where retention may cut.
 *
 * `genie_audit_stream`: one row, up to which number the log was sent to its receiver, and who is sending.
 *
 * The entries are Directus's: a person who administers it reads them there.
 */
import { type ChainHead, chainColumns, genesis } from '@genie-helper/audit-chain';
import type { Knex } from 'knex';
import { isPostgres, queryRows } from '../shared/directus.ts';

export const logTable = 'credential_access_log';
export const chainTable = 'genie_audit_chain';
export const checkpointsTable = 'genie_audit_checkpoints';
export const streamTable = 'genie_audit_stream';

/** Any number that nobody else in this database locks on. */
const advisoryLock = 7_350_213_415;

/** Makes the tables where they aren't there yet; several processes may do it at once. */
export async function prepareAudit(db: Knex): Promise<void> {
  await db.transaction(async (trx) => {
    if (isPostgres(db)) await trx.raw('SELECT pg_advisory_xact_lock(?)', [advisoryLock]);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS ${chainTable} (
        id integer NOT NULL PRIMARY KEY,
        seq bigint NOT NULL,
        hash varchar(64) NOT NULL,
        began integer NOT NULL DEFAULT 0
      )`);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS ${checkpointsTable} (
        seq bigint NOT NULL PRIMARY KEY,
        at bigint NOT NULL,
        line text NOT NULL
      )`);
    await trx.raw(`
      CREATE TABLE IF NOT EXISTS ${streamTable} (
        id integer NOT NULL PRIMARY KEY,
        seq bigint NOT NULL DEFAULT 0,
        claim varchar(22),
        claimed_until bigint NOT NULL DEFAULT 0
      )`);
    await trx(streamTable).insert({ id: 1 }).onConflict('id').ignore();
    await trx(chainTable)
      .insert({ id: 1, ...genesis })
      .onConflict('id')
      .ignore();
  });
}

/**
 * How long a transaction that has the end of the chain may rest between two statements, on PostgreSQL. All writers wait for it:
 * when its process is frozen, or its connection has died without a word, the server ends it and the next one goes on.
 */
const maxRest = '2s';

/**
 * The end of the chain, nobody else's until the transaction is over. On SQLite a write comes first: two processes then wait
 * for each other, where one that has read is refused.
 *
 * On PostgreSQL all take their locks in one order, so none waits for the other: accounts first, then this, then records.
 * An account comes first since what its owner does may take long, such as hashing a password, and nobody else should wait
 * for the log meanwhile. Records come last since Directus writes an entry before the record that it carries.
 */
export async function lockHead(trx: Knex): Promise<ChainHead & { hasBegun: boolean }> {
  const [row] = await queryRows<{ seq: number | string; hash: string; began: number }>(
    trx,
    isPostgres(trx)
      ? `SELECT seq, hash, began, set_config('idle_in_transaction_session_timeout', '${maxRest}', true)
         FROM ${chainTable} WHERE id = 1 FOR UPDATE`
      : `UPDATE ${chainTable} SET seq = seq WHERE id = 1 RETURNING seq, hash, began`,
    [],
  );
  if (row === undefined) throw new Error(`${chainTable} has lost its row.`);
  return { seq: Number(row.seq), hash: row.hash, hasBegun: row.began === 1 };
}

/** Whether this code's columns are in the log; they come with the desired state, after Directus has started. */
export async function isChainable(trx: Knex): Promise<boolean> {
  const known: object = trx.client.config;
  if (chainable.has(known)) return true;
  const rows = await queryRows<{ name: string }>(
    trx,
    isPostgres(trx)
      ? `SELECT column_name AS name FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = ?`
      : 'SELECT name FROM pragma_table_info(?)',
    [logTable],
  );
  const names = rows.map(({ name }) => name);
  if (!chainColumns.every((column) => names.includes(column))) return false;
  chainable.add(known);
  return true;
}

/** By the configuration, which a database's transactions share. */
const chainable = new WeakSet<object>();
