import type { User } from '@genie-helper/client';
import { notifications } from '@mantine/notifications';
import { type UseMutationOptions, useMutation } from '@tanstack/react-query';
import {
  createContext,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { createQueryClient, genie } from '../api.ts';
import {
  dropDraft,
  forgetDraftsOfOthers,
  forOwner,
  readDraft,
  writeDraft,
} from './draft-storage.ts';
import {
  createSessionStore,
  openSessionChannel,
  type SessionState,
  type SessionStore,
} from './session-store.ts';

let lastUserId: string | null = null;

/** What was read from the API for the user that is signed in. */
export const queryClient = createQueryClient(() => void session.check());

/** The session of this browser. */
export const session: SessionStore = createSessionStore({
  genie,
  channel: openSessionChannel(),
  forgetOthers(userId) {
    forgetDraftsOfOthers(userId);
    if (userId === lastUserId) return;
    lastUserId = userId;
    queryClient.clear();
    // What a toast says is for who was here.
    notifications.cleanQueue();
    notifications.clean();
  },
});

/** Asks at the moments at which a timer may have been late: after sleep, in a tab that was hidden. */
export function watchForWaking(): void {
  for (const name of ['focus', 'online']) window.addEventListener(name, session.checkIfDue);
  document.addEventListener('visibilitychange', session.checkIfDue);
  // A page that the browser had put aside has heard nothing meanwhile.
  window.addEventListener('pageshow', ({ persisted }) => {
    if (persisted) void session.check();
  });
}

/** Who uses the console, as far as is known. Pages that are only for people signed in take `useUser`. */
export function useSession(): SessionState {
  return useSyncExternalStore(session.subscribe, session.state);
}

/** Filled by the shell, for the pages in it. */
export const UserContext = createContext<User | null>(null);

/** Who is signed in. @throws Error outside the shell, where nobody need be */
export function useUser(): User {
  const user = useContext(UserContext);
  if (user === null) throw new Error('useUser is for pages inside the shell');
  return user;
}

/**
 * `useMutation`, whose callbacks aren't called once somebody else uses the console, or nobody after a sign-out: the
 * answer to one person's request is nothing for the next.
 */
export function useOwnMutation<Data, Variables = void>(
  options: UseMutationOptions<Data, Error, Variables>,
) {
  const { id } = useUser();
  return useMutation({
    ...options,
    onSuccess: forOwner(id, options.onSuccess),
    onError: forOwner(id, options.onError),
    onSettled: forOwner(id, options.onSettled),
  });
}

/**
 * A value that outlives the page: it is kept in this tab's sessionStorage under the user's id, so that it's there again
 * after an ended session. It is dropped at sign-out, and when somebody else signs in. Never for secrets: what is in it
 * can be read by any script of the page.
 *
 * @param name the same for the same thing: "captions.topic"
 * @returns the value, what sets it, and what drops it
 */
export function useDraft<T>(name: string, initial: T): [T, SetDraft<T>, () => void] {
  const { id: userId } = useUser();
  const [value, setValue] = useState<T>(() => readDraft(userId, name, initial));
  const latest = useRef(value);
  useEffect(() => {
    const hear = (told: string, next: unknown) => {
      if (told !== name) return;
      latest.current = next as T;
      setValue(next as T);
    };
    draftListeners.add(hear);
    return () => void draftListeners.delete(hear);
  }, [name]);
  const set = useCallback<SetDraft<T>>(
    (next) => {
      const now = isChange(next) ? next(readDraft(userId, name, latest.current)) : next;
      latest.current = now;
      setValue(now);
      writeDraft(userId, name, now);
      forOwner(userId, () => {
        for (const hear of draftListeners) hear(name, now);
      })();
    },
    [userId, name],
  );
  const drop = useCallback(() => {
    latest.current = initial;
    setValue(initial);
    dropDraft(userId, name);
  }, [userId, name, initial]);
  return [value, set, drop];
}

/** Takes the next value, or what makes it of the one that is kept: where answers come one after another. */
type SetDraft<T> = (next: T | ((now: T) => T)) => void;

function isChange<T>(next: T | ((now: T) => T)): next is (now: T) => T {
  return typeof next === 'function';
}

/** Pages that show drafts: an answer that comes for a page that was left is seen by the one that was opened since. */
const draftListeners = new Set<(name: string, value: unknown) => void>();
