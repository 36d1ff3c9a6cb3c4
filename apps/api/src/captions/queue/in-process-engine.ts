import { setTimeout as sleep } from 'node:timers/promises';
import {
  defaultPolicy,
  type QueueEngine,
  type QueueEntry,
  type QueuePolicy,
  type RunEntry,
  withoutTried,
} from './queue-engine.ts';

/** An entry that waits, and how many of its attempts have failed. */
interface Turn {
  entry: QueueEntry;
  failures: number;
}

/** How many of a user's entries are under way, and which turn was the last, or was when the user came. */
interface User {
  underWay: number;
  lastTurn: number;
}

function isSooner(one: User, other: User): boolean {
  if (one.underWay !== other.underWay) return one.underWay < other.underWay;
  return one.lastTurn < other.lastTurn;
}

/**
 * A queue in this process's memory, for one API process without Redis. It's the turn of the user who has the fewest
 * batches under way, and of those of who has waited longest since the last turn; of a user's batches the lowest rank
 * comes first. What it holds is forgotten with the process; the next start puts it back from the records.
 */
export function createInProcessEngine(policy: QueuePolicy = defaultPolicy): QueueEngine {
  const known = new Set<string>();
  const waiting: Turn[] = [];
  /** Those who have entries here. */
  const users = new Map<string, User>();
  let turns = 0;
  const runs = new Set<Promise<void>>();
  const closing = new AbortController();
  let delayed = 0;
  let run: RunEntry | undefined;

  function takeIn(turn: Turn): void {
    const place = waiting.findLastIndex(({ entry }) => entry.rank <= turn.entry.rank);
    waiting.splice(place + 1, 0, turn);
    userOf(turn);
    deliver();
  }

  /** Whoever is new here comes after all who are. */
  function userOf({ entry: { userId } }: Turn): User {
    const user = users.get(userId) ?? { underWay: 0, lastTurn: nextTurn() };
    users.set(userId, user);
    return user;
  }

  function nextTurn(): number {
    turns += 1;
    return turns;
  }

  function takeNext(): Turn | undefined {
    const [first, ...others] = waiting;
    if (first === undefined) return undefined;
    const next = others.reduce((best, turn) => {
      return isSooner(userOf(turn), userOf(best)) ? turn : best;
    }, first);
    waiting.splice(waiting.indexOf(next), 1);
    return next;
  }

  async function isOthersTurn(turn: Turn): Promise<boolean> {
    const { underWay } = userOf(turn);
    return waiting.some((other) => userOf(other).underWay < underWay);
  }

  function deliver(): void {
    while (run !== undefined && !closing.signal.aborted && runs.size < policy.concurrency) {
      const next = takeNext();
      if (next === undefined) return;
      const user = userOf(next);
      user.underWay += 1;
      user.lastTurn = nextTurn();
      const running = work(run, next).then((end) => {
        runs.delete(running);
        user.underWay -= 1;
        end();
        forgetIfGone(next);
        deliver();
      });
      runs.add(running);
    }
  }

  function forgetIfGone({ entry: { userId } }: Turn): void {
    const isHere = waiting.some(({ entry }) => entry.userId === userId);
    if (!isHere && users.get(userId)?.underWay === 0) users.delete(userId);
  }

  /** Runs an entry. @returns what is to become of it once its place is free */
  async function work(run: RunEntry, turn: Turn): Promise<() => void> {
    const { entry, failures } = turn;
    const isLastAttempt = failures + 1 >= policy.attempts;
    const pauseIfFailedMs = policy.backoffMs * 2 ** failures;
    const outcome = await run({
      entry,
      isLastAttempt,
      pauseIfFailedMs,
      isOthersTurn: () => isOthersTurn(turn),
      signal: closing.signal,
    });
    if (outcome === 'requeue') return () => bringBack(policy.requeueMs, turn);
    if (typeof outcome === 'object') {
      if ('pauseMs' in outcome) return () => bringBack(outcome.pauseMs, turn);
      return () => takeIn({ entry: { ...entry, tried: outcome.tried }, failures });
    }
    if (outcome === 'failed' && !isLastAttempt) {
      const next = { entry: withoutTried(entry), failures: failures + 1 };
      return () => bringBack(pauseIfFailedMs, next);
    }
    return () => void known.delete(keyOf(entry));
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
