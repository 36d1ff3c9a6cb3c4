import {
  Button,
  Group,
  PasswordInput,
  type PasswordInputProps,
  Stack,
  Text,
  TextInput,
  type TextInputProps,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import type { FormEventHandler, ReactNode } from 'react';
import { mayBeDone } from '../../api.ts';
import { showFailure } from '../../components/failure.tsx';
import { useOwnMutation } from '../../session/session.ts';

/**
 * A form in a dialog that stores what it holds.
 *
 * @param props `isSealed`: says that it's never shown again; `canStore`: false where something has to be said first
 */
export function StoreForm(props: {
  onSubmit: FormEventHandler<HTMLFormElement>;
  onCancel: () => void;
  isPending: boolean;
  isSealed?: boolean;
  canStore?: boolean;
  children: ReactNode;
}) {
  const { onSubmit, onCancel, isPending, isSealed = false, canStore = true, children } = props;
  return (
    <form noValidate autoComplete="off" onSubmit={onSubmit}>
      <Stack gap="md">
        {children}
        {isSealed && (
          <Text size="sm" c="dimmed">
            It is sealed before it is kept, and this page never shows it again.
          </Text>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Cancel
          </Button>
          <Button type="submit" loading={isPending} disabled={!canStore}>
            Store
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What people call what they store. */
export function LabelField(props: TextInputProps) {
  return (
    <TextInput
      label="Label"
      description="What you call it."
      required
      maxLength={100}
      autoComplete="off"
      {...props}
    />
  );
}

/** A login, and the password for it, which no browser offers to keep. */
export function LoginFields(props: {
  login: TextInputProps & { 'data-autofocus'?: boolean | undefined };
  password: PasswordInputProps;
}) {
  return (
    <>
      <TextInput label="Login" required autoComplete="off" spellCheck={false} {...props.login} />
      <PasswordInput label="Password" required autoComplete="new-password" {...props.password} />
    </>
  );
}

/** What is wrong with these fields where they are left empty. */
export const emptyMessages = {
  label: 'Write what you call it.',
  login: 'Write the login.',
  password: 'Write the password.',
};

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
  const client = useQueryClient();
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
      await client.invalidateQueries({ queryKey: ['credentials'] });
    },
    onError(error) {
      if (options.explain?.(error) !== true) showFailure(error, options.failure);
      // Where the answer was lost the lists say what became of it.
      if (mayBeDone(error)) void client.invalidateQueries({ queryKey: ['credentials'] });
    },
  });
  return { run: (values: Values) => mutate(values), isPending };
}
