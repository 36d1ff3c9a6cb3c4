import { Badge, Box, Paper, Stack, Table, Text } from '@mantine/core';
import { useElementSize, useMediaQuery } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';
import { formatTimestamp, type Zone } from '../../../timestamps.ts';
import type { State } from './labels.ts';
import classes from './record-table.module.css';

/** One column of a list of records. */
export interface Column<Row> {
  header: string;
  cell: (row: Row) => ReactNode;
  /** `head`: what the record is called by; `actions`: buttons; `value` where left out. */
  kind?: 'head' | 'value' | 'actions';
  /** Gives way where the table would be too wide, the `first` ones sooner; the record's details have it. */
  givesWay?: 'first' | 'next';
}

interface Props<Row> {
  label: string;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  isBusy: boolean;
  /** Whether it has so many columns, none of which may give way, that it needs a wide window. */
  isDense?: boolean;
}

/** Records as a table, or as cards where a table would be too wide. @param props `label`: what they are */
export function RecordTable<Row extends { id: string | number }>(props: Props<Row>) {
  const isNarrow = useMediaQuery(`(max-width: ${props.isDense ? 89.99 : 61.99}em)`, false, {
    getInitialValueInEffect: false,
  });
  return isNarrow ? <Cards {...props} /> : <Rows {...props} />;
}

function Rows<Row extends { id: string | number }>(props: Props<Row>) {
  const { label, columns, rows, isBusy, isDense } = props;
  return (
    <Paper withBorder radius="md" className={`${classes.frame} ${isDense ? classes.dense : ''}`}>
      <ScrollRegion label={label}>
        <Table verticalSpacing="sm" horizontalSpacing="md" aria-label={label} aria-busy={isBusy}>
          <Table.Thead>
            <Table.Tr>
              {columns.map(({ header, kind, givesWay }) => (
                <Table.Th
                  key={header}
                  scope="col"
                  className={`${classes.header} ${givesWay ? classes[givesWay] : ''}`}
                >
                  {kind === 'actions' ? <span className={classes.unseen}>{header}</span> : header}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map((row) => (
              <Table.Tr key={row.id}>
                {columns.map(({ header, cell, kind, givesWay }) =>
                  kind === 'head' ? (
                    <Table.Th key={header} scope="row" fw={400}>
                      {cell(row)}
                    </Table.Th>
                  ) : (
                    <Table.Td
                      key={header}
                      className={
                        kind === 'actions' ? classes.actions : givesWay && classes[givesWay]
                      }
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

function Cards<Row extends { id: string | number }>({ label, columns, rows, isBusy }: Props<Row>) {
  const of = (wanted: Column<Row>['kind']) =>
    columns.filter(({ kind = 'value' }) => kind === wanted);
  return (
    <Stack component="ul" gap="sm" className={classes.cards} aria-label={label} aria-busy={isBusy}>
      {rows.map((row) => (
        <Paper component="li" key={row.id} withBorder radius="md" p="md">
          {of('head').map(({ header, cell }) => (
            <Box key={header} fw={600} mb="xs" className={classes.breakable}>
              {cell(row)}
            </Box>
          ))}
          <FactList facts={of('value').map(({ header, cell }) => [header, cell(row)])} />
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
      className={classes.region}
      {...(isTooWide ? { role: 'region', 'aria-label': label, tabIndex: 0 } : {})}
    >
      <div ref={ref}>{children}</div>
    </Box>
  );
}

export type Fact = readonly [name: string, value: ReactNode];

/** What is known of one thing: names and values. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.values}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A time in the reader's zone or in UTC; the other one shows on hover. */
export function Timestamp({ at, zone = 'local' }: { at: string; zone?: Zone }) {
  const otherZone = zone === 'utc' ? 'local' : 'utc';
  return (
    <time className={classes.timestamp} dateTime={at} title={formatTimestamp(at, otherZone)}>
      <Lines text={formatTimestamp(at, zone)} />
    </time>
  );
}

/** A day and a time, to be parted between the two alone. */
function Lines({ text }: { text: string }) {
  const [day, ...rest] = text.split(', ');
  return rest.length === 0 ? (
    day
  ) : (
    <>
      <span>{day},</span> <span>{rest.join(', ')}</span>
    </>
  );
}

/** What people have written, on one line of a table; on hover, in cards and in details all of it. */
export function Cut({ children }: { children: string }) {
  return (
    <span dir="auto" className={classes.cut} title={children}>
      {children}
    </span>
  );
}

/** Where a request came from; long ones take two lines. */
export function Address({ children }: { children: string }) {
  return (
    <Text span inherit ff="monospace" fz="xs" className={classes.address}>
      {children}
    </Text>
  );
}

/** A state in one word. The colour only underlines it. */
export function StateBadge({ label, color }: State) {
  return (
    <Badge variant="dot" miw="max-content" color={color} tt="none" fw={500} size="md" radius="sm">
      {label}
    </Badge>
  );
}
