import { Button, Group, Pagination, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Loaded, QueryFailure } from '../../../components/failure.tsx';
import { EmptyState } from '../../../components/page.tsx';
import { type Column, RecordTable } from './record-table.tsx';
import { pageRange } from './search-params.ts';

/** One page of a list that the API gives in pages, as a table. @param props `what`: the records' name, in the plural */
export function RecordList<Row extends { id: string | number }>(props: {
  query: UseQueryResult<{ rows: readonly Row[]; total: number }>;
  columns: readonly Column<Row>[];
  what: string;
  label: string;
  page: number;
  onPage: (page: number) => void;
  icon: ReactNode;
  empty: { title: string; text: string; action?: ReactNode };
  /** Shows the whole list again; undefined where no filter narrows it. */
  onClear: (() => void) | undefined;
}) {
  const { query, columns, what, label, page, onPage, icon, empty, onClear } = props;
  return (
    <Loaded
      query={query}
      rows={6}
      loading={`Loading the ${what}`}
      failed={`The ${what} could not be loaded`}
    >
      {({ rows, total }) => (
        <Stack gap="md">
          {query.error !== null && (
            <QueryFailure title={`The ${what} may be out of date`} query={query} />
          )}
          {rows.length > 0 && (
            <RecordTable
              label={label}
              columns={columns}
              rows={rows}
              isBusy={query.isPlaceholderData}
            />
          )}
          {rows.length === 0 && total > 0 && (
            <EmptyState
              icon={icon}
              title="The list is shorter by now"
              action={<Button onClick={() => onPage(1)}>Go to its first page</Button>}
            />
          )}
          {total === 0 && (
            <EmptyState
              icon={icon}
              title={empty.title}
              action={onClear ? <ClearFilters onClear={onClear} /> : empty.action}
            >
              {empty.text}
            </EmptyState>
          )}
          {total > 0 && <Paging page={page} total={total} what={what} onPage={onPage} />}
        </Stack>
      )}
    </Loaded>
  );
}

/** Leads out of filters that let nothing through. */
export function ClearFilters({ onClear }: { onClear: () => void }) {
  return (
    <Button variant="default" onClick={onClear}>
      Clear filters
    </Button>
  );
}

const controlNames = {
  first: 'First page',
  previous: 'Previous page',
  next: 'Next page',
  last: 'Last page',
};

/** Which part of a list is shown, and the way to the others. */
export function Paging(props: {
  page: number;
  total: number;
  what: string;
  onPage: (page: number) => void;
}) {
  const { page, total, what, onPage } = props;
  const { first, last, pages } = pageRange(page, total);
  return (
    <Group justify="space-between" mt="lg">
      <Text size="sm" c="dimmed" role="status">
        {first === 0 ? `${total} ${what}` : `${first}–${last} of ${total} ${what}`}
      </Text>
      {pages > 1 && (
        <nav aria-label={`Pages of ${what}`}>
          <Pagination
            total={pages}
            value={page}
            onChange={onPage}
            siblings={1}
            getItemProps={(number) => ({ 'aria-label': `Page ${number}` })}
            getControlProps={(control) => ({ 'aria-label': controlNames[control] })}
          />
        </nav>
      )}
    </Group>
  );
}
