import type { ListedUser } from '@genie-helper/client';
import { Alert, Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { genie } from '../../../api.ts';
import { showFailure } from '../../../components/failure.tsx';
import { session, useOwnMutation } from '../../../session/session.ts';
import { sessionsEnded, userName } from '../shared/labels.ts';
import { RecordDialog } from '../shared/record-dialog.tsx';

/** Asks whether this user is to be signed out everywhere, and does it. */
export function SignOutDialog(props: {
  user: ListedUser | undefined;
  isOwn: boolean;
  onClose: () => void;
}) {
  const { user, isOwn, onClose } = props;
  const signOut = useSignOutUser({ isOwn, onDone: onClose });
  return (
    <RecordDialog
      of={user}
      titleOf={(shown) => `Sign out ${userName(shown)} everywhere?`}
      onClose={onClose}
    >
      {(shown) => (
        <Stack>
          {isOwn && (
            <Alert
              color="yellow"
              role="note"
              icon={<IconAlertTriangle aria-hidden />}
              title="This is you"
            >
              You will be signed out here, too, and have to sign in again.
            </Alert>
          )}
          <Text size="sm">
            {sessionsOf(shown)} at once, in this console and in every app. Signing in again is
            possible right after. Static tokens go on.
          </Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              Cancel
            </Button>
            <Button color="red" loading={signOut.isPending} onClick={() => signOut.mutate(shown)}>
              Sign out everywhere
            </Button>
          </Group>
        </Stack>
      )}
    </RecordDialog>
  );
}

function sessionsOf({ sessions }: ListedUser): string {
  if (sessions === null) return 'Every session of this user ends';
  if (sessions === 0) return 'No session of this user is known now; any other ends';
  if (sessions === 1) return 'The one session of this user ends';
  return `All ${sessions} sessions of this user end`;
}

/** Ends every session of a user, also that of this page where it is their own, and says how many there were. */
function useSignOutUser({ isOwn, onDone }: { isOwn: boolean; onDone: () => void }) {
  const client = useQueryClient();
  return useOwnMutation({
    mutationFn: ({ id }: ListedUser) => genie.admin.signOutUser(id),
    onSuccess: async ({ ended }, user) => {
      onDone();
      if (isOwn) return session.check();
      notifications.show({ message: sessionsEnded(userName(user), ended), role: 'status' });
      await client.invalidateQueries({ queryKey: ['admin', 'users'] });
    },
    onError: (error, user) => {
      onDone();
      showFailure(error, `${userName(user)} was not signed out`);
    },
  });
}
