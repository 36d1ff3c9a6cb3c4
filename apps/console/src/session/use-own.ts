import { type UseMutationOptions, useMutation } from '@tanstack/react-query';
import { forOwner } from './owner.ts';
import { useUser } from './use-user.ts';

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
