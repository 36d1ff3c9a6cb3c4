import type { CaptionRequest } from '@genie-helper/client';
import { Button, Group, Paper, SegmentedControl, Stack, Text } from '@mantine/core';
import { IconPlayerPlay } from '@tabler/icons-react';
import { genie } from '../../api.ts';
import { FailureNotice } from '../../components/failure.tsx';
import { showFailure } from '../../failures/show-failure.ts';
import { useOwnMutation } from '../../session/use-own.ts';
import { batchProblem } from './batch-limits.ts';
import type { Source } from './batch-source.ts';
import { RowPreview } from './row-preview.tsx';
import { withServerProblems } from './server-problems.ts';
import { LinesInput } from './source-input.tsx';
import { TableInput } from './table-input.tsx';
import { useBatchRows } from './use-batch-rows.ts';

/**
 * Where a batch is put together: given, looked through, started.
 *
 * @param props `onStarted`: called with the job's id and what was sent
 */
export function NewBatch(props: {
  source: Source;
  onChange: (source: Source) => void;
  onStarted: (jobId: string, items: CaptionRequest[]) => void;
}) {
  const { source, onChange, onStarted } = props;
  const read = useBatchRows(source);
  const start = useOwnMutation({
    mutationFn: (items: CaptionRequest[]) => genie.captions.batch(items),
    onSuccess: ({ jobId }, items) => onStarted(jobId, items),
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
            onChange={(mode) => change({ ...source, mode: mode === 'table' ? 'table' : 'lines' })}
          />
          {source.mode === 'lines' ? (
            <LinesInput source={source} onChange={change} />
          ) : (
            <TableInput source={source} problem={read.problem} onChange={change} />
          )}
        </Stack>
      </Paper>
      {source.mode === 'table' && read.parser.error !== null && (
        <FailureNotice
          title="Tables can’t be read right now"
          error={read.parser.error}
          onRetry={read.parser.load}
        />
      )}
      <RowPreview rows={rows} ignored={read.ignored} />
      <Group gap="md">
        <Button
          leftSection={<IconPlayerPlay size={18} aria-hidden />}
          disabled={!canStart}
          onClick={() => start.mutate(rows.map(({ item }) => item))}
        >
          {rows.length === 0
            ? 'Start'
            : `Start ${rows.length === 1 ? 'one caption' : `${rows.length} captions`}`}
        </Button>
        <Text size="sm" role="status" {...(problem === undefined ? {} : { c: 'red', fw: 500 })}>
          {start.isPending ? 'Starting…' : problem}
        </Text>
      </Group>
    </Stack>
  );
}
