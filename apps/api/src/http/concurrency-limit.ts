/** How busy it was while a piece of work was done. */
export interface Load {
  /** Whether no other was under way from its beginning to its end. */
  isAlone: boolean;
  /** Whether at its beginning as many were under way as the limit allows. */
  isFull: boolean;
}

/** How many pieces of work may be under way, by what is learned from them. */
export interface ConcurrencyLimit {
  /** At least 1. */
  limit(): number;
  /** Told of each piece of work that was done, how many milliseconds it took. */
  recordLatency(kind: string, tookMs: number, load: Load): void;
}

/** The same limit always; for work whose time says nothing about how busy it is somewhere, such as a model's. */
export function fixedLimit(limit: number): ConcurrencyLimit {
  return { limit: () => limit, recordLatency: () => undefined };
}

const first = 16;
const least = 1;
const most = 256;

/** The limit grows below this many times the time that the work takes alone, and shrinks above the other. */
const growsBelow = 1.5;
const shrinksAbove = 2;

/**
 * Additive increase and decrease, by how much longer than alone pieces take on average. Only what begins at the limit
 * moves it: an idle server learns nothing about how much could be done, and pieces that differ by themselves, such as
 * a long list and a short one, must not make it small.
 */
export function adaptiveLimit(): ConcurrencyLimit {
  const aloneMs = new Map<string, number>();
  const quickestMs = new Map<string, number>();
  let limit = first;
  let usualRatio = 1;

  return {
    limit: () => Math.floor(limit),
    recordLatency(kind, tookMs, { isAlone, isFull }) {
      if (isAlone) aloneMs.set(kind, average(aloneMs.get(kind) ?? tookMs, tookMs, 0.1));
      quickestMs.set(kind, Math.min(quickestMs.get(kind) ?? tookMs, tookMs));
      if (!isFull) return;
      // Where the flood was there first, the quickest has to do.
      const alone = aloneMs.get(kind) ?? quickestMs.get(kind) ?? tookMs;
      usualRatio = average(usualRatio, tookMs / Math.max(alone, 0.1), 0.2);
      if (usualRatio > shrinksAbove) limit = Math.max(least, limit - 0.5);
      else if (usualRatio < growsBelow) limit = Math.min(most, limit + 1 / limit);
    },
  };
}

function average(before: number, next: number, share: number): number {
  return before * (1 - share) + next * share;
}

/**
 * How much of one kind of work is done at once.
 *
 * Guarantees: at most `limit` pieces are under way, and at most `maxWaiting` wait. Who waits is let in, in order, and a
 * burst waits its turn: whoever would wait longer than `longestMs`, by how fast work goes, is refused at once. Where
 * waits have lasted longer than `targetMs` for `intervalMs` on end, more comes than can be done. From then on, until
 * nobody was refused for such an interval, whoever can't begin almost at once is refused, so that those who are let in
 * are served as quickly as ever. A limit that finds itself grows while work that fills it takes about as long as it
 * does alone, and shrinks when it takes much longer, because then the work merely queues somewhere behind us.
 * Doesn't guarantee: fairness between callers; that is `fair-admission.ts`'s.
 *
 * The idea is that of controlled delay (RFC 8289): not how many wait tells of an overload, but how long a wait lasts.
 */

/** Ends a piece of work; to be called once, and told whether it was done: what failed took no usual time. */
export type Release = (isDone: boolean) => void;

/**
 * Lets work in. `kind` names work that takes about the same time; whoever has to wait, waits while `mayWait` says so.
 *
 * @throws what `refuse` gives
 */
export type Acquire = (kind: string, mayWait?: () => boolean) => Promise<Release>;

/** Times are milliseconds. */
export interface AdmissionOptions {
  refuse: () => Error;
  /** Default: one that finds itself. */
  concurrency?: ConcurrencyLimit;
  /** How long one waits at most. */
  maxWaitMs?: number;
  /** How long a wait may be expected to be; whose would be longer is refused at once. */
  longestMs?: number;
  /** How long a wait may last, on end, without being a sign of an overload. */
  targetMs?: number;
  /** For how long waits must have lasted longer for it to be one, and nobody refused for it to be over. */
  intervalMs?: number;
  /** How long one waits at most during an overload. */
  overloadedMaxWaitMs?: number;
  maxWaiting?: number;
  /** Milliseconds of a clock that never goes back. */
  now?: () => number;
}

interface Waiter {
  since: number;
  mayWait: () => boolean;
  begin: () => void;
  refuse: () => void;
}

/** Makes the door to one kind of work. */
export function createAdmission(options: AdmissionOptions): Acquire {
  const { refuse, maxWaitMs = 8_000, longestMs = 5_000, targetMs = 2_000 } = options;
  const { intervalMs = 2_000, overloadedMaxWaitMs = 5, maxWaiting = 1_000 } = options;
  const { concurrency = adaptiveLimit(), now = () => performance.now() } = options;
  const waiting = new Set<Waiter>();
  let underWay = 0;
  let begun = 0;
  let usualMs = 0;
  let tooLongSince = Number.POSITIVE_INFINITY;
  let overloadedUntil = Number.NEGATIVE_INFINITY;

  function isOverloaded(): boolean {
    if (now() - tooLongSince > intervalMs) overloadedUntil = now() + intervalMs;
    return now() < overloadedUntil;
  }

  function noteWait(waitedMs: number): void {
    tooLongSince = waitedMs > targetMs ? Math.min(tooLongSince, now()) : Number.POSITIVE_INFINITY;
  }

  function begin(kind: string): Release {
    underWay += 1;
    begun += 1;
    const since = now();
    const place = begun;
    const isFirst = underWay === 1;
    const isFull = underWay >= concurrency.limit();
    return (isDone) => {
      underWay -= 1;
      const isAlone = isFirst && begun === place;
      const tookMs = now() - since;
      if (isDone) concurrency.recordLatency(kind, tookMs, { isAlone, isFull });
      usualMs = usualMs === 0 ? tookMs : usualMs * 0.9 + tookMs * 0.1;
      letIn();
    };
  }

  function letIn(): void {
    for (const waiter of waiting) {
      const waitedMs = now() - waiter.since;
      const isTooLate = isOverloaded() && waitedMs > overloadedMaxWaitMs;
      if (isTooLate || !waiter.mayWait()) waiter.refuse();
      else if (underWay < concurrency.limit()) {
        noteWait(waitedMs);
        waiter.begin();
      } else return;
    }
  }

  function wait(kind: string, mayWait: () => boolean): Promise<Release> {
    const expectedMs = (waiting.size * usualMs) / concurrency.limit();
    if (waiting.size >= maxWaiting || expectedMs > longestMs) return Promise.reject(refuse());
    const since = now();
    return new Promise<Release>((resolve, reject) => {
      const leaveQueue = () => {
        clearTimeout(timer);
        waiting.delete(waiter);
      };
      const waiter: Waiter = {
        since,
        mayWait,
        begin: () => {
          leaveQueue();
          resolve(begin(kind));
        },
        refuse: () => {
          leaveQueue();
          if (isOverloaded()) overloadedUntil = now() + intervalMs;
          reject(refuse());
        },
      };
      waiting.add(waiter);
      const timer = setTimeout(
        () => {
          noteWait(now() - since);
          waiter.refuse();
        },
        isOverloaded() ? overloadedMaxWaitMs : maxWaitMs,
      );
    });
  }

  return async (kind, mayWait = () => true) => {
    if (waiting.size > 0 || underWay >= concurrency.limit()) return wait(kind, mayWait);
    noteWait(0);
    return begin(kind);
  };
}
