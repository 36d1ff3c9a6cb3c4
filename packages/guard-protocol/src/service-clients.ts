/**
 * What is asked of the guard about service clients. It keeps their records, which the API seals with the vault's key:
 * the guard knows neither what a client may do nor its secrets.
 */
export const serviceClientPaths = {
  /** For our API: the records of clients that show themselves now. */
  look: '/genie/service-clients/look',
  /** For our API: that clients were let in, and the nonces of their signatures, each of which counts once. */
  use: '/genie/service-clients/use',
  /** For administrators, with their own token, as the next. */
  list: '/genie/service-clients/list',
  write: '/genie/service-clients/write',
} as const;

export const serviceClientLimits = {
  /** Of one call: records that are looked at, and uses. */
  maxLooks: 200,
  maxUses: 200,
  /** Clients of an installation, ended ones included. */
  maxClients: 500,
  /** In characters. */
  maxSealed: 16_384,
  maxNonce: 128,
} as const;

/**
 * A client's name: 1 to 64 lower-case letters, digits and `-`. Not what Directus reads as something else in a filter, or
 * nobody would find the client's entries in the log.
 */
export const clientNamePattern = '^(?!(?:true|false|null)$)[a-z0-9][a-z0-9-]{0,63}$';

/** How often the time of a client's last use is written, in milliseconds. */
export const lastUsedEveryMs = 5 * 60_000;

/** How long a nonce is remembered, in milliseconds; far longer than a signature counts. */
export const nonceLifeMs = 10 * 60_000;

/** A client as it is kept. Times are epoch milliseconds. */
export interface StoredClient {
  id: string;
  /** Counts the writes of the record, from 1 on. */
  version: number;
  sealed: string;
  lastUsedAt: number | null;
}

export interface ClientLookRequest {
  ids: readonly string[];
}

export interface ClientLookAnswer {
  /** The time by which expiries and signatures are judged, so that all processes of the API judge alike. */
  now: number;
  /** One for each id, in their order; null where there is no such client. */
  clients: readonly (StoredClient | null)[];
}

export interface ClientUse {
  id: string;
  /** Of the record that the client was let in by. */
  version: number;
  /** Of its signature, where it signed. */
  nonce?: string;
}

export interface ClientUseRequest {
  uses: readonly ClientUse[];
}

/** `replayed`: the nonce came before · `changed`: the record is another one by now, so nothing is known of the use. */
export type ClientUseOutcome = 'used' | 'replayed' | 'changed';

export interface ClientUseAnswer {
  outcomes: readonly ClientUseOutcome[];
}

export interface ClientListAnswer {
  clients: readonly StoredClient[];
}

/** What a write of a record is for, for the access log. `reseal`: another key, and nothing else. */
export const clientActs = ['create', 'change', 'rotate', 'end', 'reseal'] as const;
export type ClientAct = (typeof clientActs)[number];

export interface ClientWriteRequest {
  act?: ClientAct;
  id: string;
  name: string;
  /** One more than that of the record as it was read; 1 makes it. */
  version: number;
  sealed: string;
}

/** `outdated`: another write came first · `name_taken`, also by one that has ended · `full`: there are 500 of them. */
export interface ClientWriteAnswer {
  outcome: 'written' | 'outdated' | 'name_taken' | 'full';
}
