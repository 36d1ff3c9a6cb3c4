/** Puts entries into the access log, each behind the one before it. */
import {
  type ChainedEntry,
  type ChainHead,
  chainEntry,
  type LogRow,
  normalEntry,
} from '@genie-helper/audit-chain';
import type { Knex } from 'knex';
import { chainTable, isChainable, lockHead, logTable } from './tables.ts';

/** An entry by the log's columns. What may be left out is null, and `area` is `credentials`. */
export interface AccessEntry {
  at: string | Date;
  area?: 'credentials' | 'account' | 'admin' | 'client';
  action: string;
  outcome: string;
  principal_kind: string;
  principal_id: string;
  /** The name of a service client. */
  client?: string | null;
  collection: string;
  item: string;
  connection?: string | null;
  claim?: string | null;
  request_id: string;
  address: string;
  detail?: string | null;
}

/** How many rows go with a statement; SQLite takes 32,766 values in one. */
export const rowsAtOnce = 500;

/**
 * Adds entries at the end of the chain, in their order, within the caller's transaction. Until that is over nobody else adds
 * one. When to lock what, `lockHead` says.
 *
 * @param locked the end of the chain as `lockChain` gave it, where nothing in this transaction can have added an entry since
 * @throws TypeError that names the column of an entry that is no text; Error of the database, such as for a claim that is
 * there
 */
export async function appendEntries(
  trx: Knex.Transaction,
  entries: readonly AccessEntry[],
  locked?: ChainHead,
): Promise<void> {
  if (entries.length === 0) return;
  const chained = await chainBehind(trx, entries, locked);
  if (chained === undefined) throw new Error(`${logTable} has no columns for the chain yet.`);
  for (let from = 0; from < chained.length; from += rowsAtOnce) {
    await trx(logTable).insert(chained.slice(from, from + rowsAtOnce).map(toRow));
  }
}

/** Adds entries unless the log has no columns for the chain yet, before the desired state was applied first. */
export async function appendIfChained(trx: Knex, entries: readonly AccessEntry[]): Promise<void> {
  if (entries.length === 0 || (await lockChain(trx)) === undefined) return;
  await appendEntries(trx as Knex.Transaction, entries);
}

/**
 * Takes the next places of the chain for entries that whoever calls puts into the log, in the same transaction.
 *
 * @returns undefined where the log has no columns for the chain yet
 */
export async function chainBehind(
  trx: Knex,
  entries: readonly LogRow[],
  locked?: ChainHead,
): Promise<ChainedEntry[] | undefined> {
  const normal = entries.map(normalEntry);
  const head = locked ?? (await lockChain(trx));
  if (head === undefined) return undefined;
  const chained: ChainedEntry[] = [];
  for (const entry of normal) chained.push(chainEntry(chained.at(-1) ?? head, entry));
  await moveHead(trx, chained.at(-1) ?? head);
  return chained;
}

/**
 * The end of the chain, locked before anything is read: SQLite refuses a transaction that has read and then wants to write
 * what another process has written since. What is older than the chain gets its places first, in the order of its times.
 *
 * @returns what the next entry comes behind; undefined where the log has no columns for the chain yet
 */
export async function lockChain(trx: Knex): Promise<ChainHead | undefined> {
  const locked = await lockHead(trx);
  if (!(await isChainable(trx))) return undefined;
  if (locked.hasBegun) return locked;
  let head: ChainHead = locked;
  for (;;) {
    const rows = await trx(logTable).whereNull('seq').orderBy(['at', 'id']).limit(rowsAtOnce);
    if (rows.length === 0) break;
    const chained: (ChainedEntry & { id: number })[] = [];
    for (const row of rows) {
      const entry = chainEntry(chained.at(-1) ?? head, normalEntry(row));
      chained.push({ ...row, ...entry });
    }
    await replaceRows(trx, chained);
    head = chained.at(-1) ?? head;
  }
  await trx(chainTable).where({ id: 1 }).update({ began: 1 });
  await moveHead(trx, head);
  return head;
}

/** Writes rows of the log anew, by their ids. For what the chain allows to change, and nobody else. */
export async function replaceRows(
  trx: Knex,
  rows: readonly (ChainedEntry & { id: number })[],
): Promise<void> {
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    await trx(logTable)
      .insert(rows.slice(from, from + rowsAtOnce).map((row) => ({ ...row, ...toRow(row) })))
      .onConflict('id')
      .merge();
  }
}

async function moveHead(trx: Knex, { seq, hash }: ChainHead): Promise<void> {
  await trx(chainTable).where({ id: 1 }).update({ seq, hash });
}

function toRow(entry: ChainedEntry) {
  return { ...entry, at: new Date(entry.at) };
}
