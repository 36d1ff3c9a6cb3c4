/**
 * The sealed records through Directus's own interface, with the admin token: for a Directus without the guard's vault.
 *
 * Guarantees: what `sealed-records.ts` says. A record is written together with its entry in the access log, in one
 * transaction of Directus; of a removal the entry is written first, and so is that of what is given out.
 */
import { claimedWrite } from '@genie-helper/directus-client/claimed-write';
import { type AdminCall, openCollection } from '@genie-helper/directus-client/queries';
import {
  entryOfRead,
  type FoundRecord,
  judgeRead,
  type ReadOperation,
  type SealedCollection,
} from '@genie-helper/guard-protocol';
import Type from 'typebox';
import { AppError } from '../http/errors.ts';
import {
  type AccessEntry,
  accessLogPath,
  assertLogged,
  notLogged,
  toColumns,
} from './access-log-store.ts';
import {
  type BoundRow,
  type SealedRecords,
  type SealedRow,
  sealedRows,
  toReadOperation,
} from './sealed-records.ts';

const ownerRow = Type.Object({ status: Type.String() });

/**
 * @param call asks Directus as the administrator
 * @param now the time that entries get
 */
export function createSealedRecords(call: AdminCall, now: () => Date): SealedRecords {
  const owners = openCollection(call, '/users', ownerRow);

  function find<C extends SealedCollection>(
    collection: C,
    column: string,
    value: string,
  ): Promise<SealedRow<C> | undefined> {
    const records = openCollection(call, `/items/${collection}`, sealedRows[collection]);
    return records.find({ [column]: { _eq: value } });
  }

  /** The record, or of a session that is missing its connection. */
  async function look<C extends SealedCollection>(
    collection: C,
    { by, value }: Pick<ReadOperation, 'by' | 'value'>,
  ): Promise<{ row?: BoundRow<C> | undefined; of?: SealedRow | undefined }> {
    if (by !== 'connection') {
      const row = (await find(collection, by, value)) as BoundRow<C> | undefined;
      return { row, of: row };
    }
    const connection = await find('platform_connections', 'id', value);
    const session = connection && (await find('platform_sessions', 'connection', value));
    const row = session && { ...session, platform: connection.platform };
    return { row: row as BoundRow<C> | undefined, of: session ?? connection };
  }

  async function isActive(userId: string): Promise<boolean> {
    return (await owners.find({ id: { _eq: userId } }))?.status === 'active';
  }

  async function log(body: object): Promise<void> {
    assertLogged(await call({ method: 'POST', path: `${accessLogPath}?fields=id`, body }));
  }

  const append = (entry: AccessEntry) => log({ ...toColumns(entry, now()), item: entry.recordId });

  return {
    find,
    append,
    async read(ask) {
      const operation = toReadOperation(ask, now());
      const { row, of } = await look(ask.access.collection, operation);
      const found = of && {
        ...toFound(operation, of, row),
        isOwnerActive: operation.isGivenOut ? await isActive(of.user) : true,
      };
      const verdict = judgeRead(operation, found);
      const entry = entryOfRead(operation, verdict, found);
      if (entry !== undefined) {
        const { claim: _, ...columns } = entry;
        await log(columns);
      }
      return verdict === 'done' && row !== undefined
        ? { verdict, row }
        : { verdict: verdict === 'done' ? 'not_found' : verdict };
    },
    async write({ entry, sealCount, columns }) {
      const outcome = await claimedWrite(call, accessLogPath, [
        {
          name: `${entry.collection}/${entry.recordId}`,
          number: sealCount,
          isNew: sealCount === 1,
          entry: toColumns(entry, now()),
          relation: 'item',
          recordPath: `/items/${entry.collection}`,
          counter: 'seal_count',
          record: { id: entry.recordId, ...columns },
        },
      ]);
      if (typeof outcome === 'string') return outcome;
      if (outcome.ok) return 'written';
      // The guard's word; extensions/guard/src/storage.
      if (outcome.code === 'STORAGE_FULL') throw new AppError('credentials.storage_full');
      throw notLogged(outcome);
    },
    async remove(entry) {
      await append(entry);
      const path = `/items/${entry.collection}/${entry.recordId}`;
      assertLogged(await call({ method: 'DELETE', path }));
    },
  };
}

function toFound(
  { by, value, collection }: ReadOperation,
  of: SealedRow,
  row: BoundRow | undefined,
): Omit<FoundRecord, 'isOwnerActive'> {
  const isSessionMissing = row === undefined;
  const known = row ?? of;
  const ownConnection = collection === 'platform_connections' ? of.id : null;
  return {
    id: of.id,
    ownerId: of.user,
    platform: 'platform' in known ? known.platform : null,
    connection: by === 'connection' ? value : ownConnection,
    expiresAt: 'expires_at' in of ? of.expires_at : null,
    ...(isSessionMissing ? { isSessionMissing } : {}),
  };
}
