import { type UseMutationOptions, useMutation } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { dropDraft, forOwner, readDraft, writeDraft } from './draft-storage.ts';
import { useUser } from './session.ts';

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
export function useDraft<T>(name: string, initial: T): [T, (next: T) => void, () => void] {
  const { id: userId } = useUser();
  const [value, setValue] = useState<T>(() => readDraft(userId, name, initial));
  const set = useCallback(
    (next: T) => {
      setValue(next);
      writeDraft(userId, name, next);
    },
    [userId, name],
  );
  const drop = useCallback(() => {
    setValue(initial);
    dropDraft(userId, name);
  }, [userId, name, initial]);
  return [value, set, drop];
}
