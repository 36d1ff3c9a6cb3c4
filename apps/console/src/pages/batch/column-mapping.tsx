import { Checkbox, Group, NativeSelect, Paper, SimpleGrid, Stack, Text } from '@mantine/core';
import { readOneOf } from '../../labels.ts';
import { columnLabels, columns } from './batch-rows.ts';
import type { Mapping } from './batch-source.ts';

/** How a table's columns were understood, each to be changed by hand. */
export function ColumnMapping(props: {
  mapping: Mapping;
  samples: readonly string[];
  onChange: (mapping: Mapping) => void;
}) {
  const { mapping, samples, onChange } = props;
  const head = JSON.parse(mapping.head) as string[];

  function choose(index: number, value: string) {
    const column = readOneOf(value, columns) ?? null;
    // One column of the table for each of ours.
    const next = mapping.columns.map((taken, at) =>
      at === index ? column : taken === column ? null : taken,
    );
    onChange({ ...mapping, columns: next });
  }

  return (
    <Paper component="section" aria-label="Columns" withBorder p="md">
      <Stack gap="sm">
        <Group justify="space-between" gap="xs">
          <Text fw={600}>What each column holds</Text>
          <Checkbox
            label="The first row holds names"
            checked={mapping.hasHeader}
            onChange={({ currentTarget }) =>
              onChange({ ...mapping, hasHeader: currentTarget.checked })
            }
          />
        </Group>
        <SimpleGrid cols={{ base: 1, xs: 2, md: 3, lg: 4 }} spacing="sm">
          {mapping.columns.map((column, index) => {
            const name = mapping.hasHeader ? (head[index] ?? '').trim() : '';
            // What spreadsheets leave at the end of rows.
            if (name === '' && samples[index] === '') return null;
            return (
              <NativeSelect
                // biome-ignore lint/suspicious/noArrayIndexKey: a column is its place
                key={index}
                label={`Column ${index + 1}${name === '' ? '' : `: ${shorten(name)}`}`}
                {...(mapping.hasHeader ? {} : { description: shorten(samples[index] ?? '') })}
                data={[
                  { value: '', label: 'Not read' },
                  ...columns.map((value) => ({ value, label: columnLabels[value] })),
                ]}
                value={column ?? ''}
                onChange={({ currentTarget }) => choose(index, currentTarget.value)}
              />
            );
          })}
        </SimpleGrid>
      </Stack>
    </Paper>
  );
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
