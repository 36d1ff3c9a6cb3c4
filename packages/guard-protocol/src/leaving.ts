/**
 * What our API asks of the guard when somebody leaves: the end of an account now and its erasure later, and what the
 * guard's database alone knows of a person.
 *
 * An account that its owner deletes waits: nobody signs in, and a link in the mail brings it back. Once its time is over,
 * whichever process is free claims it and has it erased.
 */
export const leavingPaths = {
  begin: '/genie/leaving/begin',
  claim: '/genie/leaving/claim',
  erase: '/genie/leaving/erase',
  status: '/genie/leaving/status',
  access: '/genie/leaving/access',
  rows: '/genie/leaving/rows',
} as const;

/** How long an account waits for its erasure, in milliseconds. */
export const deletionRegretMs = 7 * 24 * 60 * 60_000;

/** How long an account that was claimed is kept from others, in milliseconds; longer than erasing one may take. */
export const erasureClaimMs = 10 * 60_000;

export interface BeginDeletionRequest {
  /** The token of a session that the current password has just begun. */
  proof: string;
}

/** `refused`: the proof's login has ended · `last_administrator`: nobody else could look after the installation. */
export type BeginDeletionAnswer =
  /** `deletesAt` in epoch milliseconds. */
  | { verdict: 'begun'; deletesAt: number }
  | { verdict: 'refused' }
  | { verdict: 'last_administrator' };

/** An account whose time is over, for the one who asked. */
export interface ClaimedErasure {
  userId: string;
  email: string | null;
  /** Proves to `erase` who claimed it. */
  claim: string;
}

export type ClaimErasureAnswer = { erasure: ClaimedErasure | null };

/** `gone`: it was restored, erased by somebody else, or claimed again meanwhile. */
export interface EraseAnswer {
  verdict: 'erased' | 'gone';
}

/** Times in epoch milliseconds, by the database's clock. */
export interface DeletionStatus {
  /** Accounts that wait for their time or their erasure, in all. */
  waiting: number;
  /** Of those, whose time is over. */
  overdue: number;
  /** For how long the oldest of these has been due, in milliseconds; 0 where none is. */
  oldestOverdueMs: number;
  /** The next ones, by their time. */
  next: {
    userId: string;
    requestedAt: number;
    deletesAt: number;
    /** How often its erasure was begun. */
    attempts: number;
  }[];
}

/** Our collections that have an owner. */
export const ownCollections = [
  'platform_connections',
  'platform_sessions',
  'download_credentials',
  'caption_jobs',
  'captions',
  'chat_sessions',
  'chat_messages',
] as const;
export type OwnCollection = (typeof ownCollections)[number];

/** A page of what a person has in a collection, in the order of its keys: those after this one, as a text. */
export interface OwnRowsRequest {
  collection: OwnCollection;
  userId: string;
  after?: string;
  limit: number;
}

/** By their columns; times in ISO 8601. */
export interface OwnRowsAnswer {
  rows: Record<string, unknown>[];
}

/** Which entries of the access log. */
export interface OwnAccessRequest {
  userId: string;
  limit: number;
  offset?: number;
  /** Only entries about this connection and its sessions. */
  connectionId?: string;
  /** Only entries older than the one with this id: page after page without counting. */
  before?: number;
}

/** An entry of the access log, by its columns. */
export interface OwnAccessRow {
  id: number;
  /** ISO 8601. */
  at: string;
  action: string;
  outcome: string;
  principal_kind: string;
  principal_id: string;
  collection: string;
  item: string;
  connection: string | null;
  request_id: string;
  address: string;
  /** The name of the server that it was. */
  client: string | null;
}

/** `total` is null where `before` was given. */
export interface OwnAccessAnswer {
  entries: OwnAccessRow[];
  total: number | null;
}
