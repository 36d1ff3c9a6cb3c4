/** What is done behind requests, or for them: batches, mails, and the vault. */

import { type RetentionKind, retentionKinds } from '@genie-helper/guard-protocol';
import { mailFailures } from '@genie-helper/mail';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { rememberLabels } from './remember-labels.ts';

const states = ['waiting', 'active', 'delayed'] as const;

/** Asks how many jobs the engine holds. */
type ReadDepths = () => Promise<Record<(typeof states)[number], number>>;

/** For how long a scrape waits for Redis, in milliseconds. */
const maxWaitMs = 1_000;

/** How full the queue is, read when somebody asks. */
export function createQueueMetrics(registry: Registry) {
  let read: ReadDepths | undefined;
  const jobs = new Gauge({
    name: 'genie_queue_jobs',
    help: 'Batches of captions that the engine holds.',
    labelNames: ['state'],
    registers: [registry],
    async collect() {
      const depths = read === undefined ? undefined : await inTime(read()).catch(() => undefined);
      this.reset();
      if (depths !== undefined) for (const state of states) this.set({ state }, depths[state]);
      reachable.set(depths === undefined ? 0 : 1);
    },
  });
  const reachable = new Gauge({
    name: 'genie_queue_up',
    help: 'Whether the engine told its counts.',
    registers: [registry],
  });
  jobs.reset();
  const ended = new Counter({
    name: 'genie_batches_ended_total',
    help: 'Batches that this process ended, by whether any of their captions was written, or somebody cancelled them.',
    labelNames: ['status'],
    registers: [registry],
  });
  // From zero, so that a rate over the first one isn't lost.
  for (const status of ['completed', 'failed', 'cancelled']) ended.inc({ status }, 0);
  let since: Date | undefined;
  new Gauge({
    name: 'genie_queue_oldest_seconds',
    help: 'How long the oldest batch has waited that nobody works on, as of the last look every 30 s.',
    registers: [registry],
    collect() {
      this.set(since === undefined ? 0 : (Date.now() - since.getTime()) / 1_000);
    },
  });
  return {
    ended: (status: 'completed' | 'failed' | 'cancelled') => ended.inc({ status }),
    /** @param oldest since when the oldest batch waits; undefined where none does */
    waitingSince(oldest: Date | undefined): void {
      since = oldest;
    },
    /** @param reader gives the engine's counts; where it fails, the answer has none rather than old ones */
    watch(reader: ReadDepths): void {
      read = reader;
    },
  };
}

const keepOutcomes = ['kept', 'overflow', 'refused', 'closed'] as const;

/** Captions on their way into the libraries of people. */
export function createLibraryMetrics(registry: Registry) {
  const captions = new Counter({
    name: 'genie_library_captions_total',
    help: 'Captions that were written, by whether the library has them: kept, or lost as overflow, refused or closed.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of keepOutcomes) captions.inc({ outcome }, 0);
  return {
    ended: (outcome: (typeof keepOutcomes)[number], count: number) =>
      captions.inc({ outcome }, count),
  };
}

function inTime<T>(work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error('the engine took too long')), maxWaitMs);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}

const mailFailureReasons = [
  ...mailFailures,
  'expired',
  'unopenable',
  'directus',
  'not_written',
] as const;

/** Why a mail didn't go: the server's or the folder's reason, or one of ours. */
export type MailFailureReason = (typeof mailFailureReasons)[number];

/** Mails, from the outbox to the server. */
export type MailMetrics = ReturnType<typeof createMailMetrics>;

/** Asks how many mails wait, and since when the oldest does. */
type ReadOutbox = () => Promise<{ count: number; oldest: Date | undefined }>;

export function createMailMetrics(registry: Registry) {
  let read: ReadOutbox | undefined;
  const registers = [registry];
  const ended = new Counter({
    name: 'genie_mails_total',
    help: 'Mails that left the outbox: sent, nothing_to_send (no such account) or given_up.',
    labelNames: ['kind', 'outcome'],
    registers,
  });
  const failures = new Counter({
    name: 'genie_mail_failures_total',
    help: 'Attempts at a mail that failed, by the reason, and whether it was given up.',
    labelNames: ['reason', 'outcome'],
    registers,
  });
  for (const reason of mailFailureReasons) failures.inc({ reason, outcome: 'given_up' }, 0);
  const waiting = new Gauge({
    name: 'genie_mails_waiting',
    help: 'Mails in the outbox.',
    registers,
    async collect() {
      const outbox = read === undefined ? undefined : await inTime(read()).catch(() => undefined);
      this.reset();
      oldest.reset();
      if (outbox === undefined) return;
      this.set(outbox.count);
      oldest.set(outbox.oldest === undefined ? 0 : (Date.now() - outbox.oldest.getTime()) / 1_000);
    },
  });
  const oldest = new Gauge({
    name: 'genie_mail_oldest_seconds',
    help: 'How long the oldest mail in the outbox has waited.',
    registers,
  });
  waiting.reset();
  oldest.reset();
  return {
    ended(kind: string, outcome: 'sent' | 'nothing_to_send' | 'given_up'): void {
      ended.inc({ kind, outcome });
    },
    failed: (reason: MailFailureReason, outcome: 'deferred' | 'given_up' | 'all_wait') =>
      failures.inc({ reason, outcome }),
    watch(reader: ReadOutbox): void {
      read = reader;
    },
  };
}

/** Uses of the vault, by key: what a rotation leaves to do shows here. */
export type VaultMetrics = ReturnType<typeof createVaultMetrics>;

export function createVaultMetrics(registry: Registry) {
  const operations = new Counter({
    name: 'genie_vault_operations_total',
    help: 'Credentials sealed and opened, by the id of the key.',
    labelNames: ['operation', 'kid', 'outcome'],
    registers: [registry],
  });
  const sizes = new Histogram({
    name: 'genie_vault_batch_size',
    help: "How many operations one call to the guard's vault carried.",
    buckets: [1, 2, 5, 10, 25, 50, 100],
    registers: [registry],
  });
  const operationsOf = rememberLabels(operations);
  return {
    /** From zero, so that the first failure of a key isn't lost to a rate. */
    watch(kids: readonly string[]): void {
      for (const kid of [...kids, 'unknown'])
        operations.inc({ operation: 'open', kid, outcome: 'failed' }, 0);
    },
    batchSent: (size: number) => sizes.observe(size),
    /** @param kid a key's id, or `unknown` */
    used: (operation: 'seal' | 'open', kid: string, outcome: 'done' | 'failed') =>
      operationsOf(operation, kid, outcome).inc(),
  };
}

/** Old data that this process had removed. */
export function createRetentionMetrics(registry: Registry) {
  const rows = new Counter({
    name: 'genie_retention_removed_rows_total',
    help: 'Rows that this process had removed once they had had their time, by kind.',
    labelNames: ['kind'],
    registers: [registry],
  });
  for (const kind of retentionKinds) rows.inc({ kind }, 0);
  return { removed: (kind: RetentionKind, count: number) => rows.inc({ kind }, count) };
}

/** What proves the access log. */
export function createAuditMetrics(registry: Registry) {
  const checkpoints = new Counter({
    name: 'genie_audit_checkpoints_total',
    help: 'Checkpoints of the access log: signed, or failed because the log, the file or Directus was not there.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of ['signed', 'failed']) checkpoints.inc({ outcome }, 0);
  const bodies = new Counter({
    name: 'genie_audit_stream_bodies_total',
    help: 'Bodies of entries for the receiver of the access log: sent, or failed.',
    labelNames: ['outcome'],
    registers: [registry],
  });
  for (const outcome of ['sent', 'failed']) bodies.inc({ outcome }, 0);
  const waiting = new Gauge({
    name: 'genie_audit_stream_waiting',
    help: 'Entries of the access log that its receiver has not taken yet; no number where nothing waits, or another process sends.',
    registers: [registry],
  });
  waiting.reset();
  return {
    checkpoint: (outcome: 'signed' | 'failed') => checkpoints.inc({ outcome }),
    streamed: (outcome: 'sent' | 'failed') => bodies.inc({ outcome }),
    waiting(entries: number | undefined): void {
      waiting.reset();
      if (entries !== undefined) waiting.set(entries);
    },
  };
}
