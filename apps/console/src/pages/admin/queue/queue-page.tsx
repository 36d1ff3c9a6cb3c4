import type { Job } from '@genie-helper/client';
import { Paper, SimpleGrid, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, useEffect, useState } from 'react';
import { genie } from '../../../api.ts';
import { QueryFailure } from '../../../components/failure.tsx';
import { IconButton, PageHeader } from '../../../components/page.tsx';
import { formatPreciseClock } from '../../../timestamps.ts';
import { ChartCard, chartHeight } from './chart-card.tsx';
import classes from './queue.module.css';
import {
  addSample,
  describeHours,
  describeSamples,
  hourRows,
  type QueueCounts,
  type QueueSample,
  sampleRows,
} from './queue-samples.ts';

const charts = () => import('./queue-charts.tsx');
const LiveChart = lazy(async () => ({ default: (await charts()).LiveChart }));
const HoursChart = lazy(async () => ({ default: (await charts()).HoursChart }));

/** How often the hours are read anew, in milliseconds. */
const hoursPollMs = 60_000;

/** The queue now and over time, for administrators. */
export function QueuePage() {
  const [isPaused, setPaused] = useState(false);
  const { query, samples } = useQueueSamples(isPaused);
  const { data: counts, error, dataUpdatedAt } = query;
  const PauseIcon = isPaused ? IconPlayerPlay : IconPlayerPause;
  return (
    <>
      <PageHeader
        title="Queue"
        description="Batches of captions, everybody's together."
        actions={
          <IconButton Icon={PauseIcon} onClick={() => setPaused(!isPaused)}>
            {isPaused ? 'Go on updating' : 'Pause updating'}
          </IconButton>
        }
      />
      <Stack gap="lg" className={classes.charts}>
        {error !== null && <QueryFailure title="The queue can't be seen now" query={query} />}
        {counts === undefined ? (
          error === null && <Skeleton height={110} aria-hidden />
        ) : (
          <div>
            <QueueTiles counts={counts} />
            <Text size="xs" c="dimmed" mt="xs">
              {isPaused ? 'This page is paused, the queue is not. As it was at ' : 'As it was at '}
              {formatPreciseClock(dataUpdatedAt)}
              {!isPaused && '; looked at every 5 seconds while this tab is in sight.'}
            </Text>
          </div>
        )}
        <ChartCard
          title="Since this page was opened"
          description="Jobs that wait, are worked on, or wait for another attempt."
          summary={describeSamples(samples)}
          headers={['Time', 'Waiting', 'Active', 'Delayed']}
          rows={sampleRows(samples)}
        >
          {samples.length === 0 ? (
            <Skeleton height={chartHeight} />
          ) : (
            <LiveChart samples={samples} />
          )}
        </ChartCard>
        <FinishedHours />
      </Stack>
    </>
  );
}

function FinishedHours() {
  const query = useQuery({
    queryKey: ['admin', 'queue-history'],
    queryFn: ({ signal }) => genie.admin.queueHistory({ signal }),
    refetchInterval: hoursPollMs,
  });
  const { data: hours, error } = query;
  if (hours === undefined && error !== null) {
    return <QueryFailure title="The last 24 hours could not be loaded" query={query} />;
  }
  return (
    <ChartCard
      title="Finished in the last 24 hours"
      description="Jobs by the hour in which they were over."
      summary={hours === undefined ? 'On its way.' : describeHours(hours)}
      headers={['Hour', 'Completed', 'Failed']}
      rows={hourRows(hours ?? [])}
    >
      {hours === undefined ? <Skeleton height={chartHeight} /> : <HoursChart hours={hours} />}
    </ChartCard>
  );
}

const tiles: readonly Tile[] = [
  { key: 'waiting', name: 'Waiting', meaning: 'for their turn', status: 'queued' },
  { key: 'active', name: 'Active', meaning: 'being written', status: 'processing' },
  { key: 'delayed', name: 'Delayed', meaning: 'until the next attempt' },
  { key: 'completed', name: 'Completed', meaning: 'of all time', status: 'completed' },
  { key: 'failed', name: 'Failed', meaning: 'can be retried', status: 'failed' },
];

interface Tile {
  key: keyof QueueCounts;
  name: string;
  meaning: string;
  /** Of the jobs that it leads to; none where no filter shows just them. */
  status?: Job['status'];
}

const format = new Intl.NumberFormat('en-GB');

/** How many jobs there are now, by where they are; each leads to the list of them. */
function QueueTiles({ counts }: { counts: QueueCounts }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, xs: 3, md: 5 }} spacing="sm" m={0}>
      {tiles.map(({ key, name, meaning, status }) => (
        <Paper key={key} withBorder p="md" className={classes.tile}>
          <dt>
            {status === undefined ? (
              name
            ) : (
              <Link to="/admin/jobs" search={{ status }} className={classes.tileLink}>
                {name}
              </Link>
            )}
          </dt>
          <dd className={classes.number}>{format.format(counts[key])}</dd>
          <dd className={classes.meaning}>{meaning}</dd>
        </Paper>
      ))}
    </SimpleGrid>
  );
}

/** How often the queue is looked at while this tab is in sight, in milliseconds. */
const pollMs = 5_000;

/** What the queue is like now, and what it was like since this page was opened. */
function useQueueSamples(isPaused: boolean) {
  const query = useQuery({
    queryKey: ['admin', 'queue-stats'],
    queryFn: async ({ signal }) => (await genie.queue.stats({ signal }))['caption-jobs'],
    refetchInterval: isPaused ? false : pollMs,
    refetchIntervalInBackground: false,
    refetchOnWindowFocus: !isPaused,
    staleTime: 0,
  });
  const { data: counts, dataUpdatedAt: atMs } = query;
  const [samples, setSamples] = useState<readonly QueueSample[]>([]);
  useEffect(() => {
    if (counts !== undefined) setSamples((before) => addSample(before, { atMs, ...counts }));
  }, [counts, atMs]);
  return { query, samples };
}
