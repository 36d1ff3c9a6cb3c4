import type { Job, ListedJob } from '@genie-helper/client';
import {
  Alert,
  Code,
  Group,
  Paper,
  Progress,
  Stack,
  Text,
  Title,
  VisuallyHidden,
} from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { genie } from '../../../api.ts';
import { useProblemFilter } from '../../../components/choices.tsx';
import { Loaded } from '../../../components/failure.tsx';
import { IconButton } from '../../../components/page.tsx';
import { isOver, type Outcome, platformName } from '../../../labels.ts';
import { formatDuration } from '../../../timestamps.ts';
import { batchTitle } from '../../batch/batch-results.ts';
import type { People } from '../shared/find-people.ts';
import { isRetryable, jobStates, shortId } from '../shared/labels.ts';
import { PersonName, peopleOf } from '../shared/people.tsx';
import { type Fact, FactList, StateBadge, Timestamp } from '../shared/record-table.tsx';

/** How often an unfinished job is looked at, in milliseconds. */
const pollMs = 1_500;

/** One job: how it went, and what came of each of its items. */
export function JobDetails(props: { id: string; isRetrying: boolean; onRetry: () => void }) {
  const { id, isRetrying, onRetry } = props;
  const query = useQuery({
    queryKey: ['admin', 'jobs', 'one', id],
    async queryFn({ signal, client }) {
      const job = await genie.jobs.get(id, { signal });
      // Without it, it's one's own.
      return { job, people: await peopleOf(client, [job.userId]) };
    },
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && !isOver(data.job) ? pollMs : false,
  });
  return (
    <Loaded query={query} rows={3} loading="Loading the job" failed="The job could not be loaded">
      {({ job, people }) => (
        <Stack gap="lg">
          <VisuallyHidden role="status">{`The job is ${jobStates[job.status].label}.`}</VisuallyHidden>
          <FactList facts={factsOf(job, people)} />
          {!isOver(job) && <JobProgress job={job} />}
          {isRetryable(job.status) && (
            <Alert
              color={jobStates[job.status].color}
              title={job.status === 'failed' ? 'No caption was written' : 'Cancelled by its owner'}
              role="note"
            >
              <Stack gap="sm" align="flex-start">
                {job.error ??
                  'Captions that were written by then are kept. Retry writes the others.'}
                <IconButton
                  variant="filled"
                  size="xs"
                  Icon={IconRefresh}
                  iconSize={14}
                  loading={isRetrying}
                  onClick={onRetry}
                >
                  Retry
                </IconButton>
              </Stack>
            </Alert>
          )}
          {job.result !== undefined && <JobItems items={job.result.items} asked={job.items} />}
        </Stack>
      )}
    </Loaded>
  );
}

function factsOf(job: Job, people: People): Fact[] {
  const { id, status, userId, items, createdAt, startedAt, finishedAt, nextTryAt } = job;
  const timeOf = (at: string | undefined) =>
    at === undefined ? 'Not yet' : <Timestamp key={at} at={at} />;
  return [
    ['Status', <StateBadge key="status" {...jobStates[status]} />],
    ['User', userId === undefined ? 'You' : <PersonName key="user" id={userId} people={people} />],
    ['Asked for', batchTitle(items)],
    ['Id', <Code key="id">{id}</Code>],
    ['Accepted', timeOf(createdAt)],
    ['Begun', timeOf(startedAt)],
    ['Over', timeOf(finishedAt)],
    ...(nextTryAt === undefined ? [] : [['Next try', timeOf(nextTryAt)] as const]),
    ...(startedAt === undefined || finishedAt === undefined
      ? []
      : [['Took', formatDuration(startedAt, finishedAt)] as const]),
  ];
}

/** What came of each item of a job, in their order; those that failed with the reason. */
function JobItems(props: { items: readonly Outcome[]; asked: Job['items'] }) {
  const { items, asked } = props;
  const numbered = items.map((item, index) => ({
    number: index + 1,
    item,
    topic: asked[index]?.topic,
  }));
  const { shown, control } = useProblemFilter(numbered, ({ item }) => !item.ok, {
    name: 'Failed',
    label: 'Which items',
  });
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          Items
        </Title>
        {control}
      </Group>
      <Stack component="ol" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {shown.map(({ number, item, topic }) => (
          <Paper component="li" key={number} withBorder p="sm">
            <Group gap="xs" mb={4}>
              <Text size="sm" fw={600}>{`${number}. ${platformName(item.platform)}`}</Text>
              <StateBadge color={item.ok ? 'lamp' : 'red'} label={item.ok ? 'Written' : 'Failed'} />
            </Group>
            {topic !== undefined && (
              <Text size="sm" c="dimmed" dir="auto" style={{ overflowWrap: 'anywhere' }}>
                {topic}
              </Text>
            )}
            {item.ok ? (
              <Text
                size="sm"
                dir="auto"
                style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}
              >
                {item.caption}
              </Text>
            ) : (
              <Text size="sm">
                {item.error} <Code>{item.code}</Code>
              </Text>
            )}
          </Paper>
        ))}
      </Stack>
    </Stack>
  );
}

/** How far an unfinished job is. */
export function JobProgress({ job }: { job: Pick<ListedJob, 'id' | 'progress'> }) {
  return (
    <Group gap="xs" wrap="nowrap" miw={120}>
      <Progress.Root flex={1}>
        <Progress.Section value={job.progress} aria-label={`Progress of job ${shortId(job.id)}`} />
      </Progress.Root>
      <Text size="xs" c="dimmed" w={32} ta="right" style={{ fontVariantNumeric: 'tabular-nums' }}>
        {job.progress}%
      </Text>
    </Group>
  );
}
