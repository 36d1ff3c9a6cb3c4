/** What our API and `genie audit` ask of the guard about the access log as a chain. */
export const auditPaths = {
  head: '/genie/audit/head',
  entries: '/genie/audit/entries',
  checkpoint: '/genie/audit/checkpoint',
  checkpoints: '/genie/audit/checkpoints',
  stream: '/genie/audit/stream',
} as const;

/** How many entries come at once, at most: so many keep Directus busy for some tens of milliseconds. */
export const maxAuditEntries = 2_000;

/** The end of the chain; number 0 for none. */
export interface AuditHeadAnswer {
  seq: number;
  hash: string;
  /** How many entries have no place in the chain: SQL has put them there. */
  unchained: number;
  /** Up to which number the log was sent to its receiver. */
  streamedTo?: number;
}

export interface AuditEntriesRequest {
  /** Those behind this number, in the order of the chain. */
  after: number;
  limit: number;
  /** Only those from this moment on, ISO 8601. */
  since?: string;
}

/** Row by row, in the order of `columns`. */
export interface AuditEntriesAnswer {
  columns: string[];
  rows: unknown[][];
}

/** A checkpoint as its line says it. The guard keeps one an hour, and can't verify it: it has no key. */
export interface AuditCheckpointRequest {
  seq: number;
  line: string;
}

/** Lines of the checkpoints that the database has, oldest first. */
export interface AuditCheckpointsAnswer {
  lines: string[];
}

/** How long whoever sends the log to its receiver is left alone after each note, in milliseconds; longer than sending may take. */
export const auditStreamLeaseMs = 60_000;

/** Nothing: to have the lease, if there is something to send · `sent`: up to which number it was sent, by who has it · `isOver`: gives it back. */
export interface AuditStreamRequest {
  claim?: string;
  sent?: number;
  isOver?: boolean;
}

/** `claim` is null for who hasn't got the lease; `seq` is up to where the log was sent. */
export interface AuditStreamAnswer {
  claim: string | null;
  seq: number;
}
