import { notifications } from '@mantine/notifications';
import { showFailure } from '../../failures/show-failure.ts';
import { useOwnMutation } from '../../session/use-own.ts';
import { useRefreshStored } from './use-stored.ts';

/**
 * Stores or removes something, and fetches the lists again. What was stored is kept nowhere here.
 *
 * @param options `store` gives what to tell the user; `explain` takes a failure that a field shows, and says whether it
 * has; others become a toast titled `failure`
 */
export function useStoring<Values>(options: {
  store: (values: Values) => Promise<string>;
  explain?: (error: unknown) => boolean;
  failure: string;
  onStored: () => void;
}) {
  const refresh = useRefreshStored();
  const { mutate, isPending, reset } = useOwnMutation({
    mutationFn: options.store,
    // The variables of a mutation hold what is secret: they go with the dialog.
    gcTime: 0,
    async onSuccess(message) {
      reset();
      notifications.show({
        color: 'teal',
        message,
        role: 'status',
        closeButtonProps: { 'aria-label': 'Dismiss' },
      });
      options.onStored();
      await refresh();
    },
    onError(error) {
      if (options.explain?.(error) !== true) showFailure(error, options.failure);
    },
  });
  return { run: (values: Values) => mutate(values), isPending };
}
