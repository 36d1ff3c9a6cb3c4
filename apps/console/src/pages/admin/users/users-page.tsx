import type { ListedUser } from '@genie-helper/client';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconSearch, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { genie } from '../../../api.ts';
import { useSearchState } from '../../../app/use-search-state.ts';
import { PageHeader } from '../../../components/page.tsx';
import { useUser } from '../../../session/session.ts';
import { toUsersCsv } from '../shared/csv-tables.ts';
import { ExportButton } from '../shared/export-button.tsx';
import { DebouncedInput, FilterBox, LabelFilter } from '../shared/filters.tsx';
import { userName } from '../shared/labels.ts';
import { RecordList } from '../shared/record-list.tsx';
import { type Column, Cut, StateBadge, Timestamp } from '../shared/record-table.tsx';
import { cleared, omitUndefined, readUserSearch, toQuery } from '../shared/search-params.ts';
import { SidePanel } from '../shared/side-panel.tsx';
import { UserPanel } from './user-panel.tsx';
import { type UserQuestion, UserQuestions } from './user-questions.tsx';
import { orderLabels, statusLabel, statusLabels } from './user-status.ts';

/** Everybody with an account, for administrators. */
export function UsersPage() {
  const own = useUser();
  const [asked, setAsked] = useState<UserQuestion>();
  const [{ page, user: openId, ...filter }, change] = useSearchState(readUserSearch);
  const query = useQuery({
    queryKey: ['admin', 'users', 'list', page, filter],
    async queryFn({ signal }) {
      const wanted = { ...toQuery(page), ...omitUndefined(filter) };
      const { users: rows, total } = await genie.admin.users(wanted, { signal });
      return { rows, total };
    },
    placeholderData: keepPreviousData,
  });
  const narrow = (parts: Partial<typeof filter>) => change({ ...parts, page: undefined });
  const columns: Column<ListedUser>[] = [
    {
      header: 'User',
      kind: 'head',
      cell: (user) => <Person user={user} isOwn={user.id === own.id} />,
    },
    { header: 'Role', cell: ({ role }) => <Cut>{role ?? 'None'}</Cut> },
    {
      header: 'Plan',
      givesWay: 'first',
      cell: ({ subscriptionTier }) => <Cut>{subscriptionTier ?? 'None'}</Cut>,
    },
    {
      header: 'Status',
      cell: ({ status }) => <StateBadge {...statusLabel(status)} />,
    },
    { header: 'Sessions', givesWay: 'next', cell: ({ sessions }) => sessions ?? 'Unknown' },
    {
      header: 'Last seen',
      cell: ({ lastSeenAt: at }) => (at === undefined ? 'Never' : <Timestamp at={at} />),
    },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (user) => (
        <Button
          size="xs"
          variant="default"
          onClick={() => change({ user: user.id })}
          aria-label={`Details of ${userName(user)}`}
        >
          Details
        </Button>
      ),
    },
  ];
  return (
    <>
      <PageHeader
        title="Users"
        description="Everybody with an account, and how many sessions each has."
        actions={
          <ExportButton<ListedUser>
            what="users"
            fileName="users"
            isDisabled={query.isPlaceholderData || (query.data?.total ?? 0) === 0}
            readPart={async (part, signal) => {
              const wanted = { ...part, ...omitUndefined(filter) };
              const { users: rows, total } = await genie.admin.users(wanted, { signal });
              return { rows, total };
            }}
            toCsv={toUsersCsv}
          />
        }
      />
      <Stack gap="lg">
        <FilterBox label="Users" filter={filter} onChange={narrow}>
          {(field, clearButton) => (
            <Group align="flex-end" gap="sm">
              <DebouncedInput
                type="search"
                label="Search"
                placeholder="Part of an e-mail or first name"
                leftSection={<IconSearch size={16} aria-hidden />}
                miw="min(20rem, 100%)"
                maxLength={100}
                {...field('search')}
              />
              <LabelFilter label="Status" labels={statusLabels} {...field('status')} />
              <LabelFilter
                label="Sort by"
                placeholder="E-mail address"
                labels={orderLabels}
                {...field('sort')}
              />
              {clearButton}
            </Group>
          )}
        </FilterBox>
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
            text: 'No user has this status, and this in the e-mail address or first name.',
          }}
          onClear={() => narrow(cleared(filter))}
        />
      </Stack>
      <SidePanel
        of={openId}
        titleOf={(id) => nameOf(query.data?.rows, id)}
        onClose={() => change({ user: undefined })}
        isCovered={asked !== undefined}
      >
        {(id) => <UserPanel id={id} ownId={own.id} onAsk={setAsked} />}
      </SidePanel>
      <UserQuestions asked={asked} ownId={own.id} onClose={() => setAsked(undefined)} />
    </>
  );
}

function Person({ user, isOwn }: { user: ListedUser; isOwn: boolean }) {
  return (
    <div>
      <Text size="sm" fw={600} component="div">
        <Cut>{`${user.firstName ?? userName(user)}${isOwn ? ' (you)' : ''}`}</Cut>
      </Text>
      {user.firstName !== null && user.email !== null && (
        <Text size="sm" c="dimmed" fw={400} component="div">
          <Cut>{user.email}</Cut>
        </Text>
      )}
    </div>
  );
}

function nameOf(users: readonly ListedUser[] | undefined, id: string): string {
  const user = users?.find((one) => one.id === id);
  return user === undefined ? 'User' : userName(user);
}
