/**
 * How much of one kind of work is done at once.
 *
 * Guarantees: at most `limit` pieces are under way, and at most `maxWaiting` wait. A burst waits its turn; but once
 * somebody has been waiting for a whole second without a break, more comes than can be done, and whoever can't
 * begin almost at once is refused, so that those who are let in are served as quickly as ever. A limit
 * that finds itself grows while work that fills it takes about as long as it does alone, and shrinks when it takes
 * twice as long, because then the work merely queues somewhere behind us.
 * Doesn't guarantee: fairness between callers; that is what the rate limits are for.
 */
import { adaptiveLimit, type ConcurrencyLimit } from './concurrency-limit.ts';

/** Ends a piece of work; to be called once, and told whether it was done: what failed took no usual time. */
export type Leave = (isDone: boolean) => void;

/** Lets work in. `kind` names work that takes about the same time. @throws what `refuse` gives */
export type Admit = (kind: string) => Promise<Leave>;

/** Times are milliseconds. */
export interface AdmissionOptions {
  refuse: () => Error;
  /** Default: one that finds itself. */
  concurrency?: ConcurrencyLimit;
  /** How long one waits where it's only a burst. */
  patienceMs?: number;
  /** How long one waits while more comes than can be done. */
  overloadedPatienceMs?: number;
  /** For how long somebody must have been waiting without a break for that to be so. */
  overloadedAfterMs?: number;
  maxWaiting?: number;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

interface Waiter {
  since: number;
  begin: () => void;
  refuse: () => void;
}

/** Makes the door to one kind of work. */
export function createAdmission(options: AdmissionOptions): Admit {
  const { refuse, patienceMs = 2_000, overloadedPatienceMs = 15 } = options;
  const { overloadedAfterMs = 1_000, maxWaiting = 1_000, now = () => performance.now() } = options;
  const { concurrency = adaptiveLimit() } = options;
  const waiting = new Set<Waiter>();
  let underWay = 0;
  let waitingSince = Number.POSITIVE_INFINITY;

  const isOverloaded = () => now() - waitingSince > overloadedAfterMs;
  const patience = () => (isOverloaded() ? overloadedPatienceMs : patienceMs);

  function begin(kind: string): Leave {
    underWay += 1;
    const begun = now();
    const load = { underWay, isFull: underWay >= concurrency.limit() };
    return (isDone) => {
      underWay -= 1;
      if (isDone) concurrency.learn(kind, now() - begun, load);
      letIn();
    };
  }

  function letIn(): void {
    for (const waiter of waiting) {
      if (now() - waiter.since > patience()) waiter.refuse();
      else if (underWay < concurrency.limit()) waiter.begin();
      else return;
    }
    waitingSince = Number.POSITIVE_INFINITY;
  }

  function wait(kind: string): Promise<Leave> {
    if (waiting.size >= maxWaiting) return Promise.reject(refuse());
    if (waiting.size === 0) waitingSince = now();
    return new Promise<Leave>((resolve, reject) => {
      const leaveQueue = () => {
        clearTimeout(timer);
        waiting.delete(waiter);
      };
      const waiter: Waiter = {
        since: now(),
        begin: () => {
          leaveQueue();
          resolve(begin(kind));
        },
        refuse: () => {
          leaveQueue();
          reject(refuse());
        },
      };
      waiting.add(waiter);
      const timer = setTimeout(() => {
        waiter.refuse();
        if (waiting.size === 0) waitingSince = Number.POSITIVE_INFINITY;
      }, patience());
    });
  }

  return async (kind) => {
    if (waiting.size === 0 && underWay < concurrency.limit()) return begin(kind);
    return wait(kind);
  };
}
