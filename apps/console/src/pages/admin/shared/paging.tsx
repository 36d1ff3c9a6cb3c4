import { Group, Pagination, Text } from '@mantine/core';
import { pageRange } from './page-range.ts';

const controlNames = {
  first: 'First page',
  previous: 'Previous page',
  next: 'Next page',
  last: 'Last page',
};

/** Which part of a list is shown, and the way to the others. @param props `what`: the records' name, in the plural */
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
