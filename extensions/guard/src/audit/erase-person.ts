/**
 * Takes a person out of the access log, in the transaction that erases the account.
 *
 * Guarantees: no entry names the person any more, and the chain still verifies: what named the person gives way to its hash,
 * whose salt is gone. An entry tells how many were concerned, so nobody else's entries can lose their names in silence.
 */
import {
  type ChainedEntry,
  closeItem,
  closePrincipal,
  erasedText,
} from '@genie-helper/audit-chain';
import type { Knex } from 'knex';
import { appendEntries, lockChain, replaceRows, rowsAtOnce } from './append-entries.ts';
import { logTable } from './tables.ts';

/** A person, and whoever gave the person's name and was refused: it may have been the person. */
const people: ReadonlySet<string> = new Set(['user', 'unproven']);

/** @param pseudonym stands in place of the id where an entry stays; nobody can tell whose it was */
export async function erasePerson(
  trx: Knex.Transaction,
  { id, pseudonym }: { id: string; pseudonym: string },
): Promise<void> {
  if ((await lockChain(trx)) === undefined) return;
  const rows: (ChainedEntry & { id: number })[] = await trx(logTable)
    .where((by) => by.whereIn('principal_kind', [...people]).andWhere({ principal_id: id }))
    .orWhere({ item: id })
    .orWhere({ connection: id });
  if (rows.length === 0) return;
  // Some at a time: whoever has the end of the chain mustn't rest long between two statements.
  for (let from = 0; from < rows.length; from += rowsAtOnce) {
    const erased = rows.slice(from, from + rowsAtOnce).map((row) => ({
      ...row,
      ...withoutPrincipal(row, id, pseudonym),
      ...withoutItem(row, id, pseudonym),
    }));
    await replaceRows(trx, erased);
  }
  await appendEntries(trx, [
    {
      ...{ at: new Date(), area: 'account', action: 'erase', outcome: 'done' },
      ...{ principal_kind: 'server', principal_id: 'guard', request_id: '', address: '' },
      ...{ collection: 'directus_users', item: pseudonym, detail: String(rows.length) },
    },
  ]);
}

function withoutPrincipal(row: ChainedEntry, id: string, pseudonym: string) {
  if (!people.has(row.principal_kind) || row.principal_id !== id) return {};
  const principal_seal = closePrincipal(row);
  return { principal_id: pseudonym, address: erasedText, request_id: erasedText, principal_seal };
}

function withoutItem(row: ChainedEntry, id: string, pseudonym: string) {
  if (row.item !== id && row.connection !== id) return {};
  return {
    item: row.item === id ? pseudonym : row.item,
    connection: row.connection === id ? pseudonym : row.connection,
    item_seal: closeItem(row),
  };
}
