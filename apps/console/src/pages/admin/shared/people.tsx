import { Select, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, type QueryClient, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { genie } from '../../../api.ts';
import { findPeople, type People } from './find-people.ts';
import { userName } from './labels.ts';
import { Cut } from './record-table.tsx';

export const nobody: People = new Map();

const rememberedForMs = 60_000;

/** Whose ids these are, where they are of users. A list is worth showing without them, so a failure gives nobody. */
export function peopleOf(
  client: QueryClient,
  ids: readonly (string | undefined)[],
): Promise<People> {
  const ask = async (group: readonly string[]) => {
    const text = group.join(',');
    const { users } = await client
      .fetchQuery({
        queryKey: ['admin', 'people', text],
        queryFn: () => genie.admin.users({ ids: text, limit: group.length }),
        staleTime: rememberedForMs,
      })
      .catch(() => ({ users: [] }));
    return users;
  };
  return findPeople(ask, ids);
}

/** Who somebody is, or the id where that isn't known. */
export function PersonName({ id, people }: { id: string; people: People }) {
  const person = people.get(id);
  if (person !== undefined) return <Cut>{userName(person)}</Cut>;
  return (
    <Text span inherit ff="monospace" fz="xs" title="A user who can't be found now">
      {id}
    </Text>
  );
}

const offered = 20;

/** Chooses a user by a part of the e-mail address or first name. @param props `value`: a user's id */
export function PersonSelect(props: {
  label: string;
  value: string | undefined;
  onChange: (userId: string | undefined) => void;
}) {
  const { label, value, onChange } = props;
  const [text, setText] = useState('');
  const [search] = useDebouncedValue(text.trim().slice(0, 100), 250);
  const [isOpen, setOpen] = useState(false);
  const chosen = useQuery({
    queryKey: ['admin', 'person', value],
    queryFn: async ({ client }) => (await peopleOf(client, [value])).get(value ?? '') ?? null,
    enabled: value !== undefined,
    staleTime: 60_000,
  }).data;
  const found = useQuery({
    queryKey: ['admin', 'people-search', search],
    queryFn: ({ signal }) =>
      genie.admin.users({ limit: offered, ...(search === '' ? {} : { search }) }, { signal }),
    enabled: isOpen,
    placeholderData: keepPreviousData,
  });
  const people = new Map((found.data?.users ?? []).map((user) => [user.id, userName(user)]));
  if (value !== undefined) people.set(value, chosen ? userName(chosen) : value);
  return (
    <Select
      label={label}
      placeholder="Anybody"
      data={[...people].map(([id, name]) => ({ value: id, label: name }))}
      value={value ?? null}
      onChange={(id) => onChange(id ?? undefined)}
      searchable
      searchValue={text}
      onSearchChange={setText}
      // The API has searched already.
      filter={({ options }) => options}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      nothingFoundMessage={found.isFetching ? 'Searching…' : 'Nobody of that name'}
      clearable
      clearButtonProps={{ 'aria-label': `Clear ${label}` }}
    />
  );
}
