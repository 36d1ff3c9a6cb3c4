import type { ListedJob } from '@genie-helper/client';
import { Anchor, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { genie } from '../../api.ts';
import { FailureNotice } from '../../components/failure.tsx';
import { EmptyState, LoadingRows } from '../../components/page.tsx';
import { isOver, statusWords } from './batch-results.ts';

export const latestBatchesKey = ['latest-batches'];
const howMany = 5;
const pauseMs = 5_000;

const moment = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** The user's batches, newest first. @param props `openId`: the one that the page shows */
export function LatestBatches({ openId }: { openId: string | undefined }) {
  const latest = useQuery({
    queryKey: latestBatchesKey,
    queryFn: ({ signal }) => genie.jobs.list({ limit: howMany }, { signal }),
    refetchInterval: ({ state }) => (state.data?.jobs.every(isOver) === false ? pauseMs : false),
  });
  return (
    <section aria-labelledby="latest-batches">
      <Title order={2} id="latest-batches" mb="sm">
        Your latest batches
      </Title>
      {latest.data !== undefined ? (
        <Batches jobs={latest.data.jobs} openId={openId} />
      ) : latest.error !== null ? (
        <FailureNotice error={latest.error} onRetry={() => void latest.refetch()} />
      ) : (
        <LoadingRows rows={3} label="Loading your batches" />
      )}
    </section>
  );
}

function Batches({ jobs, openId }: { jobs: readonly ListedJob[]; openId: string | undefined }) {
  if (jobs.length === 0) {
    return (
      <Paper withBorder>
        <EmptyState icon={<IconStack2 size={28} />} title="No batch yet">
          The ones that you start are listed here, with their captions.
        </EmptyState>
      </Paper>
    );
  }
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {jobs.map((job) => (
        <Paper key={job.id} component="li" withBorder px="md" py="sm">
          <Group justify="space-between" gap="4px 16px">
            <Anchor
              renderRoot={(root) => <Link {...root} to="/batch" search={{ job: job.id }} />}
              {...(job.id === openId ? { 'aria-current': 'page' as const } : {})}
            >
              <time dateTime={job.createdAt}>{moment.format(new Date(job.createdAt))}</time>
            </Anchor>
            <Text size="sm" {...(job.status === 'failed' ? { c: 'red' } : { c: 'dimmed' })}>
              {statusWords[job.status]}
              {isOver(job) ? '' : `, ${job.progress} %`}
            </Text>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}
