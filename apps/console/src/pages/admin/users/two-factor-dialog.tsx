import type { ListedUser } from '@genie-helper/client';
import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { genie } from '../../../api.ts';
import { showFailure } from '../../../components/failure.tsx';
import { useOwnMutation } from '../../../session/session.ts';
import { userName } from '../shared/labels.ts';
import { RecordDialog } from '../shared/record-dialog.tsx';

/** Asks whether the second factor of this user is to be taken off, and does it. */
export function TwoFactorDialog(props: { user: ListedUser | undefined; onClose: () => void }) {
  const { user, onClose } = props;
  const client = useQueryClient();
  const { mutate, isPending } = useOwnMutation({
    mutationFn: ({ id }: ListedUser) => genie.admin.removeTwoFactor(id),
    onSuccess: async (_, of) => {
      onClose();
      const message = `${userName(of)} signs in with the password alone now, and is told by mail.`;
      notifications.show({ message, role: 'status' });
      await client.invalidateQueries({ queryKey: ['admin', 'users'] });
    },
    onError: (error, of) => {
      onClose();
      showFailure(error, `${userName(of)} still has a second factor`);
    },
  });
  return (
    <RecordDialog
      of={user}
      titleOf={(shown) => `Take the second factor of ${userName(shown)} off?`}
      onClose={onClose}
    >
      {(shown) => (
        <Stack>
          <Text size="sm">
            For somebody who has lost the authenticator and the recovery codes. The password alone
            signs in after this, so make sure that it is really the owner who asks.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              Cancel
            </Button>
            <Button color="red" loading={isPending} onClick={() => mutate(shown)}>
              Take it off
            </Button>
          </Group>
        </Stack>
      )}
    </RecordDialog>
  );
}
