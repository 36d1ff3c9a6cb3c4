/**
 * Has the guard inside Directus remove what has had its time, a step at a time.
 *
 * Guarantees: one of any number of processes is at work, which the guard sees to; between two steps there is a pause, so
 * that nobody waits for it. A process that dies leaves the sweep to the next. How long what is kept is the guard's to know.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type DirectusClient, isRecord } from '@genie-helper/directus-client';
import {
  type RetentionKind,
  type RetentionStepAnswer,
  retentionKinds,
  retentionPaths,
} from '@genie-helper/guard-protocol';
import type { Logger } from 'pino';
import { directusUnavailable } from '../http/errors.ts';
import { createPolling, type Polling } from './polling.ts';

/** How often the guard is asked whether a sweep is due, in milliseconds; how often one is, is the guard's to know. */
const askEveryMs = 5 * 60_000;

/** Between two steps, in milliseconds. */
const pauseMs = 250;

export interface DataPrunerDeps {
  client: Pick<DirectusClient, 'call'>;
  /** Opens the guard's routes. */
  secret: string;
  /** Takes how many rows went. */
  onRemoved(kind: RetentionKind, count: number): void;
  log: Pick<Logger, 'info' | 'warn'>;
  everyMs?: number | undefined;
}

/** Nothing is asked before `start`; the first look comes after a while. */
export function createDataPruner(deps: DataPrunerDeps): Polling {
  const { client, secret, onRemoved, log, everyMs = askEveryMs } = deps;

  async function step(): Promise<RetentionStepAnswer> {
    const answer = await client.call({
      ...{ method: 'POST', path: retentionPaths.step, body: {}, sharedSecret: secret },
      isRepeatable: false,
    });
    if (!answer.ok) throw directusUnavailable(`retention: ${answer.status} ${answer.code}`);
    if (isRecord(answer.data) && isRecord(answer.data.removed)) {
      return answer.data as unknown as RetentionStepAnswer;
    }
    throw directusUnavailable('retention: an answer of another form');
  }

  async function sweep(isClosed: () => boolean): Promise<void> {
    const sum: Partial<Record<RetentionKind, number>> = {};
    for (;;) {
      const { verdict, removed } = await step();
      for (const kind of retentionKinds) {
        const count = removed[kind] ?? 0;
        if (count === 0) continue;
        onRemoved(kind, count);
        sum[kind] = (sum[kind] ?? 0) + count;
      }
      if (verdict !== 'more' || isClosed()) break;
      await sleep(pauseMs, undefined, { ref: false });
    }
    if (Object.keys(sum).length > 0) log.info({ removed: sum }, 'old data was removed');
  }

  const polling = createPolling({
    work: sweep,
    everyMs,
    onFailure: 'old data cannot be removed now',
    onRecovery: 'old data is removed again',
    log,
  });
  return { ...polling, start: () => polling.start('later') };
}
