/**
 * Admission to work whose places are few, such as a model's, in which one user's flood takes nobody else's place.
 *
 * Guarantees: one user has at most a share of the places: of `limit` as many as everybody gets who is here, and one who
 * may come. So a user alone leaves half of them free. What is more waits, and is refused as an overload of that user
 * alone. Where users without number share the places, each has one at a time, in the order of asking.
 * Doesn't guarantee: anything between two processes; each counts for itself.
 */
import { type Acquire, createAdmission, fixedLimit, type Release } from './concurrency-limit.ts';

/** Lets a user's work in. @throws what `refuse` gives */
export type AcquireFairly = (kind: string, userId: string) => Promise<Release>;

/** @param limit how many pieces of work may be under way, of all users together */
export function createFairAdmission({
  refuse,
  limit,
}: {
  refuse: () => Error;
  limit: number;
}): AcquireFairly {
  const users = new Map<string, { acquire: Acquire; requests: number }>();
  const acquireShared = createAdmission({ refuse, concurrency: fixedLimit(limit) });
  const share = {
    limit: () => Math.max(1, Math.floor(limit / (users.size + 1))),
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

  return async (kind, userId) => {
    const acquireOwn = enter(userId);
    const releases: Release[] = [];
    const release: Release = (isDone) => {
      for (const one of releases) one(isDone);
      leave(userId);
    };
    try {
      releases.unshift(await acquireOwn(kind));
      releases.unshift(await acquireShared(kind));
      return release;
    } catch (error) {
      release(false);
      throw error;
    }
  };
}
