/**
 * The records that hold ciphertexts.
 *
 * Guarantees: a record is written together with its entry in the access log, in one transaction of Directus:
 * both are kept or neither. It's a claimed write that goes by the ciphertext that the writer read, so of two writes
 * on the same former ciphertext one is refused.
 */

import { claimedWrite } from '@genie-helper/directus-client/claimed-write';
import { type AdminCall, openCollection } from '@genie-helper/directus-client/queries';
import Type, { type Static } from 'typebox';
import { AppError } from '../http/errors.ts';
import { orNull } from '../http/schemas.ts';
import {
  type AccessEntry,
  accessLogPath,
  assertLogged,
  notLogged,
  type SealedCollection,
  toColumns,
} from './access-log-store.ts';

const sealed = {
  id: Type.String(),
  user: Type.String(),
  encrypted_credentials: Type.String(),
  credentials_version: Type.Integer(),
  seal_count: Type.Integer(),
};

const rows = {
  platform_connections: Type.Object({
    ...sealed,
    platform: Type.String(),
    platform_username: orNull,
  }),
  download_credentials: Type.Object({ ...sealed, type: Type.String() }),
  platform_sessions: Type.Object({
    ...sealed,
    connection: Type.String(),
    user_agent: orNull,
    captured_at: Type.String(),
    expires_at: orNull,
  }),
} satisfies Record<SealedCollection, unknown>;

/** A record of a collection, with its ciphertext. */
export type SealedRow<C extends SealedCollection = SealedCollection> = Static<(typeof rows)[C]>;

/** A record to be made or changed, with the entry that tells of it. */
export interface SealedWrite {
  entry: AccessEntry;
  /** One more than the record's `seal_count`; 1 makes the record. */
  sealCount: number;
  /** The columns to set besides `id` and `seal_count`; all that must be there, where the record is made. */
  columns: Readonly<Record<string, string | number | null>> & { encrypted_credentials: string };
}

/** Reads and writes records as the administrator. Every method throws DirectusError. */
export type SealedRecords = ReturnType<typeof createSealedRecords>;

/**
 * @param call asks Directus as the administrator
 * @param now the time that entries get
 */
export function createSealedRecords(call: AdminCall, now: () => Date) {
  return {
    /** The record with this value in a unique column. */
    find<C extends SealedCollection>(
      collection: C,
      column: 'id' | 'identity' | 'connection',
      value: string,
    ): Promise<SealedRow<C> | undefined> {
      const records = openCollection(call, `/items/${collection}`, rows[collection]);
      return records.find({ [column]: { _eq: value } });
    },
    /**
     * Makes or changes a record.
     *
     * @returns `outdated` where another write came first, or a unique column is taken, `gone` where the record or what
     *   it belongs to was removed meanwhile; nothing was kept then
     * @throws AppError `credentials.storage_full` · `audit.unavailable` where Directus refused record or entry; nothing
     *   was kept
     */
    async write({ entry, sealCount, columns }: SealedWrite) {
      const outcome = await claimedWrite(call, accessLogPath, [
        {
          name: `${entry.collection}/${entry.recordId}`,
          number: sealCount,
          isNew: sealCount === 1,
          entry: toColumns(entry, now()),
          relation: 'item',
          record: { id: entry.recordId, seal_count: sealCount, ...columns },
        },
      ]);
      if (typeof outcome === 'string') return outcome;
      // The guard's word; extensions/guard/src/storage.
      if (outcome.code === 'STORAGE_FULL') throw new AppError('credentials.storage_full');
      throw notLogged(outcome);
    },
    /** Removes a record; one that's gone already is no error. */
    async remove(collection: SealedCollection, id: string) {
      assertLogged(await call({ method: 'DELETE', path: `/items/${collection}/${id}` }));
    },
  };
}

/**
 * Lists of a user's records that hold ciphertexts, without the ciphertexts. A user has at most 200 of each; whoever had
 * more before there was a bound sees them all, so that they can be removed.
 */

const listedRows = {
  platform_connections: Type.Object({
    id: Type.String(),
    platform: Type.String(),
    platform_username: orNull,
    credentials_version: Type.Integer(),
    credentials_updated_at: Type.String(),
    date_created: Type.String(),
  }),
  download_credentials: Type.Object({
    id: Type.String(),
    label: Type.String(),
    type: Type.Enum(['password', 'cookies']),
    date_created: Type.String(),
  }),
  platform_sessions: Type.Object({
    id: Type.String(),
    connection: Type.String(),
    captured_at: Type.String(),
    expires_at: orNull,
  }),
} satisfies Record<SealedCollection, unknown>;

const onlyId = Type.Object({ id: Type.String() });

/** A record of a collection without its ciphertext. */
export type ListedRow<C extends SealedCollection> = Static<(typeof listedRows)[C]>;

/** Lists records as the administrator. Every method throws DirectusError. */
export type ListedRecords = ReturnType<typeof createListedRecords>;

/** @param call asks Directus as the administrator */
export function createListedRecords(call: AdminCall) {
  const newest = { sort: '-date_created,id' };
  return {
    /** A user's, newest first. */
    list<C extends SealedCollection>(collection: C, userId: string): Promise<ListedRow<C>[]> {
      const records = openCollection(call, `/items/${collection}`, listedRows[collection]);
      return allPages((page) =>
        records.list({ ...newest, ...page, filter: { user: { _eq: userId } } }),
      );
    },
    /** Those of them whose ciphertext begins so. @param start ASCII */
    async idsSealedWith(collection: SealedCollection, userId: string, start: string) {
      const filter = { user: { _eq: userId }, encrypted_credentials: { _starts_with: start } };
      const records = openCollection(call, `/items/${collection}`, onlyId);
      const found = await allPages((page) => records.list({ ...newest, ...page, filter }));
      return new Set(found.map(({ id }) => id));
    },
  };
}

const pageSize = 1_000;
const maxPages = 50;

/** Reads page after page, one call at a time. */
async function allPages<Row>(
  read: (page: { limit: number; offset: number }) => Promise<Row[]>,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (let page = 0; page < maxPages; page += 1) {
    const more = await read({ limit: pageSize, offset: page * pageSize });
    rows.push(...more);
    if (more.length < pageSize) break;
  }
  return rows;
}
