/**
 * Sends the access log to a receiver elsewhere, line by line.
 *
 * Guarantees: every entry is sent at least once, in the order of the chain. How far it is lies in the database, so it goes on
 * there after whatever ended. One of any number of processes sends, by a lease that the database's clock ends. Each body ends
 * with a signed checkpoint of its last entry, and carries an HMAC. Nobody else waits for the receiver: entries wait in the log.
 *
 * Doesn't guarantee: that an entry comes once. A process that dies between the receiver's answer and the note of it sends its
 * last body again. What retention removes before it could be sent is never sent.
 */
import { createHmac } from 'node:crypto';
import {
  type ChainHead,
  type CheckpointKey,
  type LogRow,
  lineOf,
  signCheckpoint,
} from '@genie-helper/audit-chain';
import { auditPaths } from '@genie-helper/guard-protocol';
import type { Logger } from 'pino';
import { createPolling, type Polling } from '../directus/polling.ts';
import type { AskGuard } from './guard-calls.ts';

/** Where the log goes. */
export interface StreamReceiver {
  url: string;
  /** What each body's HMAC is made with. */
  secret: string;
}

export interface LogStreamDeps {
  ask: AskGuard;
  receiver: StreamReceiver;
  key: CheckpointKey;
  metrics: {
    streamed(outcome: 'sent' | 'failed'): void;
    /** How many entries wait; undefined where none does, or another process sends. */
    waiting(entries: number | undefined): void;
  };
  log: Pick<Logger, 'info' | 'warn'>;
  now(): Date;
  everyMs?: number | undefined;
  /** Only tests pass another one. */
  fetch?: typeof fetch;
}

/** The header with `sha256=` and the HMAC-SHA-256 of the body, in hex. */
export const signatureHeader = 'x-genie-signature';

const linesAtOnce = 500;
const askEveryMs = 2_000;
const sendTimeoutMs = 10_000;

/** Nothing is sent before `start`. */
export function createLogStream(deps: LogStreamDeps): Polling {
  const { ask, receiver, key, metrics, log, now, everyMs = askEveryMs } = deps;

  async function send(isClosed: () => boolean): Promise<void> {
    const { claim, seq } = await ask(auditPaths.stream, {});
    if (typeof claim !== 'string') {
      metrics.waiting(undefined);
      return;
    }
    try {
      await sendFrom(Number(seq), claim, isClosed);
    } finally {
      await ask(auditPaths.stream, { claim, isOver: true });
    }
  }

  async function sendFrom(cursor: number, claim: string, isClosed: () => boolean): Promise<void> {
    for (let after = cursor; ; ) {
      const head = await ask(auditPaths.head, {});
      metrics.waiting(Math.max(0, Number(head.seq) - after));
      if (after >= Number(head.seq) || isClosed()) return;
      const rows = await readRows(after);
      const last = rows.at(-1);
      if (last === undefined) return;
      const end = { seq: Number(last.seq), hash: String(last.hash) };
      await post(rows, end);
      metrics.streamed('sent');
      const noted = await ask(auditPaths.stream, { claim, sent: end.seq });
      // Another process has the lease, and sends from where it was noted.
      if (noted.claim !== claim) return;
      after = end.seq;
    }
  }

  async function readRows(after: number): Promise<LogRow[]> {
    const { columns, rows } = await ask(auditPaths.entries, { after, limit: linesAtOnce });
    if (!Array.isArray(columns) || !Array.isArray(rows)) throw new Error('entries of another form');
    return rows.map((row: unknown[]) =>
      Object.fromEntries(columns.map((name: string, at) => [name, row[at]])),
    );
  }

  /** @throws Error that says why, without a word of the receiver's answer */
  async function post(rows: readonly LogRow[], end: ChainHead): Promise<void> {
    const checkpoint = { type: 'checkpoint', ...signCheckpoint(key, end, now()) };
    const body = `${[...rows.map(lineOf), JSON.stringify(checkpoint)].join('\n')}\n`;
    const mac = createHmac('sha256', receiver.secret).update(body).digest('hex');
    const response = await (deps.fetch ?? fetch)(receiver.url, {
      method: 'POST',
      headers: { 'content-type': 'application/x-ndjson', [signatureHeader]: `sha256=${mac}` },
      body,
      redirect: 'error',
      signal: AbortSignal.timeout(sendTimeoutMs),
    });
    await response.body?.cancel();
    if (!response.ok) throw new Error(`the receiver of the access log answered ${response.status}`);
  }

  return createPolling({
    work: (isClosed) =>
      send(isClosed).catch((error: unknown) => {
        metrics.streamed('failed');
        throw error;
      }),
    everyMs,
    onFailure: 'the access log cannot be sent to its receiver now; its entries wait',
    onRecovery: 'the access log is sent to its receiver again',
    log,
  });
}
