import type { CaptionRequest, Job } from '@genie-helper/client';
import { Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { IconDownload, IconRefresh, IconTableImport } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId } from 'react';
import { genie } from '../../api.ts';
import { Loaded, showFailure } from '../../components/failure.tsx';
import { IconButton } from '../../components/page.tsx';
import { saveFile } from '../../csv.ts';
import { isOver } from '../../labels.ts';
import { useOwnMutation } from '../../session/session.ts';
import { outcomeSummary, outcomesAsCsv, statusLabels } from './batch-results.ts';
import { latestBatchesKey } from './latest-batches.tsx';
import { OutcomeList } from './outcome-list.tsx';

/** Between two looks at a batch that isn't over. */
const pauseMs = 1_500;

/** A batch that was started: how far it is, then what came of it. `sent` is what was asked for, where this tab knows it. */
export function BatchProgress(props: {
  batchId: string;
  sent: CaptionRequest[] | undefined;
  onRetried: (batchId: string) => void;
  onTakeOver: (items: CaptionRequest[]) => void;
}) {
  const { batchId, sent, onRetried, onTakeOver } = props;
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
  const failedItems = (sent ?? []).filter((_item, index) => outcomes[index]?.ok === false);
  return (
    <Loaded query={query} loading="Loading the batch" failed="This batch can’t be shown">
      {(batch) => (
        <Stack gap="lg" mb={48}>
          <BatchState batch={batch} isStale={query.error !== null} />
          {isOver(batch) && (
            <Group gap="sm">
              {batch.status === 'failed' && (
                <IconButton
                  variant="filled"
                  Icon={IconRefresh}
                  loading={retry.isPending}
                  onClick={() => retry.mutate()}
                >
                  Try again
                </IconButton>
              )}
              {outcomes.length > 0 && (
                <IconButton
                  Icon={IconDownload}
                  onClick={() =>
                    saveFile(fileName(batch), 'text/csv', outcomesAsCsv(outcomes, sent))
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
          {outcomes.length > 0 && <OutcomeList outcomes={outcomes} sent={sent} />}
        </Stack>
      )}
    </Loaded>
  );
}

function BatchState({ batch, isStale }: { batch: Job; isStale: boolean }) {
  const labelId = useId();
  const outcomes = batch.result?.items ?? [];
  return (
    <Paper withBorder p="lg">
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} id={labelId}>
            {statusLabels[batch.status]}
          </Title>
          <Text c="dimmed">{batch.progress} %</Text>
        </Group>
        <Progress.Root size="lg">
          <Progress.Section
            value={batch.progress}
            aria-labelledby={labelId}
            {...(batch.status === 'failed' ? { color: 'red' } : {})}
          />
        </Progress.Root>
        <Text size="sm" role="status">
          {batch.status === 'failed' && batch.error !== undefined ? `${batch.error} ` : ''}
          {outcomes.length > 0 && outcomeSummary(outcomes)}
          {batch.status === 'queued' && 'It begins as soon as there is room.'}
          {batch.status === 'processing' && 'You can leave this page; the batch is listed below.'}
        </Text>
        {isStale && (
          <Text size="sm" c="dimmed">
            The server can’t be reached right now. This is how it was last.
          </Text>
        )}
      </Stack>
    </Paper>
  );
}

function fileName({ createdAt }: Job): string {
  return `captions-${createdAt.slice(0, 16).replace(/\D/g, '-')}.csv`;
}
