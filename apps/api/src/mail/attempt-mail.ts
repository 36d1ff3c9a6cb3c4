/**
 * One attempt at one mail of the outbox.
 *
 * Guarantees: nothing is sent without the claim on its row, nor so late that the claim could run out before the server
 * has answered; what was sent by this process isn't sent by it again, also where its row couldn't be removed at once.
 * What can't be known (a connection that was lost after the text) is sent again, under the same Message-ID.
 * Of a mail the log has its kind, its id and its user's id: no address, and no text of a server.
 */

import { DirectusError } from '@genie-helper/directus-client';
import { buildMessage, type Letter, MailError } from '@genie-helper/mail';
import { UnknownKeyError, VaultError } from '@genie-helper/vault';
import type { Logger } from 'pino';
import type { MailFailureReason, MailMetrics } from '../http/metrics/work-metrics.ts';
import type { ComposerContext, Composers, MailKind, MailPayloads } from './kinds.ts';
import type { MailSeal } from './outbox.ts';
import type { MailOutboxStore, OutboxRow } from './outbox-store.ts';
import type { MailConfig, MailTransport, SendingTimes } from './transport.ts';

/** What an attempt works with. */
export interface AttemptDeps {
  store: Pick<MailOutboxStore, 'write' | 'remove'>;
  seal: Pick<MailSeal, 'open'>;
  composers: Composers;
  transport: MailTransport;
  config: Pick<MailConfig, 'from' | 'publicUrl'>;
  /** For how long a mail belongs to the sender that took it, and the pauses between attempts; milliseconds. */
  policy: SendingTimes & { leaseMs: number; pausesMs: readonly number[] };
  metrics: MailMetrics;
  log: Pick<Logger, 'warn' | 'error'>;
  now: () => Date;
}

/**
 * Makes what takes a mail, and sends it or says what becomes of it.
 *
 * @returns resolves also where another sender has the mail, or it waits or is given up
 */
export function createAttempt(deps: AttemptDeps) {
  const { store, policy, metrics, log, now } = deps;
  const longestSendMs = policy.openTimeoutMs + policy.sendTimeoutMs;
  /** Sent, and not removed yet. */
  const sent = new Set<string>();

  /** @throws what keeps every mail from going; this one is due again then */
  return async function attempt(listed: OutboxRow): Promise<void> {
    if (sent.has(listed.id)) return remove(listed.id);
    const takenAt = now().getTime();
    const row = await store.write(listed, {
      dueAt: new Date(takenAt + policy.leaseMs),
      attempts: listed.attempts + 1,
    });
    if (row === 'outdated') return;
    const expiresAt = Date.parse(row.expires_at);
    if (expiresAt <= takenAt) return giveUp(deps, row, 'expired');
    let letter: Letter | undefined;
    try {
      letter = await compose(deps, row);
      if (letter !== undefined) {
        const message = await buildMessage(letter, { ...deps.config, id: row.id, date: now() });
        // Somebody else could have it before the server has answered.
        if (now().getTime() > takenAt + policy.leaseMs - longestSendMs) return;
        const askedAt = new Date(row.date_created);
        await deps.transport.send({ id: row.id, askedAt, message });
      }
    } catch (error) {
      return await postpone(row, error, letter?.userId);
    }
    sent.add(row.id);
    metrics.ended(row.kind, letter === undefined ? 'nothing_to_send' : 'sent');
    await remove(row.id);
  };

  async function remove(id: string): Promise<void> {
    await store.remove(id);
    sent.delete(id);
  }

  async function postpone(row: OutboxRow, error: unknown, userId?: string): Promise<void> {
    if (keepsAllFromGoing(error)) {
      // It's tried again with the others, and this attempt isn't counted.
      await store.write(row, { dueAt: now(), attempts: row.attempts - 1 });
      throw error;
    }
    if (error instanceof MailError && error.isPermanent) return giveUp(deps, row, error, userId);
    const pauseMs = pauseOf(policy.pausesMs, row.attempts - 1);
    const dueAt = new Date(now().getTime() + pauseMs);
    if (dueAt.getTime() >= Date.parse(row.expires_at)) return giveUp(deps, row, error, userId);
    metrics.failed(reasonOf(error), 'deferred');
    const about = { ...aboutOf(row, userId), ...describeFailure(error) };
    log.warn({ ...about, dueAt: dueAt.toISOString() }, 'a mail is tried again later');
    await store.write(row, { dueAt });
  }
}

/** @param why the last failure, or that nobody came to it in time */
async function giveUp(
  { store, metrics, log }: AttemptDeps,
  row: OutboxRow,
  why: 'expired' | unknown,
  userId?: string,
): Promise<void> {
  const failure = why === 'expired' ? { reason: 'expired' as const } : describeFailure(why);
  metrics.ended(row.kind, 'given_up');
  metrics.failed(failure.reason, 'given_up');
  log.error({ ...aboutOf(row, userId), ...failure }, 'a mail is given up');
  await store.remove(row.id);
}

async function compose({ seal, composers, config }: AttemptDeps, row: OutboxRow) {
  const payload = await seal.open(row);
  const context: ComposerContext = {
    askedAt: new Date(row.date_created),
    linkTo: (path, token) => `${config.publicUrl}${path}#token=${token}`,
    page: (path) => `${config.publicUrl}${path}`,
  };
  const composer = composers[row.kind as MailKind] as
    | ((payload: MailPayloads[MailKind], context: ComposerContext) => Promise<Letter | undefined>)
    | undefined;
  return composer?.(payload, context);
}

/** One of the pauses; the last one again and again. */
export function pauseOf(pauses: readonly number[], count: number): number {
  return pauses[Math.min(count, pauses.length - 1)] ?? 0;
}

function aboutOf({ id: mailId, kind, attempts }: OutboxRow, userId: string | undefined) {
  return { mailId, kind, attempts, userId };
}

/** An outage of Directus or of the mail server, or a server that refuses everything. */
function keepsAllFromGoing(error: unknown): boolean {
  if (error instanceof MailError) return !error.isOfThisMail;
  return error instanceof DirectusError && error.code === 'directus.unavailable';
}

/** Why a mail didn't go, in a word for log and metric. */
export function reasonOf(error: unknown): MailFailureReason {
  if (error instanceof MailError) return error.failure;
  if (error instanceof VaultError) return 'unopenable';
  return error instanceof DirectusError ? 'directus' : 'not_written';
}

/** A failure for the log: what an operator needs, and nothing of a mail. */
export function describeFailure(error: unknown) {
  const reason = reasonOf(error);
  if (error instanceof MailError) return { reason, detail: error.detail };
  if (error instanceof UnknownKeyError) return { reason, detail: `key ${error.kid} is not set` };
  if (error instanceof DirectusError) return { reason, detail: error.reason };
  return { reason, err: error };
}
