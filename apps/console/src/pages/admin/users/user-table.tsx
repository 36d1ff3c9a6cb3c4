import type { ListedUser } from '@genie-helper/client';
import { ActionIcon, Button, Group, NavLink, Popover, Text } from '@mantine/core';
import { IconBriefcase, IconDots, IconLogout, IconShieldSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { type Column, MomentText, RecordTable, StateBadge } from '../shared/record-table.tsx';
import { nameOf } from './user-labels.ts';

/** A page of users. */
export function UserTable(props: {
  users: readonly ListedUser[];
  ownId: string;
  isBusy: boolean;
  onSignOut: (user: ListedUser) => void;
}) {
  const { users, ownId, isBusy, onSignOut } = props;
  const columns: Column<ListedUser>[] = [
    {
      header: 'User',
      kind: 'head',
      cell: (user) => <Person user={user} isOwn={user.id === ownId} />,
    },
    { header: 'Role', cell: ({ role }) => role ?? 'None' },
    {
      header: 'Status',
      cell: ({ status }) => (
        <StateBadge color={status === 'active' ? 'lamp' : 'gray'}>{capitalized(status)}</StateBadge>
      ),
    },
    { header: 'Sessions', cell: ({ sessions }) => sessions ?? 'Unknown' },
    {
      header: 'Last seen',
      cell: ({ lastSeenAt }) =>
        lastSeenAt === undefined ? 'Never' : <MomentText at={lastSeenAt} />,
    },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (user) => (
        <Group gap="xs" wrap="nowrap" justify="flex-end">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconLogout size={14} aria-hidden />}
            onClick={() => onSignOut(user)}
            aria-label={`Sign out everywhere: ${nameOf(user)}`}
          >
            Sign out everywhere
          </Button>
          <UserMenu user={user} />
        </Group>
      ),
    },
  ];
  return (
    <RecordTable
      label="Users"
      columns={columns}
      rows={users}
      keyOf={({ id }) => id}
      isBusy={isBusy}
    />
  );
}

function Person({ user, isOwn }: { user: ListedUser; isOwn: boolean }) {
  return (
    <div>
      <Text size="sm" fw={600} title={user.id}>
        {user.firstName ?? nameOf(user)}
        {isOwn && ' (you)'}
      </Text>
      {user.firstName !== null && user.email !== null && (
        <Text size="sm" c="dimmed" fw={400}>
          {user.email}
        </Text>
      )}
    </div>
  );
}

function capitalized(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

/** The ways from a user to what the user did. */
function UserMenu({ user }: { user: ListedUser }) {
  const name = nameOf(user);
  return (
    <Popover position="bottom-end" shadow="md" width={220} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={30} aria-label={`More about ${name}`}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={`More about ${name}`} p={4} ta="left">
        <NavLink
          label="Jobs"
          leftSection={<IconBriefcase size={16} aria-hidden />}
          renderRoot={(props) => <Link {...props} to="/admin/jobs" search={{ userId: user.id }} />}
        />
        <NavLink
          label="Use of credentials"
          leftSection={<IconShieldSearch size={16} aria-hidden />}
          renderRoot={(props) => (
            <Link {...props} to="/admin/audit" search={{ principalId: user.id }} />
          )}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
