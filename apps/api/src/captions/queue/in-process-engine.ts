import { setTimeout as sleep } from 'node:timers/promises';
import {
  defaultPolicy,
  type QueueEngine,
  type QueueEntry,
  type QueuePolicy,
  type RunEntry,
} from './queue-engine.ts';

/** An entry that waits, and how many of its attempts have failed. */
interface Turn {
  entry: QueueEntry;
  failures: number;
}

/**
 * A queue in this process's memory, for one API process without Redis: the lowest rank first, and of one rank whoever
 * came first. What it holds is forgotten with the process; the next start puts it back from the records.
 */
export function createInProcessEngine(policy: QueuePolicy = defaultPolicy): QueueEngine {
  const known = new Set<string>();
  const waiting: Turn[] = [];
  const runs = new Set<Promise<void>>();
  const closing = new AbortController();
  let delayed = 0;
  let run: RunEntry | undefined;

  function takeIn(turn: Turn): void {
    const place = waiting.findLastIndex(({ entry }) => entry.rank <= turn.entry.rank);
    waiting.splice(place + 1, 0, turn);
    deliver();
  }

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

  async function work(run: RunEntry, turn: Turn): Promise<void> {
    const { entry, failures } = turn;
    const isLastAttempt = failures + 1 >= policy.attempts;
    const outcome = await run({ entry, isLastAttempt, signal: closing.signal });
    if (outcome === 'requeue') bringBack(policy.requeueMs, turn);
    else if (typeof outcome === 'object') bringBack(outcome.pauseMs, turn);
    else if (outcome === 'failed' && !isLastAttempt) {
      bringBack(policy.backoffMs * 2 ** failures, { entry, failures: failures + 1 });
    } else known.delete(keyOf(entry));
  }

  function bringBack(afterMs: number, turn: Turn): void {
    delayed += 1;
    const back = () => {
      delayed -= 1;
      takeIn(turn);
    };
    sleep(afterMs, undefined, { signal: closing.signal, ref: false }).then(back, () => undefined);
  }

  return {
    isShared: false,
    isReady: () => !closing.signal.aborted,
    async add(entry) {
      if (known.has(keyOf(entry))) return;
      known.add(keyOf(entry));
      takeIn({ entry, failures: 0 });
    },
    counts: async () => ({ waiting: waiting.length, active: runs.size, delayed }),
    start(runEntry) {
      run = runEntry;
      deliver();
    },
    onReconnect: () => undefined,
    async close() {
      closing.abort();
      await Promise.all(runs);
    },
  };
}

function keyOf({ jobId, round }: QueueEntry): string {
  return `${jobId}/${round}`;
}
