import type { JobRecords } from '../job-store.ts';
import type { QueueEngine } from './queue-engine.ts';

/** What recovery works with. */
export interface RecoverJobsDeps {
  records: Pick<JobRecords, 'list'>;
  engine: Pick<QueueEngine, 'isShared' | 'isReady' | 'add' | 'onReconnect'>;
  log: { warn(details: object, message: string): void };
  /** Told in each round since when the oldest batch waits that nobody has begun. */
  onWaiting?: (since: Date | undefined) => void;
  /** Between two rounds, and after a first one that failed, in milliseconds; the latter doubles up to the former. */
  everyMs?: number;
  retryMs?: number;
  now?: () => Date;
}

/** A batch that isn't over, as recovery sees it. */
type UnfinishedJob = Awaited<ReturnType<RecoverJobsDeps['records']['list']>>[number];

/**
 * Puts batches that aren't over back into an engine that doesn't know them. It looks through the records at the start,
 * now and then, and whenever the engine may have forgotten something. Adding what is there already does no harm.
 *
 * Without a shared engine, only the first round takes batches that somebody worked on: whoever that was is gone
 * with the process before this one.
 */
export function createRecovery(deps: RecoverJobsDeps) {
  const { records, engine, log, onWaiting, everyMs = 30_000, retryMs = 2_000 } = deps;
  const oldestOf = createWaits(deps.now ?? (() => new Date()));
  let timer: NodeJS.Timeout | undefined;
  let underWay: Promise<void> | undefined;
  let isWantedAgain = false;
  let isFirst = true;
  let isStopped = false;
  let failures = 0;

  async function recover(): Promise<void> {
    // Its return calls again.
    if (!engine.isReady()) return;
    const takeAll = isFirst || engine.isShared;
    const jobs = await records.list(takeAll ? ['queued', 'processing'] : ['queued']);
    onWaiting?.(oldestOf(jobs));
    const ranks = new Map<string, number>();
    for (const { id, user, round } of jobs) {
      if (isStopped) return;
      const rank = ranks.get(user) ?? 0;
      ranks.set(user, rank + 1);
      await engine.add({ jobId: id, round, userId: user, rank, isAbandoned: takeAll });
    }
    isFirst = false;
  }

  function begin(): void {
    isWantedAgain = underWay !== undefined;
    if (isStopped || underWay !== undefined) return;
    clearTimeout(timer);
    underWay = recover()
      .then(
        () => {
          failures = 0;
        },
        (error) => {
          if (failures === 0) log.warn({ err: error }, 'batches could not be looked through');
          failures += 1;
        },
      )
      .finally(() => {
        underWay = undefined;
        if (isStopped) return;
        const pauseMs = failures === 0 ? everyMs : Math.min(everyMs, retryMs * 2 ** (failures - 1));
        timer = setTimeout(begin, isWantedAgain ? 0 : pauseMs).unref();
      });
  }

  return {
    start(): void {
      engine.onReconnect(begin);
      begin();
    },
    async stop(): Promise<void> {
      isStopped = true;
      clearTimeout(timer);
      await underWay;
    },
  };
}

/**
 * Tells since when the oldest batch waits. One that nobody has written to waits since it was made; one that was begun or
 * put back, since it was first seen as it is: its record has no time for that, and it may have been made long ago.
 */
function createWaits(now: () => Date) {
  let seen = new Map<string, { revision: number; since: Date }>();
  return (jobs: readonly UnfinishedJob[]): Date | undefined => {
    const waiting = jobs.filter(({ status }) => status === 'queued');
    const before = seen;
    seen = new Map();
    let oldest: Date | undefined;
    for (const { id, revision, date_created: madeAt } of waiting) {
      const known = before.get(id);
      const isAsSeen = known !== undefined && known.revision === revision;
      const since = revision === 0 ? new Date(madeAt) : isAsSeen ? known.since : now();
      seen.set(id, { revision, since });
      if (oldest === undefined || since < oldest) oldest = since;
    }
    return oldest;
  };
}
