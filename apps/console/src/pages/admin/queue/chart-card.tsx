import { Paper, Skeleton, Stack, Table, Text, Title } from '@mantine/core';
import { type ReactNode, Suspense, useId } from 'react';
import classes from './queue.module.css';

/** How high a chart is, so that nothing moves when it comes. */
export const chartHeight = 260;

/** A chart with a heading, and with the same numbers as a table for whoever can't see it; in its rows the head cell is first. */
export function ChartCard(props: {
  title: string;
  description: string;
  summary: string;
  headers: readonly string[];
  rows: readonly (readonly [string, ...number[]])[];
  children: ReactNode;
}) {
  const { title, description, summary, headers, rows, children } = props;
  const titleId = useId();
  return (
    <Paper withBorder p="md" component="section" aria-labelledby={titleId}>
      <Stack gap="sm">
        <div>
          <Title order={2} size="h4" id={titleId}>
            {title}
          </Title>
          <Text size="sm" c="dimmed">
            {description}
          </Text>
        </div>
        <div role="img" aria-label={summary}>
          <Suspense fallback={<Skeleton height={chartHeight} />}>{children}</Suspense>
        </div>
        <details className={classes.asTable}>
          <summary>{`As a table: ${title}`}</summary>
          <section
            className={classes.scroll}
            aria-label={`${title}, as a table`}
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
            tabIndex={0}
          >
            <Table stickyHeader>
              <Table.Thead>
                <Table.Tr>
                  {headers.map((header) => (
                    <Table.Th key={header} scope="col">
                      {header}
                    </Table.Th>
                  ))}
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {rows.map(([head, ...numbers]) => (
                  <Table.Tr key={head}>
                    <Table.Th scope="row" fw={400}>
                      {head}
                    </Table.Th>
                    {numbers.map((number, index) => (
                      <Table.Td key={headers[index + 1]}>{number}</Table.Td>
                    ))}
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </section>
        </details>
      </Stack>
    </Paper>
  );
}
