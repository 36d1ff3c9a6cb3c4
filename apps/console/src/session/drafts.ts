import { useCallback, useState } from 'react';
import { useUser } from './use-user.ts';

const prefix = 'genie-draft:';

/**
 * A value that outlives the page: it is kept in this tab's sessionStorage under the user's id, so that it's there again
 * after an ended session. It is dropped at sign-out, and when somebody else signs in. Never for secrets: what is in it
 * can be read by any script of the page.
 *
 * @param name the same for the same thing: "captions.topic"
 * @returns the value, what sets it, and what drops it
 */
export function useDraft<T>(name: string, initial: T): [T, (next: T) => void, () => void] {
  const key = `${prefix}${useUser().id}:${name}`;
  const [value, setValue] = useState<T>(() => read(key, initial));
  const set = useCallback(
    (next: T) => {
      setValue(next);
      write(key, next);
    },
    [key],
  );
  const drop = useCallback(() => {
    setValue(initial);
    withStorage((storage) => storage.removeItem(key));
  }, [key, initial]);
  return [value, set, drop];
}

/** Drops every draft but those of this user; `null`: all. */
export function forgetDraftsOfOthers(userId: string | null): void {
  withStorage((storage) => {
    const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index));
    for (const key of keys) {
      if (key === null || !key.startsWith(prefix)) continue;
      if (userId === null || !key.startsWith(`${prefix}${userId}:`)) storage.removeItem(key);
    }
  });
}

function read<T>(key: string, initial: T): T {
  const text = withStorage((storage) => storage.getItem(key));
  if (text === null || text === undefined) return initial;
  try {
    return JSON.parse(text) as T;
  } catch {
    return initial;
  }
}

function write(key: string, value: unknown): void {
  withStorage((storage) => storage.setItem(key, JSON.stringify(value)));
}

/** A browser may refuse storage, or have no room left: then a draft lives as long as its page. */
function withStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(sessionStorage);
  } catch {
    return undefined;
  }
}
