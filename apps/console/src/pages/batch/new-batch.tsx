import type { CaptionRequest } from '@genie-helper/client';
import { Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo } from 'react';
import { genie } from '../../api.ts';
import { QueryFailure, showFailure } from '../../components/failure.tsx';
import { IconButton } from '../../components/page.tsx';
import { useOwnMutation } from '../../session/session.ts';
import { batchProblem, withServerProblems } from './batch-rows.ts';
import { rowsFromLines, type Source } from './batch-source.ts';
import type { TableRows } from './parse-table.ts';
import { RowPreview } from './row-preview.tsx';
import { LinesInput, TableInput } from './source-input.tsx';

/** Where a batch is put together: given, looked through, started. */
export function NewBatch(props: {
  source: Source;
  onChange: (source: Source) => void;
  onStarted: (batchId: string) => void;
}) {
  const { source, onChange, onStarted } = props;
  const read = useBatchRows(source);
  const start = useOwnMutation({
    mutationFn: (items: CaptionRequest[]) => genie.captions.batch(items),
    onSuccess: ({ jobId }) => onStarted(jobId),
    onError: (error) => showFailure(error, 'The batch was not started'),
  });
  const rows = withServerProblems(read.rows, start.error);
  const problem = batchProblem(rows);
  const canStart = rows.length > 0 && problem === undefined && !start.isPending;

  function change(next: Source) {
    start.reset();
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
              { value: 'table', label: 'CSV' },
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
      <RowPreview rows={rows} ignored={read.ignored} />
      <Group gap="md">
        <IconButton
          variant="filled"
          Icon={IconPlayerPlay}
          iconSize={18}
          disabled={!canStart}
          onClick={() => start.mutate(rows.map(({ item }) => item))}
        >
          Start {rows.length === 1 ? 'one caption' : rows.length > 0 && `${rows.length} captions`}
        </IconButton>
        <Text size="sm" role="status" {...(problem === undefined ? {} : { c: 'red', fw: 500 })}>
          {start.isPending ? 'Starting…' : problem}
        </Text>
      </Group>
    </Stack>
  );
}

/** The rows of a source; `parser` is the query for what reads tables. */
function useBatchRows(source: Source) {
  const { mode, lines, defaults, table } = useDeferredValue(source);
  const parser = useQuery({
    queryKey: ['table-parser'],
    queryFn: async () => ({ parse: (await import('./parse-table.ts')).parseTable }),
    enabled: mode === 'table',
    staleTime: Number.POSITIVE_INFINITY,
  });
  const parse = parser.data?.parse;
  const read = useMemo((): TableRows => {
    if (mode === 'lines') return { rows: rowsFromLines(lines, defaults), ignored: [] };
    return parse === undefined ? { rows: [], ignored: [] } : parse(table);
  }, [mode, lines, defaults, table, parse]);
  return { ...read, parser };
}
