/**
 * Writes of sealed records by claim, and removals.
 *
 * Guarantees: a record is written only where it still has the number that the writer read (`seal_count`), and takes the
 * next one in the same statement; of two writers who read the same former state one is refused, whichever way the other
 * came. A record that was put back from a backup goes on behind all numbers that were ever claimed for it. What is refused
 * leaves nothing behind and harms none of its neighbours.
 */
import { isDirectusError } from '@directus/errors';
import type { RemoveOperation, VaultOutcome, WriteOperation } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { describeOutage } from '../outages/describe-outage.ts';
import { inList, isPostgres, listBinding, queryRows } from '../shared/directus.ts';
import type { Columns, RecordChange, VaultEvents } from './events.ts';

/** What came of a write: under which number it was kept, for its entry. */
interface Write {
  outcome: Exclude<VaultOutcome['outcome'], 'refused'>;
  sealCount: number;
  change: RecordChange;
}

export type WriteResult = Write | { outcome: 'refused'; code: string } | Refused;
interface Refused {
  outcome: 'outdated' | 'gone' | 'storage_full';
}

/** Which of these writes' numbers are claimed already: their records were put back from a backup, or somebody was first. */
export async function findClaimed(
  trx: Knex.Transaction,
  writes: readonly WriteOperation[],
): Promise<ReadonlySet<string>> {
  if (writes.length === 0) return new Set();
  const rows = await queryRows<{ claim: string }>(
    trx,
    `SELECT claim FROM credential_access_log WHERE claim ${inList(trx)}`,
    [
      listBinding(
        trx,
        writes.map((write) => claimOf(write)),
      ),
    ],
  );
  return new Set(rows.map(({ claim }) => claim));
}

/**
 * Holds the accounts that will own what is written, before the log: an act of the account's owner and an erasure have the
 * account and then wait for the log. One at a time, though the foreign key would let many: each takes its turn then, and an
 * erasure isn't kept waiting for as long as somebody stores. SQLite has one writer.
 */
export async function lockOwners(
  trx: Knex.Transaction,
  writes: readonly WriteOperation[],
): Promise<void> {
  const owners = new Set(writes.flatMap(({ columns: { user } }) => (user ? String(user) : [])));
  if (owners.size === 0 || !isPostgres(trx)) return;
  await trx('directus_users')
    .whereIn('id', [...owners])
    .orderBy('id')
    .forNoKeyUpdate()
    .select('id');
}

export function claimOf({ collection, id, sealCount }: Omit<WriteOperation, 'kind'>): string {
  return `${collection}/${id}/${sealCount}`;
}

/** Makes or changes a record within a savepoint. @throws Error for an outage, or where the whole is worth repeating */
export async function writeRecord(
  trx: Knex.Transaction,
  events: VaultEvents,
  operation: WriteOperation,
  isClaimed: boolean,
): Promise<WriteResult> {
  try {
    return await trx.transaction((inner) =>
      operation.sealCount === 1
        ? create(inner, events, operation)
        : update(inner, events, operation, isClaimed),
    );
  } catch (error) {
    return refusalOf(error);
  }
}

async function create(
  trx: Knex.Transaction,
  events: VaultEvents,
  { collection, id, sealCount, columns }: WriteOperation,
): Promise<Write> {
  const wanted = { ...columns, id, seal_count: sealCount };
  const change = { kind: 'create', collection, id, payload: wanted } as const;
  const payload = await events.beforeChange(trx, change);
  await trx(collection).insert(toValues({ ...payload, id, seal_count: sealCount }));
  return { outcome: 'written', sealCount, change: { ...change, payload } };
}

async function update(
  trx: Knex.Transaction,
  events: VaultEvents,
  { collection, id, sealCount, columns }: WriteOperation,
  isClaimed: boolean,
): Promise<WriteResult> {
  const wanted = { ...columns, seal_count: sealCount };
  const change = { kind: 'update', collection, id, payload: wanted } as const;
  const payload = await events.beforeChange(trx, change);
  const changed = await trx(collection)
    .where({ id, seal_count: sealCount - 1 })
    .update(toValues({ ...payload, seal_count: sealCount }));
  if (changed === 0) {
    const [row] = await trx(collection).where({ id }).select('id');
    return { outcome: row === undefined ? 'gone' : 'outdated' };
  }
  if (!isClaimed) return { outcome: 'written', sealCount, change: { ...change, payload } };
  const newest = await newestClaim(trx, collection, id);
  if (!(newest >= sealCount)) throw new ClaimError();
  await trx(collection)
    .where({ id })
    .update({ seal_count: newest + 1 });
  return { outcome: 'written', sealCount: newest + 1, change: { ...change, payload } };
}

async function newestClaim(trx: Knex.Transaction, collection: string, id: string) {
  const [row] = await trx('credential_access_log')
    .where({ collection, item: id })
    .whereNotNull('claim')
    .orderBy('id', 'desc')
    .limit(1)
    .select('claim');
  const claim = String(row?.claim ?? '');
  return Number(claim.slice(claim.lastIndexOf('/') + 1));
}

class ClaimError extends Error {
  readonly code = 'CLAIM_UNREADABLE';
}

/** Removes a record within a savepoint. @returns undefined where a flow refuses, with its code */
export async function removeRecord(
  trx: Knex.Transaction,
  events: VaultEvents,
  { collection, id }: RemoveOperation,
): Promise<{ change: RecordChange | undefined } | { outcome: 'refused'; code: string } | Refused> {
  try {
    return await trx.transaction(async (inner) => {
      const change = { kind: 'delete', collection, id } as const;
      await events.beforeChange(inner, change);
      const removed = await inner(collection).where({ id }).delete();
      return { change: removed === 0 ? undefined : change };
    });
  } catch (error) {
    return refusalOf(error);
  }
}

/** What a refusal of one write is; everything else ends the whole call. */
function refusalOf(error: unknown): Refused | { outcome: 'refused'; code: string } {
  if (describeOutage(error) !== undefined || isWorthRepeating(error)) throw error;
  if (isDirectusError(error)) {
    if (error.code === 'STORAGE_FULL') return { outcome: 'storage_full' };
    return { outcome: 'refused', code: error.code };
  }
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (code === '23505' || /UNIQUE constraint failed/.test(String(message))) {
    return { outcome: 'outdated' };
  }
  if (code === '23503' || /FOREIGN KEY constraint failed/.test(String(message))) {
    return { outcome: 'gone' };
  }
  return { outcome: 'refused', code: typeof code === 'string' ? code : 'FAILED' };
}

/**
 * Two transactions that waited for each other, or one of another process that came between, as on SQLite where a
 * transaction that has read wants to write: nothing was kept, and it may work now.
 */
export function isWorthRepeating(error: unknown): boolean {
  const { code } = Object(error) as { code?: unknown };
  return code === '40P01' || code === '40001' || code === 'SQLITE_BUSY';
}

const timestamps = ['credentials_updated_at', 'date_created', 'captured_at', 'expires_at'];

/** As Directus stores them: times as dates. */
function toValues(columns: Columns): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(columns).map(([name, value]) => [
      name,
      timestamps.includes(name) && typeof value === 'string' ? new Date(value) : value,
    ]),
  );
}
