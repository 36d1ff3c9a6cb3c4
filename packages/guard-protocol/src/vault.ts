/**
 * `POST /genie/vault` of the guard, through which our API reads and writes sealed records together with their entries in
 * the access log: many operations a call, one transaction.
 *
 * All of a call is kept or nothing: a call that fails has changed nothing and tells nothing. Who may have a record is
 * decided here, by `judgeRead`, for the guard and for the way without it alike.
 */
import { createHmac } from 'node:crypto';

export const vaultPath = '/genie/vault';

/**
 * The secret of the route, derived from the one of the introspection (HMAC-SHA-256, RFC 2104): who has only what the
 * vault's calls carry opens nothing else, and while the shared secret is changed both hold here as well.
 *
 * @param introspectionSecret the current one, or the previous one
 * @returns 43 characters of base64url
 */
export function vaultSecretOf(introspectionSecret: string): string {
  return createHmac('sha256', introspectionSecret)
    .update('genie-helper vault v1')
    .digest('base64url');
}

/** Of one call. `maxWeight` bounds its answer as well; see `weightOf`. */
export const vaultLimits = {
  maxOperations: 100,
  maxBytes: 8 * 1024 * 1024,
  maxWeight: 6 * 1024 * 1024,
} as const;

/** The collections whose records hold ciphertexts. */
export const sealedCollections = [
  'platform_connections',
  'download_credentials',
  'platform_sessions',
] as const;

export type SealedCollection = (typeof sealedCollections)[number];

/** What an entry says of who asks, for what, when and from where: columns of `credential_access_log`. */
export const entryFields = [
  'at',
  'action',
  'principal_kind',
  'principal_id',
  'request_id',
  'address',
] as const;

/** `at` is ISO 8601; `client` is the name of a service client, null for a person. */
export type EntryHead = Readonly<Record<(typeof entryFields)[number], string>> & {
  readonly client: string | null;
};

/** Whose records on which platforms a server may use; null: any. */
export interface Reach {
  platforms: readonly string[] | null;
  owners: readonly string[] | null;
}

/** An entry of the access log, by its columns. */
export interface AccessEntry extends EntryHead {
  outcome: string;
  collection: string;
  /** The record's id. */
  item: string;
  /** The connection that the record is or belongs to. */
  connection: string | null;
  /** Record and number of a write, unique. */
  claim: string | null;
}

/** Reads a record by a unique column; `connection` is the session of that connection. */
export interface ReadOperation {
  kind: 'read';
  collection: SealedCollection;
  by: 'id' | 'identity' | 'connection';
  value: string;
  /** Whose it must be; null: anybody's. */
  ownerId: string | null;
  /** Of a server; null: without bounds. */
  reach: Reach | null;
  /** What is given out is logged, and the owner must be active; a look before a write logs refusals alone. */
  isGivenOut: boolean;
  /** Null: nothing is logged, for a look by somebody who gets nothing of it. */
  entry: EntryHead | null;
}

/** Makes or changes a record. */
export interface WriteOperation {
  kind: 'write';
  collection: SealedCollection;
  id: string;
  /** One more than the record's `seal_count` as it was read; 1 makes the record. */
  sealCount: number;
  /** The columns to set besides `id` and `seal_count`. */
  columns: Readonly<Record<string, string | number | null>>;
  connection: string | null;
  entry: EntryHead;
}

/** Removes a record; one that's gone already is no error. */
export interface RemoveOperation {
  kind: 'remove';
  collection: SealedCollection;
  id: string;
  connection: string | null;
  entry: EntryHead;
}

/** Only logs. */
export interface LogOperation {
  kind: 'log';
  entry: AccessEntry;
}

export type VaultOperation = ReadOperation | WriteOperation | RemoveOperation | LogOperation;

export interface VaultRequest {
  operations: readonly VaultOperation[];
}

/** How a read ends. Of everything but `done` nothing is given out. */
export type ReadVerdict =
  | 'done'
  | 'not_found'
  | 'not_owner'
  | 'not_allowed'
  | 'owner_inactive'
  | 'no_session'
  | 'expired';

/** The columns of a record, timestamps in ISO 8601; of a session also the platform of its connection. */
export type RecordColumns = Readonly<Record<string, string | number | null>>;

/**
 * What came of an operation, in the order of the operations. A write is `outdated` where another one came first or a
 * unique column is taken, `gone` where the record or what it belongs to was removed, `storage_full` where its owner keeps
 * as much as one may, `refused` where a flow or the database didn't take it; nothing of it was kept then.
 */
export type VaultOutcome =
  | { outcome: ReadVerdict; row?: RecordColumns }
  | { outcome: 'written' | 'outdated' | 'gone' | 'storage_full' }
  | { outcome: 'refused'; code: string };

/** What a read found. */
export interface FoundRecord {
  id: string;
  ownerId: string;
  isOwnerActive: boolean;
  /** Null: what belongs to none, and so is on none of those that a server is bound to. */
  platform: string | null;
  /** The connection that it is or belongs to. */
  connection: string | null;
  /** ISO 8601; null: never. */
  expiresAt: string | null;
  /** Whether there is only the connection of the session that was asked for. */
  isSessionMissing?: boolean;
}

/** Who may have a record: the one place that says so. */
export function judgeRead(
  { ownerId, reach, isGivenOut, entry }: ReadOperation,
  found: FoundRecord | undefined,
): ReadVerdict {
  if (found === undefined) return 'not_found';
  if (ownerId !== null && ownerId !== found.ownerId) return 'not_owner';
  if (reach !== null && !isWithin(reach, found)) return 'not_allowed';
  if (isGivenOut && !found.isOwnerActive) return 'owner_inactive';
  if (found.isSessionMissing === true) return 'no_session';
  const now = Date.parse(entry?.at ?? '');
  if (isGivenOut && found.expiresAt !== null && !(Date.parse(found.expiresAt) > now)) {
    return 'expired';
  }
  return 'done';
}

function isWithin({ platforms, owners }: Reach, { platform, ownerId }: FoundRecord): boolean {
  const isOnPlatform = platforms === null || (platform !== null && platforms.includes(platform));
  return isOnPlatform && (owners === null || owners.includes(ownerId));
}

/**
 * The entry that a read needs before it's answered. An id that no record has gets none here: whoever asks bounds those.
 */
export function entryOfRead(
  { collection, by, entry, isGivenOut }: ReadOperation,
  verdict: ReadVerdict,
  found: FoundRecord | undefined,
): AccessEntry | undefined {
  if (entry === null || found === undefined) return undefined;
  if (verdict === 'no_session' && !isGivenOut) return undefined;
  if (verdict === 'done' && !isGivenOut) return undefined;
  // Who may not have the connection is told nothing of its session, nor is the log.
  const isOfConnection = by === 'connection' && verdict !== 'done' && verdict !== 'expired';
  return {
    ...entry,
    outcome: verdict === 'no_session' ? 'not_found' : verdict,
    collection: isOfConnection ? 'platform_connections' : collection,
    item: isOfConnection ? (found.connection ?? found.id) : found.id,
    connection: found.connection,
    claim: null,
  };
}

/** The largest ciphertexts that the API makes of a record, and what surrounds them, in characters. */
const largestRecord: Readonly<Record<SealedCollection, number>> = {
  platform_connections: 96 * 1024,
  download_credentials: 384 * 1024,
  platform_sessions: 384 * 1024,
};

/** How much an operation may bring along or be answered with, in characters. */
export function weightOf(operation: VaultOperation): number {
  if (operation.kind === 'read') return largestRecord[operation.collection];
  if (operation.kind !== 'write') return 1_024;
  return 2_048 + Object.values(operation.columns).reduce<number>(addLength, 0);
}

function addLength(sum: number, value: string | number | null): number {
  return sum + (typeof value === 'string' ? value.length : 0);
}
