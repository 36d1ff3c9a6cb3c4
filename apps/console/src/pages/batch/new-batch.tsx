import { Checkbox, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useIsMutating, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useState } from 'react';
import { genie } from '../../api.ts';
import { QueryFailure, showFailure } from '../../components/failure.tsx';
import { IconButton } from '../../components/page.tsx';
import { useOwnMutation } from '../../session/session.ts';
import { emptyLedger, type Ledger, withoutAccepted } from './batch-ledger.ts';
import {
  type BatchRow,
  batchProblem,
  maxRows,
  splitIntoBatches,
  withServerProblems,
} from './batch-rows.ts';
import { rowsFromLines, type Source } from './batch-source.ts';
import { ColumnMapping } from './column-mapping.tsx';
import type { TableRows } from './parse-table.ts';
import { RowPreview } from './row-preview.tsx';
import { batchApi, SendFailure, sendBatches } from './send-batches.ts';
import { LinesInput, TableInput } from './source-input.tsx';
import { StartedRows } from './started-rows.tsx';

const sendKey = ['send-batches'];
const api = batchApi(genie);

/** Where batches are put together: given, looked through, started. */
export function NewBatch(props: {
  source: Source;
  ledger: Ledger;
  onChange: (source: Source) => void;
  onLedger: (ledger: Ledger) => void;
  /** All rows are started. */
  onAllStarted: () => void;
  onStarted: (batchIds: string[]) => void;
}) {
  const { source, ledger, onChange, onLedger, onAllStarted, onStarted } = props;
  const read = useBatchRows(source);
  const [leavesOut, setLeavesOut] = useState(false);
  // Also where it was begun before the page was left and gone to again.
  const isSending = useIsMutating({ mutationKey: sendKey }) > 0;
  const start = useOwnMutation({
    mutationKey: sendKey,
    mutationFn: (rows: BatchRow[]) => sendBatches(api, rows, ledger, onLedger),
    onSuccess: (sent) => {
      if (withoutAccepted(read.rows, sent).length === 0) onAllStarted();
    },
    onError: (error) => {
      const cause = error instanceof SendFailure ? error.cause : error;
      showFailure(cause, 'Not all of it was started');
    },
  });
  useBeforeUnload(isSending);

  const open = withoutAccepted(read.rows, ledger);
  const rows = withProblemsOf(open, start.error);
  const good = rows.filter(({ problems }) => problems.length === 0);
  const bad = rows.length - good.length;
  const sent = leavesOut ? good : rows;
  const problem = batchProblem(sent);
  const batches = splitIntoBatches(sent.slice(0, maxRows)).length;
  const canStart = sent.length > 0 && problem === undefined && !isSending;

  function change(next: Source) {
    // What is being sent stays as it is until it is over.
    if (isSending) return;
    start.reset();
    setLeavesOut(false);
    onChange(next);
  }

  return (
    <Stack gap="xl" mb={48}>
      <Paper withBorder p="lg">
        <Stack gap="md">
          <SegmentedControl
            aria-label="How to give the batch"
            w={{ base: '100%', xs: 'fit-content' }}
            data={[
              { value: 'lines', label: 'Topics, one a line' },
              { value: 'table', label: 'A table' },
            ]}
            value={source.mode}
            onChange={(mode) => change({ ...source, mode })}
          />
          {source.mode === 'lines' ? (
            <LinesInput source={source} onChange={change} />
          ) : (
            <TableInput source={source} problem={read.problem} onChange={change} />
          )}
        </Stack>
      </Paper>
      {source.mode === 'table' && read.parser.error !== null && (
        <QueryFailure title="Tables can’t be read right now" query={read.parser} />
      )}
      {source.mode === 'table' && read.mapping !== undefined && (
        <ColumnMapping
          // What was chosen just now, before the table is read by it.
          mapping={source.mapping?.head === read.mapping.head ? source.mapping : read.mapping}
          samples={read.samples ?? []}
          onChange={(mapping) => change({ ...source, mapping })}
        />
      )}
      <StartedRows ledger={ledger} isSending={isSending} onForget={() => onLedger(emptyLedger)} />
      <RowPreview rows={rows} ignored={read.ignored} />
      {bad > 0 && good.length > 0 && (
        <Checkbox
          label={bad === 1 ? 'Leave out the row to fix' : `Leave out the ${bad} rows to fix`}
          checked={leavesOut}
          onChange={({ currentTarget }) => setLeavesOut(currentTarget.checked)}
        />
      )}
      <Group gap="md">
        <IconButton
          variant="filled"
          Icon={IconPlayerPlay}
          iconSize={18}
          // It keeps the focus while it is at work, for the case that it fails.
          disabled={!canStart && !isSending}
          aria-disabled={isSending}
          {...(isSending ? { 'data-disabled': true } : {})}
          onClick={() => {
            if (!canStart) return;
            start.mutate(sent, {
              onSuccess: ({ accepted }) => onStarted(accepted.map(({ batchId }) => batchId)),
            });
          }}
        >
          Start {sent.length === 1 ? 'one caption' : sent.length > 0 && `${sent.length} captions`}
        </IconButton>
        <Text size="sm" role="status" {...(problem === undefined ? {} : { c: 'red', fw: 500 })}>
          {isSending
            ? 'Starting… Keep this page open.'
            : (problem ?? (batches > 1 ? `Started as ${batches} batches.` : ''))}
        </Text>
      </Group>
    </Stack>
  );
}

/** What the server found wrong, at the rows of the batch that it refused. */
function withProblemsOf(rows: BatchRow[], error: unknown): BatchRow[] {
  if (!(error instanceof SendFailure)) return rows;
  const judged = withServerProblems(error.rows, error.cause);
  return rows.map(
    (row) => judged.find(({ number, raw }) => number === row.number && raw === row.raw) ?? row,
  );
}

/** The browser asks before it closes the page; what is started by then goes on, and the rest wouldn't be sent. */
function useBeforeUnload(isNeeded: boolean): void {
  useEffect(() => {
    if (!isNeeded) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isNeeded]);
}

/** The rows of a source; `parser` is the query for what reads tables. */
function useBatchRows(source: Source) {
  const { mode, lines, defaults, table, mapping } = useDeferredValue(source);
  const parser = useQuery({
    queryKey: ['table-parser'],
    queryFn: async () => ({ parse: (await import('./parse-table.ts')).parseTable }),
    enabled: mode === 'table',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const parse = parser.data?.parse;
  const read = useMemo((): TableRows => {
    if (mode === 'lines') return { rows: rowsFromLines(lines, defaults), ignored: [] };
    return parse === undefined ? { rows: [], ignored: [] } : parse(table, mapping);
  }, [mode, lines, defaults, table, mapping, parse]);
  return { ...read, parser };
}
