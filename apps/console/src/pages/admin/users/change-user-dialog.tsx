import type { ListedUser } from '@genie-helper/client';
import { Button, Group, List, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { genie } from '../../../api.ts';
import { showFailure } from '../../../components/failure.tsx';
import { useOwnMutation } from '../../../session/session.ts';
import { userName } from '../shared/labels.ts';
import { RecordDialog } from '../shared/record-dialog.tsx';

/** What is to be another. `role` is an id, and `roleName` what it's called. */
export interface UserChanges {
  subscriptionTier?: string | null;
  status?: 'active' | 'suspended';
  role?: string;
  roleName?: string | undefined;
}

/** Asks whether this user is to be changed so, with what follows from it, and does it. */
export function ChangeUserDialog(props: {
  asked: { user: ListedUser; changes: UserChanges } | undefined;
  onClose: () => void;
}) {
  const { asked, onClose } = props;
  const client = useQueryClient();
  const { mutate, isPending } = useOwnMutation({
    mutationFn({ user, changes: { roleName: _, ...body } }: NonNullable<typeof asked>) {
      return genie.admin.changeUser(user.id, body);
    },
    onSuccess: async (_, { user }) => {
      onClose();
      notifications.show({ message: `${userName(user)} is changed.`, role: 'status' });
      await client.invalidateQueries({ queryKey: ['admin', 'users'] });
    },
    onError: (error, { user }) => {
      onClose();
      showFailure(error, `${userName(user)} was not changed`);
    },
  });
  return (
    <RecordDialog
      of={asked}
      titleOf={({ user, changes }) => titleOf(changes, userName(user))}
      onClose={onClose}
    >
      {(shown) => (
        <Question
          {...shown}
          isPending={isPending}
          onCancel={onClose}
          onConfirm={() => mutate(shown)}
        />
      )}
    </RecordDialog>
  );
}

function Question(props: {
  user: ListedUser;
  changes: UserChanges;
  isPending: boolean;
  onCancel: () => void;
  onConfirm: () => void;
}) {
  const { user, changes, isPending, onCancel, onConfirm } = props;
  const isSuspension = changes.status === 'suspended';
  const lines = linesOf(user, changes);
  return (
    <Stack>
      {lines.length > 0 && (
        <List size="sm">
          {lines.map((line) => (
            <List.Item key={line}>{line}</List.Item>
          ))}
        </List>
      )}
      <Text size="sm">{consequenceOf(changes)} The user is told by mail.</Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onCancel} data-autofocus>
          Cancel
        </Button>
        <Button {...(isSuspension && { color: 'red' })} loading={isPending} onClick={onConfirm}>
          {isSuspension ? 'Suspend' : changes.status === 'active' ? 'Activate' : 'Change'}
        </Button>
      </Group>
    </Stack>
  );
}

function titleOf({ status }: UserChanges, name: string): string {
  if (status === 'suspended') return `Suspend ${name}?`;
  return status === 'active' ? `Activate ${name}?` : `Change ${name}?`;
}

function linesOf(user: ListedUser, { subscriptionTier, role, roleName }: UserChanges): string[] {
  return [
    ...(subscriptionTier === undefined
      ? []
      : [`Plan: ${user.subscriptionTier ?? 'none'} → ${subscriptionTier ?? 'none'}`]),
    ...(role === undefined ? [] : [`Role: ${user.role ?? 'none'} → ${roleName ?? role}`]),
  ];
}

function consequenceOf({ status, role }: UserChanges): string {
  if (status === 'suspended') {
    return 'Every device is signed out at once, nobody signs in, and servers get none of the stored logins. Nothing is erased.';
  }
  if (status === 'active')
    return 'Signing in works again, with the password and the logins of before.';
  if (role !== undefined)
    return 'Every device is signed out at once. Signing in again works right after.';
  return 'It counts from the next request on. Nobody is signed out.';
}
