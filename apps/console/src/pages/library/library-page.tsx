import type { Platform } from '@genie-helper/captions/rules';
import type { LibraryCaption } from '@genie-helper/client';
import { Button, Group, Stack } from '@mantine/core';
import { IconBooks, IconSearch, IconTrash } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { genie } from '../../api.ts';
import { useSearchState } from '../../app/use-search-state.ts';
import { Loaded, QueryFailure } from '../../components/failure.tsx';
import { EmptyState, IconButton, PageHeader } from '../../components/page.tsx';
import { platformChoices } from '../../labels.ts';
import { DebouncedInput, FilterBox, LabelFilter } from '../admin/shared/filters.tsx';
import { ClearFilters, Paging } from '../admin/shared/record-list.tsx';
import { cleared } from '../admin/shared/search-params.ts';
import { type Asked, DeleteDialog } from './delete-dialog.tsx';
import { LibraryCard } from './library-card.tsx';
import { type LibrarySearch, readLibrarySearch, toLibraryQuery } from './library-search.ts';

const platformLabels = Object.fromEntries(
  platformChoices.map(({ value, label }) => [value, label]),
) as Record<Platform, string>;

/** Every caption that was written for the user, on whichever device: found, copied, deleted. */
export function LibraryPage() {
  const [search, change] = useSearchState(readLibrarySearch);
  const [asked, setAsked] = useState<Asked>();
  const { page, ...filter } = search;
  const query = useQuery({
    queryKey: ['library', search],
    queryFn: ({ signal }) => genie.captions.list(toLibraryQuery(search), { signal }),
    placeholderData: keepPreviousData,
    // A batch may have put more in since.
    refetchOnMount: 'always',
  });
  const isFiltered = Object.values(filter).some((value) => value !== undefined);
  const isEmpty = !isFiltered && query.data?.total === 0;
  const narrow = (parts: Partial<typeof filter>) => change({ ...parts, page: undefined });
  return (
    <>
      <PageHeader
        title="Library"
        description="Every caption that was written for you, newest first, on all your devices."
        actions={
          !isEmpty && (
            <IconButton Icon={IconTrash} onClick={() => setAsked('all')}>
              Delete all
            </IconButton>
          )
        }
      />
      <Stack gap="lg">
        {!isEmpty && <Filters filter={filter} onChange={narrow} />}
        <Loaded
          query={query}
          rows={6}
          loading="Loading your captions"
          failed="Your captions could not be loaded"
        >
          {({ captions, total }) => (
            <>
              {query.error !== null && (
                <QueryFailure title="Your captions may be out of date" query={query} />
              )}
              {captions.length > 0 ? (
                <Captions captions={captions} onDelete={setAsked} />
              ) : (
                <Nothing
                  total={total}
                  isFiltered={isFiltered}
                  onFirst={() => change({ page: undefined })}
                  onClear={() => narrow(cleared(filter))}
                />
              )}
              {total > 0 && (
                <Paging
                  page={page}
                  total={total}
                  what={total === 1 ? 'caption' : 'captions'}
                  onPage={(next) => change({ page: next })}
                />
              )}
            </>
          )}
        </Loaded>
      </Stack>
      <DeleteDialog asked={asked} onClose={() => setAsked(undefined)} />
    </>
  );
}

type Filter = Omit<LibrarySearch, 'page'>;

function Filters(props: { filter: Filter; onChange: (change: Partial<Filter>) => void }) {
  const { filter, onChange } = props;
  return (
    <FilterBox label="Captions" filter={filter} onChange={onChange}>
      {(field, clearButton) => (
        <Group align="flex-end" gap="sm">
          <DebouncedInput
            type="search"
            label="Search"
            placeholder="Words of the caption or its topic"
            leftSection={<IconSearch size={16} aria-hidden />}
            miw="min(18rem, 100%)"
            maxLength={200}
            {...field('q')}
          />
          <LabelFilter label="Platform" labels={platformLabels} {...field('platform')} />
          <DebouncedInput type="date" label="From" max="9999-12-31" {...field('from')} />
          <DebouncedInput type="date" label="Until" max="9999-12-31" {...field('until')} />
          {clearButton}
        </Group>
      )}
    </FilterBox>
  );
}

function Captions(props: {
  captions: readonly LibraryCaption[];
  onDelete: (caption: LibraryCaption) => void;
}) {
  const { captions, onDelete } = props;
  return (
    <Stack component="ul" aria-label="Captions" gap="sm" p={0} m={0} style={{ listStyle: 'none' }}>
      {captions.map((caption) => (
        <li key={caption.id}>
          <LibraryCard caption={caption} onDelete={() => onDelete(caption)} />
        </li>
      ))}
    </Stack>
  );
}

function Nothing(props: {
  total: number;
  isFiltered: boolean;
  onFirst: () => void;
  onClear: () => void;
}) {
  const { total, isFiltered, onFirst, onClear } = props;
  const icon = <IconBooks size={28} />;
  if (total > 0) {
    const action = <Button onClick={onFirst}>Go to its first page</Button>;
    return <EmptyState icon={icon} title="The list is shorter by now" action={action} />;
  }
  if (isFiltered) {
    return (
      <EmptyState icon={icon} title="No caption found" action={<ClearFilters onClear={onClear} />}>
        Try fewer words, another platform or other days.
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon={icon}
      title="No caption yet"
      action={
        <Button renderRoot={(root) => <Link {...root} to="/captions" />}>Write a caption</Button>
      }
    >
      Each one that is written for you is kept here, those of batches and of the chat as well.
    </EmptyState>
  );
}
