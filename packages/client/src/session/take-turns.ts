/** Runs work one after another: that of this client, and of every tab where the browser has Web Locks. */
export type InTurn = <T>(work: () => Promise<T>) => Promise<T>;

/** The part of the Web Locks API that is needed. */
interface Locks {
  request<T>(name: string, options: { signal: AbortSignal }, work: () => Promise<T>): Promise<T>;
}

/** Longer than one turn of somebody else can take. */
const longestWaitMs = 30_000;

/**
 * @param lockName what tabs that share a storage have in common; undefined: nobody else uses these tokens
 */
export function createTurns(lockName: string | undefined): InTurn {
  let last: Promise<unknown> = Promise.resolve();

  function enter<T>(work: () => Promise<T>): Promise<T> {
    const locks = lockName === undefined ? undefined : findLocks();
    if (lockName === undefined || locks === undefined) return work();
    // The signal ends the waiting only, not the work.
    const waiting = new AbortController();
    const timer = setTimeout(() => waiting.abort(), longestWaitMs);
    return locks
      .request(lockName, { signal: waiting.signal }, work)
      .finally(() => clearTimeout(timer));
  }

  return (work) => {
    const turn = last.then(() => enter(work));
    last = turn.catch(() => {});
    return turn;
  };
}

/** Absent on pages without HTTPS and in older Node. */
function findLocks(): Locks | undefined {
  const { navigator } = globalThis as { navigator?: { locks?: Locks } };
  return navigator?.locks;
}
