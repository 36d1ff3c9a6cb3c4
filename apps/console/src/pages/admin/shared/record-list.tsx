import { Button, Group, Pagination, Stack, Text } from '@mantine/core';
import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { FailureNotice } from '../../../components/failure.tsx';
import { EmptyState, LoadingRows } from '../../../components/page.tsx';
import { pageRange } from './search-params.ts';

/**
 * One page of a list that the API gives in pages: on its way, failed, empty or there.
 *
 * @param props `what`: the records' name, in the plural; `empty`: what is shown where there are none
 */
export function RecordList<Page extends { total: number }>(props: {
  query: UseQueryResult<Page>;
  what: string;
  page: number;
  onPage: (page: number) => void;
  icon: ReactNode;
  empty: { title: string; text: ReactNode; action?: ReactNode };
  countOf: (page: Page) => number;
  children: (page: Page) => ReactNode;
}) {
  const { query, what, page, onPage, icon, empty, countOf, children } = props;
  const { data, error } = query;
  const onRetry = () => void query.refetch();
  if (data === undefined) {
    if (error === null) return <LoadingRows rows={6} label={`Loading the ${what}`} />;
    return (
      <FailureNotice title={`The ${what} could not be loaded`} error={error} onRetry={onRetry} />
    );
  }
  return (
    <Stack gap="md">
      {error !== null && (
        <FailureNotice title={`The ${what} may be out of date`} error={error} onRetry={onRetry} />
      )}
      {countOf(data) > 0 && children(data)}
      {countOf(data) === 0 && data.total > 0 && (
        <EmptyState
          icon={icon}
          title="The list is shorter by now"
          action={<Button onClick={() => onPage(1)}>Go to its first page</Button>}
        />
      )}
      {data.total === 0 && (
        <EmptyState icon={icon} title={empty.title} action={empty.action}>
          {empty.text}
        </EmptyState>
      )}
      {data.total > 0 && <Paging page={page} total={data.total} what={what} onPage={onPage} />}
    </Stack>
  );
}

const controlNames = {
  first: 'First page',
  previous: 'Previous page',
  next: 'Next page',
  last: 'Last page',
};

/** Which part of a list is shown, and the way to the others. @param props `what`: the records' name, in the plural */
function Paging(props: {
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
