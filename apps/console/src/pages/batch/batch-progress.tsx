import type { CaptionRequest, Job } from '@genie-helper/client';
import { Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { IconDownload, IconRefresh, IconTableImport } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { genie } from '../../api.ts';
import { Loaded, showFailure } from '../../components/failure.tsx';
import { IconButton } from '../../components/page.tsx';
import { saveFile } from '../../csv.ts';
import { isOver } from '../../labels.ts';
import { useOwnMutation } from '../../session/session.ts';
import {
  batchTitle,
  describeState,
  nextTryText,
  outcomesAsCsv,
  outcomesOf,
  stateLabel,
} from './batch-results.ts';
import { CancelBatch } from './cancel-batch.tsx';
import { latestBatchesKey } from './latest-batches.tsx';
import { OutcomeList } from './outcome-list.tsx';

/** Between two looks at a batch that isn't over. */
const pauseMs = 1_500;

/** A batch that was started: how far it is, what has come of it, and what can be done with it. */
export function BatchProgress(props: {
  batchId: string;
  onRetried: (batchId: string) => void;
  onTakeOver: (items: CaptionRequest[]) => void;
}) {
  const { batchId, onRetried, onTakeOver } = props;
  const queryClient = useQueryClient();
  const query = useQuery({
    queryKey: ['job', batchId],
    queryFn: ({ signal }) => genie.jobs.get(batchId, { signal }),
    refetchInterval: ({ state: { data, error } }) => {
      const isFinal = data !== undefined ? isOver(data) : error !== null;
      return isFinal ? false : pauseMs;
    },
  });
  const retry = useOwnMutation({
    mutationFn: () => genie.jobs.retry(batchId),
    onSuccess: async ({ jobId }) => {
      await queryClient.invalidateQueries({ queryKey: ['job', jobId] });
      onRetried(jobId);
    },
    onError: (error) => showFailure(error, 'The batch was not started again'),
  });
  const status = query.data?.status;
  useEffect(() => {
    if (status !== undefined) void queryClient.invalidateQueries({ queryKey: latestBatchesKey });
  }, [status, queryClient]);
  const outcomes = query.data?.result?.items ?? [];
  const asked = query.data?.items ?? [];
  const failedItems = asked.filter((_item, index) => outcomes[index]?.ok === false);
  return (
    <Loaded query={query} loading="Loading the batch" failed="This batch can’t be shown">
      {(batch) => (
        <Stack gap="lg" mb={48}>
          <BatchState batch={batch} isStale={query.error !== null} />
          {!isOver(batch) && (
            <Group>
              <CancelBatch batch={batch} />
            </Group>
          )}
          {isOver(batch) && (
            <Group gap="sm">
              {(batch.status === 'failed' || batch.status === 'cancelled') && (
                <IconButton
                  variant="filled"
                  Icon={IconRefresh}
                  loading={retry.isPending}
                  onClick={() => retry.mutate()}
                >
                  {batch.status === 'cancelled' ? 'Go on with it' : 'Try again'}
                </IconButton>
              )}
              {outcomes.length > 0 && (
                <IconButton
                  Icon={IconDownload}
                  onClick={() =>
                    saveFile(fileName(batch), 'text/csv', outcomesAsCsv(outcomes, asked))
                  }
                >
                  Export CSV
                </IconButton>
              )}
              {batch.status === 'completed' && failedItems.length > 0 && (
                <IconButton Icon={IconTableImport} onClick={() => onTakeOver(failedItems)}>
                  Put what failed into a new batch
                </IconButton>
              )}
            </Group>
          )}
          <OutcomeList outcomes={outcomesOf(batch)} asked={asked} />
        </Stack>
      )}
    </Loaded>
  );
}

function BatchState({ batch, isStale }: { batch: Job; isStale: boolean }) {
  const labelId = useId();
  return (
    <Paper withBorder p="lg">
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} id={labelId}>
            {stateLabel(batch)}
          </Title>
          <Text c="dimmed">{batchTitle(batch.items)}</Text>
        </Group>
        <Progress.Root size="lg">
          <Progress.Section
            value={batch.progress}
            aria-labelledby={labelId}
            {...(batch.status === 'failed' ? { color: 'red' } : {})}
          />
        </Progress.Root>
        <Text size="sm" role="status">
          {describeState(batch)}
        </Text>
        {batch.nextTryAt !== undefined && <NextTry batch={batch} />}
        {isStale && (
          <Text size="sm" c="dimmed">
            The server can’t be reached right now. This is how it was last.
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

/** Counts down to the next try. Not read out each second: the state above is, when it changes. */
function NextTry({ batch }: { batch: Job }) {
  const [nowMs, setNowMs] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return (
    <Text size="sm" style={{ fontVariantNumeric: 'tabular-nums' }}>
      {nextTryText(batch, nowMs)}
    </Text>
  );
}

function fileName({ createdAt }: Job): string {
  return `captions-${createdAt.slice(0, 16).replace(/\D/g, '-')}.csv`;
}
