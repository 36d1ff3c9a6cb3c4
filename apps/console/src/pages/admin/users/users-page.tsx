import type { ListedUser } from '@genie-helper/client';
import { ActionIcon, Group, NavLink, Popover, Stack, Text } from '@mantine/core';
import {
  IconBriefcase,
  IconDots,
  IconLogout,
  IconSearch,
  IconShieldSearch,
  IconUsers,
} from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { genie } from '../../../api.ts';
import { useSearchState } from '../../../app/use-search-state.ts';
import { IconButton, PageHeader } from '../../../components/page.tsx';
import { capitalized } from '../../../labels.ts';
import { useUser } from '../../../session/session.ts';
import { DebouncedInput } from '../shared/filters.tsx';
import { userName } from '../shared/labels.ts';
import { RecordList } from '../shared/record-list.tsx';
import { type Column, StateBadge, Timestamp } from '../shared/record-table.tsx';
import { omitUndefined, readUserSearch, toQuery } from '../shared/search-params.ts';
import { SignOutDialog } from './sign-out-dialog.tsx';

/** Everybody with an account, for administrators. */
export function UsersPage() {
  const own = useUser();
  const [{ page, search }, change] = useSearchState(readUserSearch);
  const [asked, setAsked] = useState<ListedUser>();
  const query = useQuery({
    queryKey: ['admin', 'users', page, search],
    async queryFn({ signal }) {
      const wanted = { ...toQuery(page), ...omitUndefined({ search }) };
      const { users: rows, total } = await genie.admin.users(wanted, { signal });
      return { rows, total };
    },
    placeholderData: keepPreviousData,
  });
  const columns: Column<ListedUser>[] = [
    {
      header: 'User',
      kind: 'head',
      cell: (user) => <Person user={user} isOwn={user.id === own.id} />,
    },
    { header: 'Role', cell: ({ role }) => role ?? 'None' },
    {
      header: 'Status',
      cell: ({ status }) => (
        <StateBadge color={status === 'active' ? 'lamp' : 'gray'} label={capitalized(status)} />
      ),
    },
    { header: 'Sessions', cell: ({ sessions }) => sessions ?? 'Unknown' },
    {
      header: 'Last seen',
      cell: ({ lastSeenAt: at }) => (at === undefined ? 'Never' : <Timestamp at={at} />),
    },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (user) => (
        <Group gap="xs" wrap="nowrap" justify="flex-end">
          <IconButton
            size="xs"
            Icon={IconLogout}
            iconSize={14}
            onClick={() => setAsked(user)}
            aria-label={`Sign out everywhere: ${userName(user)}`}
          >
            Sign out everywhere
          </IconButton>
          <UserMenu user={user} />
        </Group>
      ),
    },
  ];
  return (
    <>
      <PageHeader
        title="Users"
        description="Everybody with an account, and how many sessions each has."
      />
      <Stack gap="lg">
        <DebouncedInput
          type="search"
          label="Search"
          placeholder="Part of an e-mail address or first name"
          leftSection={<IconSearch size={16} aria-hidden />}
          maw="26rem"
          maxLength={100}
          value={search}
          onChange={(next) => change({ search: next, page: undefined })}
        />
        <RecordList
          query={query}
          columns={columns}
          what="users"
          label="Users"
          page={page}
          onPage={(next) => change({ page: next })}
          icon={<IconUsers size={28} />}
          empty={{
            title: 'Nobody found',
            text: 'No e-mail address and no first name has this in it.',
          }}
        />
      </Stack>
      <SignOutDialog
        user={asked}
        isOwn={asked?.id === own.id}
        onClose={() => setAsked(undefined)}
      />
    </>
  );
}

function Person({ user, isOwn }: { user: ListedUser; isOwn: boolean }) {
  return (
    <div>
      <Text size="sm" fw={600} title={user.id}>
        {user.firstName ?? userName(user)}
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

/** The ways from a user to what the user did. */
function UserMenu({ user }: { user: ListedUser }) {
  const { id } = user;
  const label = `More about ${userName(user)}`;
  return (
    <Popover position="bottom-end" shadow="md" width={220} trapFocus returnFocus>
      <Popover.Target>
        <ActionIcon variant="default" size={30} aria-label={label}>
          <IconDots size={16} aria-hidden />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown aria-label={label} p={4} ta="left">
        <NavLink
          label="Jobs"
          leftSection={<IconBriefcase size={16} aria-hidden />}
          renderRoot={(props) => <Link {...props} to="/admin/jobs" search={{ userId: id }} />}
        />
        <NavLink
          label="Use of credentials"
          leftSection={<IconShieldSearch size={16} aria-hidden />}
          renderRoot={(props) => <Link {...props} to="/admin/audit" search={{ principalId: id }} />}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
