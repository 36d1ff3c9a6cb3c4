/**
 * Lists of a user's records that hold ciphertexts, without the ciphertexts: at most the newest 1,000 of each.
 */
import Type, { type Static } from 'typebox';
import type { AdminCall } from '../../../directus/admin-call.ts';
import type { SealedCollection } from '../../audit/access-entry.ts';
import { readRows } from './read-rows.ts';

const textOrNull = Type.Union([Type.String(), Type.Null()]);

const listedRows = {
  platform_connections: Type.Object({
    id: Type.String(),
    platform: Type.String(),
    platform_username: textOrNull,
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
    expires_at: textOrNull,
  }),
} satisfies Record<SealedCollection, unknown>;

const onlyId = Type.Object({ id: Type.String() });

/** A record of a collection without its ciphertext. */
export type ListedRow<C extends SealedCollection> = Static<(typeof listedRows)[C]>;

/** Lists records as the administrator. Every method throws AppError `directus.unavailable`. */
export interface ListedRecords {
  /** A user's, newest first. */
  list<C extends SealedCollection>(collection: C, userId: string): Promise<ListedRow<C>[]>;
  /** Those of them whose ciphertext begins so. @param start ASCII */
  idsSealedWith(collection: SealedCollection, userId: string, start: string): Promise<Set<string>>;
}

/** @param call asks Directus as the administrator */
export function createListedRecords(call: AdminCall): ListedRecords {
  const pathTo = (collection: SealedCollection, fields: string[], userId: string) =>
    `/items/${collection}?fields=${fields.join(',')}&filter[user][_eq]=${encodeURIComponent(userId)}&sort=-date_created,id&limit=1000`;
  return {
    async list(collection, userId) {
      const row = listedRows[collection];
      const path = pathTo(collection, Object.keys(row.properties), userId);
      return readRows(await call({ method: 'GET', path }), row);
    },
    async idsSealedWith(collection, userId, start) {
      const filter = `&filter[encrypted_credentials][_starts_with]=${encodeURIComponent(start)}`;
      const path = `${pathTo(collection, ['id'], userId)}${filter}`;
      const found = readRows(await call({ method: 'GET', path }), onlyId);
      return new Set(found.map(({ id }) => id));
    },
  };
}
