/**
 * What our API and `genie data` ask of the guard about data that has had its time.
 *
 * The guard knows how long each kind is kept, and removes what is older a step at a time. Whoever asks for a step decides
 * only when.
 */
export const retentionPaths = {
  step: '/genie/retention/step',
  status: '/genie/retention/status',
} as const;

/** In the order in which a sweep goes through them. Each has a variable of its own. */
export const retentionKinds = [
  'batches',
  'captions',
  'chats',
  'revisions',
  'activity',
  'claims',
  'mails',
  'tokens',
  'sessions',
  'audit',
] as const;
export type RetentionKind = (typeof retentionKinds)[number];

/** By kind, the variable that says for how many days it's kept; 0: for ever. */
export const retentionVariables = {
  batches: 'BATCH_RETENTION_DAYS',
  captions: 'CAPTION_RETENTION_DAYS',
  chats: 'CHAT_RETENTION_DAYS',
  revisions: 'REVISION_RETENTION_DAYS',
  activity: 'ACTIVITY_RETENTION_DAYS',
  claims: 'CLAIM_RETENTION_DAYS',
  mails: 'MAIL_RETENTION_DAYS',
  tokens: 'TOKEN_RETENTION_DAYS',
  sessions: 'SESSION_RETENTION_DAYS',
  audit: 'AUDIT_RETENTION_DAYS',
} as const satisfies Readonly<Record<RetentionKind, string>>;

/** What is so where nobody set them. */
export const retentionDefaults: Readonly<Record<RetentionKind, number>> = {
  batches: 90,
  captions: 365,
  chats: 365,
  revisions: 90,
  activity: 90,
  claims: 1,
  mails: 1,
  tokens: 7,
  sessions: 1,
  audit: 0,
};

/** How long whoever works on a step is left alone, in milliseconds; much longer than a step takes. */
export const retentionClaimMs = 60_000;

/** Between the end of a sweep and the next one, in milliseconds, however many processes ask. */
export const retentionRestMs = 60 * 60_000;

export interface RetentionStepRequest {
  /** Begins a sweep anew, without waiting for its time. */
  begin?: boolean;
}

/**
 * `more`: the sweep goes on · `done`: it was its last step · `resting`: the next one isn't due · `busy`: another process
 * is at work. `removed`: rows, by kind, of this step.
 */
export interface RetentionStepAnswer {
  verdict: 'more' | 'done' | 'resting' | 'busy';
  removed: Partial<Record<RetentionKind, number>>;
}

/** What there is of a table. */
export interface RetentionTable {
  table: string;
  kind: RetentionKind;
  rows: number;
  /** On the disk with its indexes; null where the database can't tell. */
  bytes: number | null;
  /** The time of its oldest row, or of the one that ended first, epoch milliseconds; null for none. */
  oldest: number | null;
  /** How many rows a sweep of now would remove, besides those that go with them. */
  prunable: number;
}

export interface RetentionStatus {
  /** By kind; 0: kept for ever. */
  days: Record<RetentionKind, number>;
  tables: RetentionTable[];
  /** Of the whole database; `freeBytes` are within it and used again for new rows, null where the database can't tell. */
  bytes: number;
  freeBytes: number | null;
  /** When a sweep last came to its end, epoch milliseconds; null for never. */
  sweptAt: number | null;
  /** How many rows the sweeps have removed in all. */
  removed: number;
}
