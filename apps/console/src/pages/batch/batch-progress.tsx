import type { CaptionRequest, Job } from '@genie-helper/client';
import { Button, Group, Paper, Progress, Stack, Text, Title } from '@mantine/core';
import { IconDownload, IconRefresh, IconTableImport } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId } from 'react';
import { genie } from '../../api.ts';
import { FailureNotice, showFailure } from '../../components/failure.tsx';
import { LoadingRows } from '../../components/page.tsx';
import { saveFile } from '../../csv.ts';
import { useOwnMutation } from '../../session/use-own.ts';
import { isOver, outcomesAsCsv, outcomeWords, statusWords } from './batch-results.ts';

import { latestBatchesKey } from './latest-batches.tsx';
import { OutcomeList } from './outcome-list.tsx';

/** Between two looks at a job that isn't over. */
const pauseMs = 1_500;

/**
 * A batch that was started: how far it is, then what came of it.
 *
 * @param props `sent`: what was asked for, where this tab knows it; `onTakeOver`: called with the items that failed
 */
export function BatchProgress(props: {
  jobId: string;
  sent: CaptionRequest[] | undefined;
  onRetried: (jobId: string) => void;
  onTakeOver: (items: CaptionRequest[]) => void;
}) {
  const { jobId, sent, onRetried, onTakeOver } = props;
  const queryClient = useQueryClient();
  const job = useQuery({
    queryKey: ['job', jobId],
    queryFn: ({ signal }) => genie.jobs.get(jobId, { signal }),
    refetchInterval: ({ state }) => {
      const isFinal = state.data !== undefined ? isOver(state.data) : state.error !== null;
      return isFinal ? false : pauseMs;
    },
  });
  const retry = useOwnMutation({
    mutationFn: () => genie.jobs.retry(jobId),
    onSuccess: async (answer) => {
      await queryClient.invalidateQueries({ queryKey: ['job', answer.jobId] });
      onRetried(answer.jobId);
    },
    onError: (error) => showFailure(error, 'The batch was not started again'),
  });
  const status = job.data?.status;
  useEffect(() => {
    if (status !== undefined) void queryClient.invalidateQueries({ queryKey: latestBatchesKey });
  }, [status, queryClient]);

  if (job.data === undefined) {
    if (job.error === null) return <LoadingRows label="Loading the batch" />;
    return (
      <FailureNotice
        title="This batch can’t be shown"
        error={job.error}
        onRetry={() => void job.refetch()}
      />
    );
  }
  const outcomes = job.data.result?.items ?? [];
  const failedItems = (sent ?? []).filter((_item, index) => outcomes[index]?.ok === false);
  return (
    <Stack gap="lg" mb={48}>
      <JobState job={job.data} isStale={job.error !== null} />
      {isOver(job.data) && (
        <Group gap="sm">
          {job.data.status === 'failed' && (
            <Button
              leftSection={<IconRefresh size={16} aria-hidden />}
              loading={retry.isPending}
              onClick={() => retry.mutate()}
            >
              Try again
            </Button>
          )}
          {outcomes.length > 0 && (
            <Button
              variant="default"
              leftSection={<IconDownload size={16} aria-hidden />}
              onClick={() =>
                saveFile(fileName(job.data), 'text/csv', outcomesAsCsv(outcomes, sent))
              }
            >
              Export CSV
            </Button>
          )}
          {job.data.status === 'completed' && failedItems.length > 0 && (
            <Button
              variant="default"
              leftSection={<IconTableImport size={16} aria-hidden />}
              onClick={() => onTakeOver(failedItems)}
            >
              Put what failed into a new batch
            </Button>
          )}
        </Group>
      )}
      {outcomes.length > 0 && <OutcomeList outcomes={outcomes} sent={sent} />}
    </Stack>
  );
}

function JobState({ job, isStale }: { job: Job; isStale: boolean }) {
  const labelId = useId();
  const outcomes = job.result?.items ?? [];
  return (
    <Paper withBorder p="lg">
      <Stack gap="xs">
        <Group justify="space-between">
          <Title order={2} id={labelId}>
            {statusWords[job.status]}
          </Title>
          <Text c="dimmed">{job.progress} %</Text>
        </Group>
        <Progress.Root size="lg">
          <Progress.Section
            value={job.progress}
            aria-labelledby={labelId}
            {...(job.status === 'failed' ? { color: 'red' } : {})}
          />
        </Progress.Root>
        <Text size="sm" role="status">
          {job.status === 'failed' && job.error !== undefined ? `${job.error} ` : ''}
          {outcomes.length > 0 && outcomeWords(outcomes)}
          {job.status === 'queued' && 'It begins as soon as there is room.'}
          {job.status === 'processing' && 'You can leave this page; the batch is listed below.'}
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
