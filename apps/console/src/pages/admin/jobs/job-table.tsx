import type { Job, ListedJob } from '@genie-helper/client';
import { Button, Group, Progress, Text } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { type People, PersonName } from '../shared/people.tsx';
import { type Column, MomentText, RecordTable, StateBadge } from '../shared/record-table.tsx';
import { isUnfinished, jobStatusWords, shortId } from './job-labels.ts';

/** A page of jobs, everybody's. */
export function JobTable(props: {
  jobs: readonly ListedJob[];
  people: People;
  isBusy: boolean;
  retryingId: string | undefined;
  onOpen: (id: string) => void;
  onRetry: (id: string) => void;
}) {
  const { jobs, people, isBusy, retryingId, onOpen, onRetry } = props;
  const columns: Column<ListedJob>[] = [
    { header: 'Accepted', kind: 'head', cell: (job) => <MomentText at={job.createdAt} /> },
    {
      header: 'User',
      cell: (job) =>
        job.userId === undefined ? null : <PersonName id={job.userId} people={people} />,
    },
    { header: 'Status', cell: (job) => <JobStatusBadge status={job.status} /> },
    {
      header: 'Outcome',
      cell: (job) => (isUnfinished(job) ? <JobProgress job={job} /> : <Outcome job={job} />),
    },
    {
      header: 'Actions',
      kind: 'actions',
      cell: (job) => (
        <Group gap="xs" wrap="nowrap" justify="flex-end">
          {job.status === 'failed' && (
            <Button
              size="xs"
              variant="light"
              leftSection={<IconRefresh size={14} aria-hidden />}
              loading={retryingId === job.id}
              onClick={() => onRetry(job.id)}
              aria-label={`Retry job ${shortId(job.id)}`}
            >
              Retry
            </Button>
          )}
          <Button
            size="xs"
            variant="default"
            onClick={() => onOpen(job.id)}
            aria-label={`Details of job ${shortId(job.id)}`}
          >
            Details
          </Button>
        </Group>
      ),
    },
  ];
  return (
    <RecordTable
      label="Jobs"
      columns={columns}
      rows={jobs}
      keyOf={({ id }) => id}
      isBusy={isBusy}
    />
  );
}

function Outcome({ job }: { job: ListedJob }) {
  if (job.error === undefined) return <JobEnd job={job} />;
  return (
    <Text size="sm" c="dimmed" lineClamp={2} maw="20rem">
      {job.error}
    </Text>
  );
}

function JobEnd({ job }: { job: ListedJob }) {
  if (job.finishedAt === undefined) return null;
  return (
    <Text size="sm" c="dimmed" span>
      Done <MomentText at={job.finishedAt} />
    </Text>
  );
}

/** How far a job is, which is known to be unfinished or to have been. */
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

export function JobStatusBadge({ status }: { status: Job['status'] }) {
  const { word, color } = jobStatusWords[status];
  return <StateBadge color={color}>{word}</StateBadge>;
}
