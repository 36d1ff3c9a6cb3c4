/** Who asks for credentials, as proven, and through which request. */
export interface Accessor {
  principal:
    | { kind: 'user'; userId: string }
    | { kind: 'server'; secretGeneration: 'current' | 'previous' };
  requestId: string;
  address: string;
}

/** The collections whose records hold ciphertexts. */
export type SealedCollection =
  | 'platform_connections'
  | 'download_credentials'
  | 'platform_sessions';

/** What can be asked for. `rotate` is written by the command that changes keys. */
export const accessActions = [
  'create',
  'store',
  'update',
  'reveal',
  'store_session',
  'read_session',
  'delete',
  'rotate',
] as const;
export type AccessAction = (typeof accessActions)[number];

/** How it can end. Of everything but `done` nothing was written or revealed. */
export const accessOutcomes = ['done', 'not_found', 'not_owner', 'expired', 'unopenable'] as const;
export type AccessOutcome = (typeof accessOutcomes)[number];

/** One line of the access log; there is no secret in it. */
export interface AccessEntry {
  accessor: Accessor;
  action: AccessAction;
  outcome: AccessOutcome;
  collection: SealedCollection;
  /** The record that was asked for. */
  recordId: string;
  /** The connection that the record is or belongs to, if any. */
  connectionId: string | null;
}
