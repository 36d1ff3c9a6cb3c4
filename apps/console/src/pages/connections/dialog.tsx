import { Modal } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import type { ReactNode } from 'react';
import { showFailure } from '../../components/failure.tsx';
import { useOwnMutation } from '../../session/use-own.ts';
import { useRefreshStored } from './stored.tsx';

/**
 * A dialog over the page. What is in it is made when it opens and forgotten when it closes, and with it what was typed.
 *
 * @param props `title`: names the dialog; undefined: it is closed
 */
export function Dialog(props: {
  title: string | undefined;
  onClose: () => void;
  children: ReactNode;
}) {
  const { title, onClose, children } = props;
  return (
    <Modal
      opened={title !== undefined}
      onClose={onClose}
      title={title}
      styles={{ title: { fontWeight: 650, fontSize: 'var(--mantine-font-size-lg)' } }}
      closeButtonProps={{ 'aria-label': 'Close' }}
      // Its content is gone at once, so nothing is left to fade.
      transitionProps={{ exitDuration: 0 }}
    >
      {title !== undefined && children}
    </Modal>
  );
}

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
