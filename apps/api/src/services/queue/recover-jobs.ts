import type { JobRecords } from '../directus/admin/job-records.ts';
import type { QueueEngine } from './engines/queue-engine.ts';

/** What recovery works with. */
export interface RecoverJobsDeps {
  records: Pick<JobRecords, 'list' | 'pruneClaims'>;
  engine: Pick<QueueEngine, 'isShared' | 'isReady' | 'add' | 'onReturn'>;
  log: { warn(details: object, message: string): void };
  /** Between two rounds, and after one that failed, in milliseconds. */
  everyMs?: number;
  retryMs?: number;
}

/** Puts batches that aren't over back into an engine that doesn't know them. */
export interface Recovery {
  start(): void;
  stop(): Promise<void>;
}

const hourMs = 60 * 60 * 1_000;

/**
 * Looks through the records at the start, now and then, and whenever the engine may have forgotten something.
 * Adding what is there already does no harm.
 *
 * Without a shared engine, only the first round takes batches that somebody worked on: whoever that was is gone
 * with the process before this one.
 */
export function createRecovery(deps: RecoverJobsDeps): Recovery {
  const { records, engine, log, everyMs = 30_000, retryMs = 2_000 } = deps;
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  let isFirst = true;
  let isStopped = false;
  let isFailing = false;
  let prunedAt = Number.NEGATIVE_INFINITY;

  async function recover(): Promise<void> {
    // Its return calls again.
    if (!engine.isReady()) return;
    const takeAll = isFirst || engine.isShared;
    const entries = await records.list(takeAll ? ['queued', 'processing'] : ['queued']);
    for (const { id, round } of entries) {
      if (isStopped) return;
      await engine.add({ jobId: id, round, isAbandoned: takeAll });
    }
    isFirst = false;
    if (performance.now() - prunedAt < hourMs) return;
    await records.pruneClaims();
    prunedAt = performance.now();
  }

  function begin(): void {
    if (isStopped || underWay !== undefined) return;
    clearTimeout(timer);
    underWay = recover()
      .then(
        () => {
          isFailing = false;
        },
        (error) => {
          if (!isFailing) log.warn({ err: error }, 'batches could not be looked through');
          isFailing = true;
        },
      )
      .finally(() => {
        underWay = undefined;
        timer = setTimeout(begin, isFailing ? retryMs : everyMs).unref();
        if (isStopped) clearTimeout(timer);
      });
  }

  return {
    start() {
      engine.onReturn(begin);
      begin();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}
