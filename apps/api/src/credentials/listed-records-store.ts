import { type AdminCall, openCollection } from '@genie-helper/directus-client/queries';
import type { SealedCollection } from '@genie-helper/guard-protocol';
import Type, { type Static } from 'typebox';
import { orNull } from '../http/schemas.ts';

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
