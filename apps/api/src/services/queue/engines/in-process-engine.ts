import { setTimeout as sleep } from 'node:timers/promises';
import {
  defaultPolicy,
  type QueueEngine,
  type QueueEntry,
  type QueuePolicy,
  type RunEntry,
} from './queue-engine.ts';

/**
 * A queue in this process's memory, for one API process without Redis. First come, first served. What it holds is
 * forgotten with the process; the next start puts it back from the records.
 */
export function createInProcessEngine(policy: QueuePolicy = defaultPolicy): QueueEngine {
  const known = new Set<string>();
  const waiting: { entry: QueueEntry; failures: number }[] = [];
  const runs = new Set<Promise<void>>();
  const closing = new AbortController();
  let delayed = 0;
  let run: RunEntry | undefined;

  function deliver(): void {
    while (run !== undefined && !closing.signal.aborted && runs.size < policy.concurrency) {
      const next = waiting.shift();
      if (next === undefined) return;
      const running = work(run, next).finally(() => {
        runs.delete(running);
        deliver();
      });
      runs.add(running);
    }
  }

  async function work(run: RunEntry, turn: { entry: QueueEntry; failures: number }): Promise<void> {
    const { entry, failures } = turn;
    const isLastAttempt = failures + 1 >= policy.attempts;
    const outcome = await run({ entry, isLastAttempt, signal: closing.signal });
    if (outcome === 'later') bringBack(policy.laterMs, turn);
    else if (outcome === 'failed' && !isLastAttempt) {
      bringBack(policy.backoffMs * 2 ** failures, { entry, failures: failures + 1 });
    } else known.delete(keyOf(entry));
  }

  function bringBack(afterMs: number, turn: { entry: QueueEntry; failures: number }): void {
    delayed += 1;
    const back = () => {
      delayed -= 1;
      waiting.push(turn);
      deliver();
    };
    sleep(afterMs, undefined, { signal: closing.signal, ref: false }).then(back, () => undefined);
  }

  return {
    isShared: false,
    isReady: () => !closing.signal.aborted,
    async add(entry) {
      if (known.has(keyOf(entry))) return;
      known.add(keyOf(entry));
      waiting.push({ entry, failures: 0 });
      deliver();
    },
    counts: async () => ({ waiting: waiting.length, active: runs.size, delayed }),
    start(runEntry) {
      run = runEntry;
      deliver();
    },
    onReturn: () => undefined,
    async close() {
      closing.abort();
      await Promise.all(runs);
    },
  };
}

function keyOf({ jobId, round }: QueueEntry): string {
  return `${jobId}/${round}`;
}
