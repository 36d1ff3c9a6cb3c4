/**
 * Signs the end of the access log, every minute in which something was written.
 *
 * Guarantees: a checkpoint is on the disk of this machine before the database gets it. What this process has signed, the next
 * one goes on from: a log that has become shorter, or another one of the same length, gets none, and the API's log says so. Each process signs its own, so the
 * files of two machines verify each by itself, and none depends on another process. What can't be signed now is in the next
 * one: a checkpoint covers everything before it.
 *
 * Doesn't guarantee: anything about entries since the last one. Where `npm start` keeps the file, whoever administers the
 * machine can remove it: keep a copy elsewhere.
 */
import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type CheckpointKey, signCheckpoint } from '@genie-helper/audit-chain';
import { auditPaths } from '@genie-helper/guard-protocol';
import type { Logger } from 'pino';
import { createPolling, type Polling } from '../directus/polling.ts';
import { directusUnavailable } from '../http/errors.ts';
import type { AskGuard } from './guard-calls.ts';

const minuteMs = 60_000;
const newline = 0x0a;

export interface CheckpointerDeps {
  ask: AskGuard;
  key: CheckpointKey;
  /** An absolute path; its folder is made. Undefined: the database alone has them. */
  file: string | undefined;
  count(outcome: 'signed' | 'failed'): void;
  log: Pick<Logger, 'info' | 'warn'>;
  now(): Date;
  everyMs?: number | undefined;
}

/** Whoever changed it isn't to be vouched for. */
class RewrittenLogError extends Error {
  override name = 'RewrittenLogError';
}

/** Nothing is asked before `start`. */
export function createCheckpointer(deps: CheckpointerDeps): Polling {
  const { ask, key, file, count, log, now, everyMs = minuteMs } = deps;
  let signed = { seq: 0, hash: '' };

  async function sign(): Promise<void> {
    const { seq, hash } = await ask(auditPaths.head, {});
    if (typeof seq !== 'number' || typeof hash !== 'string') {
      throw directusUnavailable('audit: an answer of another form');
    }
    if (seq < signed.seq || (seq === signed.seq && seq > 0 && hash !== signed.hash)) {
      throw new RewrittenLogError();
    }
    if (seq === signed.seq) return;
    const line = JSON.stringify(signCheckpoint(key, { seq, hash }, now()));
    if (file !== undefined) await appendLine(file, line);
    await ask(auditPaths.checkpoint, { seq, line });
    signed = { seq, hash };
    count('signed');
  }

  const polling = createPolling({
    work: () =>
      sign().catch((error: unknown) => {
        count('failed');
        throw error;
      }),
    everyMs,
    onFailure: 'the access log gets no checkpoint now',
    onRecovery: 'the access log gets checkpoints again',
    log,
  });
  return { ...polling, start: () => polling.start('later') };
}

/** On the disk before it returns, whatever a full disk left behind. Several processes may add to one file. */
async function appendLine(path: string, line: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const start = (await endsWithin(path)) ? '\n' : '';
  const file = await open(path, 'a', 0o600);
  try {
    await file.appendFile(`${start}${line}\n`);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** Whether the last line has no end: a part of it was written, and its rest never will be. */
async function endsWithin(path: string): Promise<boolean> {
  // It isn't there yet, or may be written only.
  const file = await open(path, 'r').catch(() => undefined);
  if (file === undefined) return false;
  try {
    const { size } = await file.stat();
    if (size === 0) return false;
    const { buffer } = await file.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] !== newline;
  } finally {
    await file.close();
  }
}
