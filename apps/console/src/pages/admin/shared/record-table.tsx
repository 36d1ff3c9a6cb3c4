import { Badge, Box, Paper, Stack, Table } from '@mantine/core';
import { useElementSize, useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import classes from './record-table.module.css';
import { formatMoment, type Zone } from './timestamps.ts';

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

/** Lets what is too wide scroll by itself, so that the page doesn't; a keyboard can reach it while it does. */
function ScrollRegion({ label, children }: { label: string; children: ReactNode }) {
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const { ref, width } = useElementSize();
  const isTooWide = element !== null && width > 0 && element.scrollWidth > element.clientWidth;
  return (
    <Box
      ref={setElement}
      style={{ overflowX: 'auto' }}
      {...(isTooWide ? { role: 'region', 'aria-label': label, tabIndex: 0 } : {})}
    >
      <div ref={ref}>{children}</div>
    </Box>
  );
}

/** A moment in the reader's time or in UTC; the other one shows on hover. */
export function MomentText({ at, zone = 'local' }: { at: string; zone?: Zone }) {
  return (
    <time
      className={classes.moment}
      dateTime={at}
      title={formatMoment(at, zone === 'utc' ? 'local' : 'utc')}
    >
      {formatMoment(at, zone)}
    </time>
  );
}

/** A state in one word. The colour only underlines it. */
export function StateBadge({ color, children }: { color: string; children: string }) {
  return (
    <Badge variant="dot" miw="max-content" color={color} tt="none" fw={500} size="md" radius="sm">
      {children}
    </Badge>
  );
}
