/**
 * Admission to work in which one user's flood takes nobody else's place.
 *
 * Guarantees: one user has at most a share of the places: of those there are as many as everybody gets who is here, and
 * one who may come. So a user alone leaves half of them free. What is more waits, and is refused as an overload of that
 * user alone. Where users without number share the places, each has one at a time, in the order of asking. A server may have
 * all places, and waits in a line of its own: who comes behind its flood waits for a place, not for the flood. What comes
 * from neither, such as a sign-in, waits in one line.
 * Doesn't guarantee: anything between two processes; each counts for itself.
 */
import {
  type Acquire,
  type ConcurrencyLimit,
  createAdmission,
  type Release,
} from './concurrency-limit.ts';
import type { ProvenCaller } from './known-callers.ts';

/** Lets work in, of somebody where a guard has said who it is; see `Acquire`. @throws what `refuse` gives */
export type AcquireFairly = (
  kind: string,
  caller: ProvenCaller | undefined,
  mayWait?: () => boolean,
) => Promise<Release>;

/** A line of somebody's own, kept while anything of it waits or works. */
interface Line {
  acquire: Acquire;
  requests: number;
}

/**
 * @param options.concurrency how many pieces of work may be under way, of all together
 * @param options.mostOfUser of one user, whatever is free
 */
export function createFairAdmission({
  refuse,
  concurrency,
  mostOfUser = Number.POSITIVE_INFINITY,
}: {
  refuse: () => Error;
  concurrency: ConcurrencyLimit;
  mostOfUser?: number;
}): AcquireFairly {
  const acquireShared = createAdmission({ refuse, concurrency });
  const lines = { user: new Map<string, Line>(), server: new Map<string, Line>() };
  const recordLatency = () => undefined;
  const limits = {
    user: {
      limit: () =>
        Math.max(1, Math.min(mostOfUser, Math.floor(concurrency.limit() / (lines.user.size + 1)))),
      recordLatency,
    },
    server: { limit: () => concurrency.limit(), recordLatency },
  };

  function enter({ kind, name }: ProvenCaller): Acquire {
    const line = lines[kind].get(name) ?? {
      acquire: createAdmission({ refuse, concurrency: limits[kind] }),
      requests: 0,
    };
    line.requests += 1;
    lines[kind].set(name, line);
    return line.acquire;
  }

  function leave({ kind, name }: ProvenCaller): void {
    const line = lines[kind].get(name);
    if (line === undefined) return;
    line.requests -= 1;
    if (line.requests === 0) lines[kind].delete(name);
  }

  return async (kind, caller, mayWait) => {
    if (caller === undefined) return acquireShared(kind, mayWait);
    const acquireOwn = enter(caller);
    const releases: Release[] = [];
    const release: Release = (isDone) => {
      for (const one of releases) one(isDone);
      leave(caller);
    };
    try {
      releases.unshift(await acquireOwn(kind, mayWait));
      releases.unshift(await acquireShared(kind, mayWait));
      return release;
    } catch (error) {
      release(false);
      throw error;
    }
  };
}
