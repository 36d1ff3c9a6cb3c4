import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { genie } from '../../../api.ts';
import { nameOf } from '../users/user-labels.ts';
import { peopleOf } from './people.tsx';

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
  const people = new Map((found.data?.users ?? []).map((user) => [user.id, nameOf(user)]));
  if (value !== undefined) people.set(value, chosen ? nameOf(chosen) : value);
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
