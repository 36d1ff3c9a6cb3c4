import type { ListedJob } from '@genie-helper/client';
import { Anchor, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { genie } from '../../api.ts';
import { Loaded } from '../../components/failure.tsx';
import { EmptyState } from '../../components/page.tsx';
import { isOver } from '../../labels.ts';
import { formatTimestamp } from '../../timestamps.ts';
import { batchTitle, outcomeSummary, outcomesOf, statusLabels } from './batch-results.ts';

export const latestBatchesKey = ['latest-batches'];
const howMany = 10;
const pauseMs = 5_000;

/**
 * The user's batches, newest first.
 *
 * @param props `openId`: the one that the page shows · `onExample`: fills in a first one, where nothing is filled in yet
 */
export function LatestBatches(props: {
  openId: string | undefined;
  onExample: (() => void) | undefined;
}) {
  const { openId, onExample } = props;
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
      <Loaded query={latest} rows={3} loading="Loading your batches">
        {({ jobs }) => <Batches batches={jobs} openId={openId} onExample={onExample} />}
      </Loaded>
    </section>
  );
}

function Batches(props: {
  batches: readonly ListedJob[];
  openId: string | undefined;
  onExample: (() => void) | undefined;
}) {
  const { batches, openId, onExample } = props;
  if (batches.length === 0) {
    return (
      <Paper withBorder>
        <EmptyState
          icon={<IconStack2 size={28} />}
          title="No batch yet"
          action={
            onExample && <Button onClick={onExample}>Fill in three topics as an example</Button>
          }
        >
          Write a topic a line above and start it. Your batches are listed here, with their
          captions.
        </EmptyState>
      </Paper>
    );
  }
  return (
    <Stack gap="xs" component="ul" p={0} m={0} style={{ listStyle: 'none' }}>
      {batches.map((batch) => (
        <Paper key={batch.id} component="li" withBorder px="md" py="sm">
          <Group justify="space-between" gap="4px 16px">
            <Anchor
              renderRoot={(root) => <Link {...root} to="/batch" search={{ job: batch.id }} />}
              {...(batch.id === openId ? { 'aria-current': 'page' as const } : {})}
            >
              <BatchName batch={batch} />
            </Anchor>
            <Text size="sm" c={batch.status === 'failed' ? 'red' : 'dimmed'}>
              {batch.status === 'queued' && batch.progress > 0
                ? 'Goes on soon'
                : statusLabels[batch.status]}
              {batch.status === 'processing' ? `, ${batch.progress} %` : ''}
              {', '}
              <time dateTime={batch.createdAt}>{formatTimestamp(batch.createdAt)}</time>
            </Text>
          </Group>
        </Paper>
      ))}
    </Stack>
  );
}

/** What a batch is about; until that is read, or where it can't be, that it is one. */
function BatchName({ batch: { id, status } }: { batch: ListedJob }) {
  // What is over stays as it is.
  const { data } = useQuery({
    queryKey: ['job', id, status],
    queryFn: ({ signal }) => genie.jobs.get(id, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (data === undefined) return 'A batch';
  const outcomes = outcomesOf(data);
  const summary = isOver(data) ? `: ${outcomeSummary(outcomes)}` : '';
  return `${batchTitle(data.items)}${summary}`;
}
