/** Drafts in this tab's sessionStorage, each under its user's id. Nothing is written that isn't its owner's. */

const prefix = 'genie-draft:';

/** What is kept under this name for this user; `initial` where nothing is. */
export function readDraft<T>(userId: string, name: string, initial: T): T {
  const text = withStorage((storage) => storage.getItem(keyOf(userId, name)));
  if (text === null || text === undefined) return initial;
  try {
    return JSON.parse(text) as T;
  } catch {
    return initial;
  }
}

/** Keeps it; what comes late for somebody who has signed out, or whose place another has taken, isn't kept. */
export function writeDraft(userId: string, name: string, value: unknown): void {
  if (ownerId !== userId) return;
  const key = keyOf(userId, name);
  withStorage((storage) => {
    try {
      storage.setItem(key, JSON.stringify(value));
    } catch {
      // No room: what was there before isn't how things are.
      storage.removeItem(key);
    }
  });
}

export function dropDraft(userId: string, name: string): void {
  withStorage((storage) => storage.removeItem(keyOf(userId, name)));
}

/** Drops every draft but those of this user, and keeps only theirs from now on; `null`: none. */
export function forgetDraftsOfOthers(userId: string | null): void {
  ownerId = userId;
  withStorage((storage) => {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
    for (const key of keys) {
      if (key === null || !key.startsWith(prefix)) continue;
      if (userId === null || !key.startsWith(keyOf(userId, ''))) storage.removeItem(key);
    }
  });
}

function keyOf(userId: string, name: string): string {
  return `${prefix}${userId}:${name}`;
}

/** A browser may refuse storage, or have no room left: then a draft lives as long as its page. */
function withStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}

/** Whose things this tab holds: who is signed in, or was until the session ended by itself. Null: nobody's. */
let ownerId: string | null = null;

/**
 * What is to be done when an answer comes, for this user only: nothing, where somebody has signed out or somebody else
 * has signed in by then.
 */
export function forOwner<Args extends unknown[], Result>(
  userId: string,
  callback: ((...args: Args) => Result) | undefined,
): (...args: Args) => Result | undefined {
  return (...args) => (ownerId === userId ? callback?.(...args) : undefined);
}
