/**
 * The records that hold ciphertexts, whichever way they are reached: through the guard's vault, or through Directus's own
 * interface where there is none.
 *
 * Guarantees, of both ways: a record is given out only once its entry in the access log is kept, and only while its owner is
 * active; it is written together with its entry, both or neither. A write is claimed: of two that go by the same former
 * ciphertext one is refused.
 */
import type { ReadOperation, ReadVerdict, SealedCollection } from '@genie-helper/guard-protocol';
import Type, { type Static } from 'typebox';
import { orNull } from '../http/schemas.ts';
import { type Access, type AccessEntry, toHead } from './access-log-store.ts';

const sealed = {
  id: Type.String(),
  user: Type.String(),
  encrypted_credentials: Type.String(),
  credentials_version: Type.Integer(),
  seal_count: Type.Integer(),
};

export const sealedRows = {
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
export type SealedRow<C extends SealedCollection = SealedCollection> = Static<
  (typeof sealedRows)[C]
>;

/** A record with what its ciphertext is bound to: for a session also the platform of its connection. */
export type BoundRow<C extends SealedCollection = SealedCollection> = SealedRow<C> &
  (C extends 'platform_sessions' ? { platform: string } : unknown);

/** A record to be read for somebody. */
export interface RecordRead<C extends SealedCollection> {
  access: Access<C>;
  /** `connection`: the session of the connection with this id. */
  by: 'id' | 'connection';
  value: string;
  /** Whether what is found will be opened for whoever asks: that is logged. A look before a write isn't. */
  isGivenOut: boolean;
}

/** What came of it; what is refused is logged, but for `not_found`, of which `unknown-ids.ts` bounds the entries. */
export type ReadAnswer<C extends SealedCollection> =
  | { verdict: 'done'; row: BoundRow<C> }
  | { verdict: Exclude<ReadVerdict, 'done'> };

/** A record to be made or changed, with the entry that tells of it. */
export interface SealedWrite {
  entry: AccessEntry;
  /** One more than the record's `seal_count`; 1 makes the record. */
  sealCount: number;
  /** The columns to set besides `id` and `seal_count`; all that must be there, where the record is made. */
  columns: Readonly<Record<string, string | number | null>> & { encrypted_credentials: string };
}

/** Every method throws DirectusError, and AppError `audit.unavailable` where the entry wasn't kept. */
export interface SealedRecords {
  /** Looks for the record with this value in a unique column, for nobody: no one is asked for, nothing logged. */
  find<C extends SealedCollection>(
    collection: C,
    column: 'id' | 'identity',
    value: string,
  ): Promise<SealedRow<C> | undefined>;
  read<C extends SealedCollection>(ask: RecordRead<C>): Promise<ReadAnswer<C>>;
  /**
   * Makes or changes a record.
   *
   * @returns `outdated` where another write came first, or a unique column is taken, `gone` where the record or what
   *   it belongs to was removed meanwhile; nothing was kept then
   * @throws AppError `credentials.storage_full` · `audit.unavailable` where record or entry was refused; nothing was kept
   */
  write(write: SealedWrite): Promise<'written' | 'outdated' | 'gone'>;
  /** Removes the record that the entry tells of; one that's gone already is no error. */
  remove(entry: AccessEntry): Promise<void>;
  /** Only logs. */
  append(entry: AccessEntry): Promise<void>;
}

/** A read as `judgeRead` takes it. */
export function toReadOperation<C extends SealedCollection>(
  { access, by, value, isGivenOut }: RecordRead<C>,
  at: Date,
): ReadOperation {
  const { principal } = access.accessor;
  const client = principal.kind === 'server' ? principal.client : undefined;
  return {
    kind: 'read',
    collection: access.collection,
    by,
    value,
    ownerId: principal.kind === 'user' ? principal.userId : null,
    reach: client === undefined ? null : { platforms: client.platforms, owners: client.owners },
    isGivenOut,
    entry: toHead(access, at),
  };
}
