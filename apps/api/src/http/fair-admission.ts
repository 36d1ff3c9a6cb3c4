/**
 * Admission to work in which one user's flood takes nobody else's place.
 *
 * Guarantees: one user has at most a share of the places: of those there are as many as everybody gets who is here, and
 * one who may come. So a user alone leaves half of them free. What is more waits, and is refused as an overload of that
 * user alone. Where users without number share the places, each has one at a time, in the order of asking. What comes
 * without a user, as from a server, has no share; it's held to the places alone.
 * Doesn't guarantee: anything between two processes; each counts for itself.
 */
import {
  type Acquire,
  type ConcurrencyLimit,
  createAdmission,
  type Release,
} from './concurrency-limit.ts';

/** Lets work in, of a user if there is one; see `Acquire`. @throws what `refuse` gives */
export type AcquireFairly = (
  kind: string,
  userId: string | undefined,
  mayWait?: () => boolean,
) => Promise<Release>;

/**
 * @param options.concurrency how many pieces of work may be under way, of all users together
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
  const users = new Map<string, { acquire: Acquire; requests: number }>();
  const acquireShared = createAdmission({ refuse, concurrency });
  const share = {
    limit: () =>
      Math.max(1, Math.min(mostOfUser, Math.floor(concurrency.limit() / (users.size + 1)))),
    recordLatency: () => undefined,
  };

  function enter(userId: string): Acquire {
    const user = users.get(userId) ?? {
      acquire: createAdmission({ refuse, concurrency: share }),
      requests: 0,
    };
    user.requests += 1;
    users.set(userId, user);
    return user.acquire;
  }

  function leave(userId: string): void {
    const user = users.get(userId);
    if (user === undefined) return;
    user.requests -= 1;
    if (user.requests === 0) users.delete(userId);
  }

  return async (kind, userId, mayWait) => {
    if (userId === undefined) return acquireShared(kind, mayWait);
    const acquireOwn = enter(userId);
    const releases: Release[] = [];
    const release: Release = (isDone) => {
      for (const one of releases) one(isDone);
      leave(userId);
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
