/**
 * The operations of one call, in one transaction with their entries in the access log.
 *
 * Guarantees: nothing is answered before its entry is committed; where anything but a single write fails, nothing of the
 * call is kept and nothing answered. Locks are taken in the order of `audit/tables.ts`: the owners' accounts, the end of the
 * log, the records; whoever only reads takes the end of the log right before the commit. A transaction that the database ends for another one's sake is done once more from its beginning, since nothing of it was kept.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import {
  type AccessEntry,
  entryOfRead,
  judgeRead,
  type ReadOperation,
  type RemoveOperation,
  type VaultOperation,
  type VaultOutcome,
  type WriteOperation,
} from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { appendEntries, lockChain } from '../audit/index.ts';
import { isPostgres } from '../shared/directus.ts';
import type { RecordChange, VaultEvents } from './events.ts';
import { readRecords } from './read-records.ts';
import {
  claimOf,
  findClaimed,
  isWorthRepeating,
  lockOwners,
  removeRecord,
  writeRecord,
} from './write-records.ts';

/** What came of one operation, and what is to be logged and told of it. */
interface Result {
  outcome: VaultOutcome;
  entry?: AccessEntry | undefined;
  change?: RecordChange | undefined;
}

const maxAttempts = 5;
const longestPauseMs = 40;

/** @returns a function that gives one outcome an operation, in their order, or throws and has done nothing */
export function createRunOperations({
  db,
  beginEvents,
}: {
  db: Knex;
  beginEvents: (operations: readonly VaultOperation[]) => Promise<VaultEvents>;
}) {
  return async (operations: readonly VaultOperation[]): Promise<VaultOutcome[]> => {
    const events = await beginEvents(operations);
    const results = operations.every(isLook)
      ? await look(db, operations)
      : await repeated(() => db.transaction((trx) => runAll(trx, events, operations)));
    const changes = results.flatMap(({ change }) => change ?? []);
    const entries = results.flatMap(({ entry }) => entry ?? []);
    events.afterCommit(changes, entries);
    return results.map(({ outcome }) => outcome);
  };
}

function isLook(operation: VaultOperation): operation is ReadOperation {
  return operation.kind === 'read' && !operation.isGivenOut;
}

/** Looks need no transaction; only what they are refused is logged. */
async function look(db: Knex, operations: readonly ReadOperation[]): Promise<Result[]> {
  const results = await readAll(db, operations);
  const entries = results.flatMap(({ entry }) => entry ?? []);
  if (entries.length > 0)
    await repeated(() => db.transaction((trx) => appendEntries(trx, entries)));
  return results;
}

async function repeated<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (count === maxAttempts || !isWorthRepeating(error)) throw error;
      await sleep(count * longestPauseMs * Math.random());
    }
  }
}

async function runAll(
  trx: Knex.Transaction,
  events: VaultEvents,
  operations: readonly VaultOperation[],
): Promise<Result[]> {
  const results = new Map<VaultOperation, Result>();
  // SQLite has one writer: what writes from its beginning waits for others, where what has read is refused.
  const writes = operations.filter((operation) => operation.kind === 'write');
  const isWriting = writes.length > 0 || operations.some(({ kind }) => kind === 'remove');
  await lockOwners(trx, writes);
  const locked = isWriting || !isPostgres(trx) ? await lockChain(trx) : undefined;
  const reads = operations.filter((operation) => operation.kind === 'read');
  (await readAll(trx, reads)).forEach((result, index) => {
    const read = reads[index];
    if (read !== undefined) results.set(read, result);
  });
  const claimed = await findClaimed(trx, writes);
  for (const write of inLockOrder(writes)) {
    results.set(write, await runWrite(trx, events, write, claimed.has(claimOf(write))));
  }
  const removals = operations.filter((operation) => operation.kind === 'remove');
  for (const removal of inLockOrder(removals)) {
    results.set(removal, await runRemoval(trx, events, removal));
  }
  const all = operations.map((operation) =>
    operation.kind === 'log'
      ? { outcome: { outcome: 'done' } as const, entry: operation.entry }
      : (results.get(operation) ?? unknownOperation()),
  );
  const entries = all.flatMap(({ entry }) => entry ?? []);
  // A filter that heard of a write may have added an entry itself.
  await appendEntries(trx, entries, isWriting ? undefined : locked);
  return all;
}

async function readAll(db: Knex, operations: readonly ReadOperation[]): Promise<Result[]> {
  const records = await readRecords(db, operations);
  return operations.map((operation, index) => {
    const record = records[index];
    const verdict = judgeRead(operation, record?.found);
    return {
      outcome:
        verdict === 'done' && record !== undefined
          ? { outcome: verdict, row: record.row }
          : { outcome: verdict },
      entry: entryOfRead(operation, verdict, record?.found),
    };
  });
}

async function runWrite(
  trx: Knex.Transaction,
  events: VaultEvents,
  write: WriteOperation,
  isClaimed: boolean,
): Promise<Result> {
  const result = await writeRecord(trx, events, write, isClaimed);
  if (!('change' in result)) return { outcome: result };
  const { change, sealCount } = result;
  const claim = claimOf({ ...write, sealCount });
  return { outcome: { outcome: 'written' }, entry: doneEntry(write, claim), change };
}

async function runRemoval(
  trx: Knex.Transaction,
  events: VaultEvents,
  removal: RemoveOperation,
): Promise<Result> {
  const result = await removeRecord(trx, events, removal);
  if (!('change' in result)) return { outcome: result };
  return { outcome: { outcome: 'done' }, entry: doneEntry(removal, null), change: result.change };
}

function doneEntry(
  { entry, collection, id, connection }: WriteOperation | RemoveOperation,
  claim: string | null,
): AccessEntry {
  return { ...entry, outcome: 'done', collection, item: id, connection, claim };
}

/** By record. */
function inLockOrder<T extends { collection: string; id: string }>(operations: readonly T[]): T[] {
  const keyOf = ({ collection, id }: T) => `${collection}/${id}`;
  return operations.toSorted((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}

function unknownOperation(): never {
  throw new Error('an operation that nobody did');
}
