import type { Job } from '@genie-helper/client';
import {
  Alert,
  Button,
  Code,
  Group,
  Paper,
  SegmentedControl,
  Stack,
  Text,
  Title,
  VisuallyHidden,
} from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { genie } from '../../../api.ts';
import { FailureNotice } from '../../../components/failure.tsx';
import { LoadingRows } from '../../../components/page.tsx';
import { platformName } from '../../../platform-names.ts';
import { MomentText, StateBadge } from '../shared/record-table.tsx';
import { FactList, SidePanel } from '../shared/side-panel.tsx';
import { formatDuration } from '../shared/timestamps.ts';
import { isUnfinished, jobStatusWords, shortId } from './job-labels.ts';
import { JobProgress, JobStatusBadge } from './job-table.tsx';

/** How often an unfinished job is looked at, in milliseconds. */
const pollMs = 1_500;

/** One job at the page's side: how it went, and what came of each of its items. */
export function JobDetails(props: {
  id: string | undefined;
  isRetrying: boolean;
  onRetry: (id: string) => void;
  onClose: () => void;
}) {
  const { id, isRetrying, onRetry, onClose } = props;
  return (
    <SidePanel of={id} titleOf={(jobId) => `Job ${shortId(jobId)}`} onClose={onClose}>
      {(jobId) => <Details id={jobId} isRetrying={isRetrying} onRetry={() => onRetry(jobId)} />}
    </SidePanel>
  );
}

function Details(props: { id: string; isRetrying: boolean; onRetry: () => void }) {
  const { id, isRetrying, onRetry } = props;
  const query = useQuery({
    queryKey: ['admin', 'jobs', 'one', id],
    queryFn: ({ signal }) => genie.jobs.get(id, { signal }),
    refetchInterval: ({ state: { data } }) =>
      data !== undefined && isUnfinished(data) ? pollMs : false,
  });
  const { data: job, error } = query;
  if (job === undefined) {
    if (error === null) return <LoadingRows rows={3} label="Loading the job" />;
    const onRetryLoading = () => void query.refetch();
    return (
      <FailureNotice title="The job could not be loaded" error={error} onRetry={onRetryLoading} />
    );
  }
  return (
    <Stack gap="lg">
      <VisuallyHidden role="status">{`The job is ${jobStatusWords[job.status].word}.`}</VisuallyHidden>
      <FactList facts={factsOf(job)} />
      {isUnfinished(job) && <JobProgress job={job} />}
      {job.status === 'failed' && (
        <Alert color="red" title="No caption was written" role="note">
          <Stack gap="sm" align="flex-start">
            {job.error}
            <Button
              size="xs"
              leftSection={<IconRefresh size={14} aria-hidden />}
              loading={isRetrying}
              onClick={onRetry}
            >
              Retry
            </Button>
          </Stack>
        </Alert>
      )}
      {job.result !== undefined && <JobItems items={job.result.items} />}
    </Stack>
  );
}

function factsOf(job: Job) {
  const { id, status, createdAt, startedAt, finishedAt } = job;
  return [
    { name: 'Status', value: <JobStatusBadge status={status} /> },
    { name: 'Id', value: <Code>{id}</Code> },
    { name: 'Accepted', value: <MomentText at={createdAt} /> },
    { name: 'Begun', value: startedAt === undefined ? 'Not yet' : <MomentText at={startedAt} /> },
    { name: 'Over', value: finishedAt === undefined ? 'Not yet' : <MomentText at={finishedAt} /> },
    ...(startedAt === undefined || finishedAt === undefined
      ? []
      : [{ name: 'Took', value: formatDuration(startedAt, finishedAt) }]),
  ];
}

type Items = NonNullable<Job['result']>['items'];

/** What came of each item of a job, in their order; those that failed with the reason. */
function JobItems({ items }: { items: Items }) {
  const [shown, setShown] = useState<'all' | 'failed'>('all');
  const numbered = items.map((item, index) => ({ number: index + 1, item }));
  const failed = numbered.filter(({ item }) => !item.ok);
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          Items
        </Title>
        {failed.length > 0 && failed.length < items.length && (
          <SegmentedControl
            size="xs"
            aria-label="Which items"
            value={shown}
            onChange={setShown}
            data={[
              { value: 'all', label: `All ${items.length}` },
              { value: 'failed', label: `Failed ${failed.length}` },
            ]}
          />
        )}
      </Group>
      <Stack component="ol" gap="xs" m={0} p={0} style={{ listStyle: 'none' }}>
        {(shown === 'failed' ? failed : numbered).map(({ number, item }) => (
          <Paper component="li" key={number} withBorder p="sm">
            <Group gap="xs" mb={4}>
              <Text size="sm" fw={600}>{`${number}. ${platformName(item.platform)}`}</Text>
              <StateBadge color={item.ok ? 'lamp' : 'red'}>
                {item.ok ? 'Written' : 'Failed'}
              </StateBadge>
            </Group>
            {item.ok ? (
              <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
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
