import { Box, Paper, Stack, Table } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import classes from './record-table.module.css';
import { ScrollRegion } from './scroll-region.tsx';

/** One column of a list of records. */
export interface Column<Row> {
  header: string;
  cell: (row: Row) => ReactNode;
  /** `head`: what the record is called by; `actions`: buttons; `value` where left out. */
  kind?: 'head' | 'value' | 'actions';
}

/** Records as a table, or as cards where a table would be too wide. @param props `label`: what they are */
export function RecordTable<Row>(props: {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  keyOf: (row: Row) => string | number;
  isBusy?: boolean;
}) {
  const isNarrow = useMediaQuery('(max-width: 61.99em)', false, { getInitialValueInEffect: false });
  return isNarrow ? <Cards {...props} /> : <Rows {...props} />;
}

type Props<Row> = Parameters<typeof RecordTable<Row>>[0];

function Rows<Row>({ label, columns, rows, keyOf, isBusy = false }: Props<Row>) {
  return (
    <Paper withBorder radius="md" className={classes.frame}>
      <ScrollRegion label={label}>
        <Table verticalSpacing="sm" horizontalSpacing="md" aria-label={label} aria-busy={isBusy}>
          <Table.Thead>
            <Table.Tr>
              {columns.map(({ header, kind }) => (
                <Table.Th key={header} scope="col" className={classes.header}>
                  {kind === 'actions' ? <span className={classes.unseen}>{header}</span> : header}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={keyOf(row)}>
                {columns.map(({ header, cell, kind }) =>
                  kind === 'head' ? (
                    <Table.Th key={header} scope="row" fw={400}>
                      {cell(row)}
                    </Table.Th>
                  ) : (
                    <Table.Td
                      key={header}
                      className={kind === 'actions' ? classes.actions : undefined}
                    >
                      {cell(row)}
                    </Table.Td>
                  ),
                )}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </ScrollRegion>
    </Paper>
  );
}

function Cards<Row>({ label, columns, rows, keyOf, isBusy = false }: Props<Row>) {
  const of = (wanted: Column<Row>['kind']) =>
    columns.filter(({ kind = 'value' }) => kind === wanted);
  return (
    <Stack component="ul" gap="sm" className={classes.cards} aria-label={label} aria-busy={isBusy}>
      {rows.map((row) => (
        <Paper component="li" key={keyOf(row)} withBorder radius="md" p="md">
          {of('head').map(({ header, cell }) => (
            <Box key={header} fw={600} mb="xs" className={classes.breakable}>
              {cell(row)}
            </Box>
          ))}
          <dl className={classes.values}>
            {of('value').map(({ header, cell }) => (
              <div key={header}>
                <dt>{header}</dt>
                <dd>{cell(row)}</dd>
              </div>
            ))}
          </dl>
          {of('actions').map(({ header, cell }) => (
            <Box key={header} mt="sm">
              {cell(row)}
            </Box>
          ))}
        </Paper>
      ))}
    </Stack>
  );
}
