import { captionDefaults } from '@genie-helper/captions/rules';
import { Box, Group, Stack, Table, Text, Title } from '@mantine/core';
import type { CSSProperties } from 'react';
import { useProblemFilter } from '../../components/choices.tsx';
import { platformName } from '../../labels.ts';
import { type BatchRow, type Column, columnLabels, columns, maxItems } from './batch-rows.ts';

/** What a row is about comes first: on a phone the others are out of sight. */
const shownColumns = ['topic', ...columns.filter((column) => column !== 'topic')] as const;

/** The rows as they were understood, each with what is wrong in it. */
export function RowPreview({ rows, ignored }: { rows: readonly BatchRow[]; ignored: string[] }) {
  const { shown: chosen, control } = useProblemFilter(rows, ({ problems }) => problems.length > 0, {
    name: 'To fix',
    label: 'Which rows to show',
  });
  if (rows.length === 0) return null;
  const shown = chosen.slice(0, maxItems);
  return (
    <section aria-labelledby="batch-preview">
      <Group justify="space-between" mb="sm" mih={36}>
        <Title order={2} id="batch-preview">
          Preview
        </Title>
        {control}
      </Group>
      <RowTable rows={shown} />
      <Text size="sm" c="dimmed" mt={4}>
        {chosen.length > shown.length &&
          `The first ${shown.length} of ${chosen.length} rows are shown. `}
        {ignored.length > 0 && `Not read: ${ignored.join(', ')}.`}
      </Text>
    </section>
  );
}

function RowTable({ rows }: { rows: readonly BatchRow[] }) {
  return (
    <Box
      tabIndex={0}
      role="region"
      aria-label="Rows of the batch"
      mah={420}
      style={{
        overflow: 'auto',
        border: '1px solid var(--mantine-color-default-border)',
        borderRadius: 'var(--mantine-radius-md)',
      }}
    >
      <Table stickyHeader miw={720} verticalSpacing="xs" bg="var(--mantine-color-body)">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Row</Table.Th>
            {shownColumns.map((column) => (
              <Table.Th key={column} scope="col">
                {columnLabels[column]}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <PreviewRow key={row.number} row={row} />
          ))}
        </Table.Tbody>
      </Table>
    </Box>
  );
}

/** Where the table is wider than its window, problems stay in it. */
const inSight: CSSProperties = {
  listStyle: 'none',
  position: 'sticky',
  insetInlineStart: 'var(--mantine-spacing-xs)',
  maxWidth: 'calc(100vw - 4.5rem)',
};

function PreviewRow({ row }: { row: BatchRow }) {
  const { number, problems } = row;
  return (
    <>
      <Table.Tr {...(problems.length > 0 ? { style: { borderBottom: 'none' } } : {})}>
        <Table.Td>{number}</Table.Td>
        {shownColumns.map((column) => (
          <Table.Td
            key={column}
            dir="auto"
            ta="start"
            maw={360}
            style={{ overflowWrap: 'anywhere' }}
          >
            <Cell row={row} column={column} />
          </Table.Td>
        ))}
      </Table.Tr>
      {problems.length > 0 && (
        <Table.Tr>
          <Table.Td colSpan={columns.length + 1} pt={0}>
            <Stack gap={0} component="ul" p={0} m={0} style={inSight}>
              {problems.map(({ field, message }) => (
                <Text key={`${field} ${message}`} component="li" size="sm" c="red" fw={500}>
                  {`Row ${number}${field === 'row' ? '' : `, ${field}`}: ${message}`}
                </Text>
              ))}
            </Stack>
          </Table.Td>
        </Table.Tr>
      )}
    </>
  );
}

/** What was left out shows the default that takes its place; what is wrong shows as it was given. */
function Cell({ row, column }: { row: BatchRow; column: Column }) {
  const { item, cells, problems } = row;
  if (problems.some(({ field }) => field === column)) {
    return (
      <Text span inherit c="red" lineClamp={3}>
        {cells[column]}
      </Text>
    );
  }
  const value = item[column];
  if (value !== undefined) return column === 'platform' ? platformName(value) : value;
  if (column === 'platform_username') return null;
  const byDefault = captionDefaults[column];
  return (
    <Text span inherit c="dimmed" fs="italic">
      {column === 'platform' ? platformName(byDefault) : byDefault}
    </Text>
  );
}
