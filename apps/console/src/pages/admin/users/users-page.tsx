import type { ListedUser } from '@genie-helper/client';
import { Stack, TextInput } from '@mantine/core';
import { IconSearch, IconUsers } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { genie } from '../../../api.ts';
import { useSearchState } from '../../../app/use-search-state.ts';
import { PageHeader } from '../../../components/page.tsx';
import { useUser } from '../../../session/session.ts';
import { useDebouncedText } from '../shared/filters.tsx';
import { RecordList } from '../shared/record-list.tsx';
import { given, toQuery } from '../shared/search-params.ts';
import { SignOutDialog } from './sign-out-dialog.tsx';
import { readUserSearch } from './user-labels.ts';
import { UserTable } from './user-table.tsx';

/** Everybody with an account, for administrators. */
export function UsersPage() {
  const own = useUser();
  const [{ page, search }, change] = useSearchState(readUserSearch);
  const [text, setText] = useDebouncedText(search ?? '', (next) =>
    change({ search: next || undefined, page: undefined }),
  );
  const [asked, setAsked] = useState<ListedUser>();
  const query = useQuery({
    queryKey: ['admin', 'users', page, search],
    queryFn: ({ signal }) =>
      genie.admin.users({ ...toQuery(page), ...given({ search }) }, { signal }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <PageHeader
        title="Users"
        description="Everybody with an account, and how many logins of theirs live now."
      />
      <Stack gap="lg">
        <TextInput
          type="search"
          label="Search"
          placeholder="Part of an e-mail address or first name"
          leftSection={<IconSearch size={16} aria-hidden />}
          maw="26rem"
          maxLength={100}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <RecordList
          query={query}
          what="users"
          page={page}
          onPage={(next) => change({ page: next })}
          icon={<IconUsers size={28} />}
          empty={{
            title: 'Nobody found',
            text: 'No e-mail address and no first name has this in it.',
          }}
          countOf={({ users }) => users.length}
        >
          {({ users }) => (
            <UserTable
              users={users}
              ownId={own.id}
              isBusy={query.isPlaceholderData}
              onSignOut={setAsked}
            />
          )}
        </RecordList>
      </Stack>
      <SignOutDialog
        user={asked}
        isOwn={asked?.id === own.id}
        onClose={() => setAsked(undefined)}
      />
    </>
  );
}
