/** What is put into the queue: a batch's record, and which time this is. */
export interface QueueEntry {
  jobId: string;
  /** The record's `round`; an entry of a former round does nothing. */
  round: number;
  /** Whose it is: users take turns. */
  userId: string;
  /** How many unfinished batches of the same user were before it; the lower, the sooner its turn. */
  rank: number;
  /** The items of the attempt that gave way which it has tried, by their place; the next attempt tries them anew. */
  tried?: readonly number[];
  /** The record may say that somebody works on it, and that somebody is known to be gone. */
  isAbandoned?: boolean;
}

/** An entry whose turn it is. */
export interface Delivery {
  entry: QueueEntry;
  /** No other attempt comes after this one. */
  isLastAttempt: boolean;
  /** How long the next attempt waits where this one fails, in milliseconds. */
  pauseIfFailedMs: number;
  /** Whether another user waits who has fewer batches under way; who gives way then gets another turn in time. */
  isOthersTurn(): Promise<boolean>;
  /** Fires when the process is about to end: what is done is to be kept, the rest released. */
  signal: AbortSignal;
}

/**
 * How a run ended. `done`: there's nothing left to do, now or later · `failed`: the attempt counts, another one
 * comes after a pause, unless it was the last · `requeue`: nothing could be done, come back without counting it ·
 * `released`: somebody else is to go on, at once · `pauseMs`: a `requeue` after a time of its own · `tried`: it gives
 * way after these items of the attempt, which goes on at the next turn.
 */
export type RunOutcome =
  | 'done'
  | 'failed'
  | 'requeue'
  | 'released'
  | { pauseMs: number }
  | { tried: readonly number[] };

/** Runs an entry. It doesn't throw. */
export type RunEntry = (delivery: Delivery) => Promise<RunOutcome>;

/** Entries by where they are. */
export interface EngineCounts {
  waiting: number;
  active: number;
  delayed: number;
}

/** Decides whose turn it is. The records in Directus are the truth; an engine may forget everything. */
export interface QueueEngine {
  /** Whether several processes work on one queue, and what a dead one held comes back by itself. */
  readonly isShared: boolean;
  /** Whether entries can be added at this moment. */
  isReady(): boolean;
  /** Adds an entry; one that's in it already is not added twice. @throws AppError `queue.unavailable` */
  add(entry: QueueEntry): Promise<void>;
  /** @throws AppError `queue.unavailable` */
  counts(): Promise<EngineCounts>;
  /** Begins to deliver. */
  start(run: RunEntry): void;
  /** Calls the listener whenever entries can be added again and the engine may have forgotten some. */
  onReconnect(listener: () => void): void;
  /** Takes nothing new, has runs under way released, and resolves when they're over. */
  close(): Promise<void>;
}

/** The entry as its next attempt gets it. */
export function withoutTried({ tried: _, ...entry }: QueueEntry): QueueEntry {
  return entry;
}

/** How often and how many at once; the same for every engine. Times are milliseconds. */
export interface QueuePolicy {
  /** Attempts that may fail before the batch does. */
  attempts: number;
  /** The pause after the first failed attempt; it doubles with each further one. */
  backoffMs: number;
  /** The pause of a run that couldn't do anything. */
  requeueMs: number;
  /** Batches that one process works on at once. */
  concurrency: number;
}

export const defaultPolicy: QueuePolicy = {
  attempts: 3,
  backoffMs: 2_000,
  requeueMs: 3_000,
  concurrency: 2,
};
