/**
 * Whether requests can be served, and if not, why.
 *
 * Directus's ping answers even where its database is gone, and its database answers where it can't be written. So the
 * guard is asked, which tries a write and takes it back, and tells the database's time: by this process's own clock what is
 * stored lasts, so the two must agree. The admin token is tried besides: without it nobody registers, and no credential is
 * stored.
 */
import { type DirectusAnswer, type DirectusClient, isRecord } from '@genie-helper/directus-client';
import {
  clockSkewOf,
  type DatabaseState,
  maxClockSkewMs,
  type Readiness,
  readyPath,
} from '@genie-helper/guard-protocol';
import { coalesceNextCall } from '../directus/coalesced-calls.ts';
import { AppError, directusUnavailable, retryAfterSeconds } from './errors.ts';
import type { LogSink } from './log-sink.ts';

/** Resolves where requests can be served. @throws AppError whose code says why they can't */
export type CheckReadiness = () => Promise<void>;

export interface ReadinessDeps {
  client: Pick<DirectusClient, 'call'>;
  /** Asks Directus for the administrator whose token we have; left out where there is none. */
  readOwnAccount?: (() => Promise<DirectusAnswer>) | undefined;
  /** Whether this code may work on what Directus has. @throws AppError unless it may */
  assertMayWork?: (() => Promise<void>) | undefined;
  /** Whether the log can be written. */
  log?: Pick<LogSink, 'problem'> | undefined;
}

/** Callers at the same time share the next question, so a crowd of probes costs Directus one at a time. */
export function createReadinessCheck({
  client,
  readOwnAccount,
  assertMayWork,
  log,
}: ReadinessDeps): CheckReadiness {
  const ask = coalesceNextCall<void>({
    deadlineMs: 2_500,
    maxWaiting: 1_000,
    giveUp: (reason) => directusUnavailable(`readiness: ${reason}`),
    call: async () => {
      await Promise.all([
        checkDatabase(client),
        assertMayWork?.(),
        readOwnAccount && checkAdminToken(readOwnAccount),
      ]);
    },
  });
  return async () => {
    await ask('ready');
    const problem = log?.problem();
    if (problem !== undefined) {
      throw new AppError('server.log_unwritable', { internal: problem, retryAfterSeconds });
    }
  };
}

async function checkDatabase(client: Pick<DirectusClient, 'call'>): Promise<void> {
  const asked = { at: Date.now(), from: performance.now() };
  const { database: state, now } = await readState(client);
  const tookMs = performance.now() - asked.from;
  if (state === 'writable') {
    const skew = now === undefined ? 0 : clockSkewOf(now, { at: asked.at, tookMs });
    if (Math.abs(skew) <= maxClockSkewMs) return;
    const internal = `${Math.round(skew / 1_000)} s ahead of the database's`;
    throw new AppError('server.clock_wrong', { internal, retryAfterSeconds });
  }
  if (state === 'full' || state === 'read_only') {
    throw new AppError('directus.database_unwritable', { internal: state, retryAfterSeconds });
  }
  throw directusUnavailable(`readiness: the database is ${state ?? 'unknown'}`);
}

async function readState(client: Pick<DirectusClient, 'call'>): Promise<Partial<Readiness>> {
  const answer = await client.call({ method: 'GET', path: readyPath });
  if (answer.ok) {
    const { database, now } = isRecord(answer.data) ? answer.data : {};
    const state = states.find((each) => each === database);
    if (state === undefined) return {};
    // A guard of an earlier release tells no time.
    return typeof now === 'number' ? { database: state, now } : { database: state };
  }
  if (answer.status !== 404) return {};
  // A Directus without the guard: at least it reads its database for this.
  const info = await client.call({ method: 'GET', path: '/server/info' });
  return info.ok && isRecord(info.data) ? { database: 'writable' } : {};
}

const states: readonly DatabaseState[] = ['writable', 'full', 'read_only', 'away'];

async function checkAdminToken(readOwnAccount: () => Promise<DirectusAnswer>): Promise<void> {
  const answer = await readOwnAccount();
  if (answer.ok) return;
  if (answer.status === 401 || answer.status === 403) {
    throw new AppError('directus.admin_token_refused', { retryAfterSeconds });
  }
  throw directusUnavailable(`readiness: ${answer.status}`);
}
