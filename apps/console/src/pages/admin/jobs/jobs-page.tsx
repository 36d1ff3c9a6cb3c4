import { GenieError, type ListedJob, type ListedUser } from '@genie-helper/client';
import { Button, Group, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBriefcase, IconRefresh } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { genie } from '../../../api.ts';
import { useSearchState } from '../../../app/use-search-state.ts';
import { showFailure } from '../../../components/failure.tsx';
import { IconButton, PageHeader } from '../../../components/page.tsx';
import { isOver } from '../../../labels.ts';
import { useOwnMutation } from '../../../session/session.ts';
import { toJobsCsv } from '../shared/csv-tables.ts';
import { ExportButton } from '../shared/export-button.tsx';
import { FilterBox, LabelFilter } from '../shared/filters.tsx';
import { isRetryable, jobStates, shortId } from '../shared/labels.ts';
import { nobody, PersonName, PersonSelect, peopleOf } from '../shared/people.tsx';
import { RecordList } from '../shared/record-list.tsx';
import { type Column, StateBadge, Timestamp } from '../shared/record-table.tsx';
import { cleared, omitUndefined, readJobSearch, toQuery } from '../shared/search-params.ts';
import { SidePanel } from '../shared/side-panel.tsx';
import { JobDetails, JobProgress } from './job-details.tsx';

/** How often the list is read while something in it is unfinished, in milliseconds. */
const pollMs = 3_000;

/** Everybody's jobs, for administrators. */
export function JobsPage() {
  const [{ page, job: openId, ...filter }, change] = useSearchState(readJobSearch);
  const retry = useRetryJob();
  const query = useQuery({
    queryKey: ['admin', 'jobs', 'list', page, filter],
    async queryFn({ signal, client }) {
      const wanted = { ...toQuery(page), all: 'true' as const, ...omitUndefined(filter) };
      const { jobs: rows, total } = await genie.jobs.list(wanted, { signal });
      const owners = rows.map(({ userId }) => userId);
      return { rows, total, people: await peopleOf(client, owners) };
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => (data?.rows.every(isOver) === false ? pollMs : false),
  });
  const { people = nobody } = query.data ?? {};
  const retryingId = retry.isPending ? retry.variables : undefined;
  const isNarrowed = filter.status !== undefined || filter.userId !== undefined;
  const narrow = (parts: Partial<typeof filter>) => change({ ...parts, page: undefined });
  const columns: Column<ListedJob>[] = [
    { header: 'Accepted', kind: 'head', cell: ({ createdAt }) => <Timestamp at={createdAt} /> },
    {
      header: 'User',
      cell: ({ userId }) => userId !== undefined && <PersonName id={userId} people={people} />,
    },
    { header: 'Status', cell: ({ status }) => <StateBadge {...jobStates[status]} /> },
    { header: 'Outcome', givesWay: 'next', cell: (job) => <Outcome job={job} /> },
    {
      header: 'Actions',
      kind: 'actions',
      cell: ({ id, status }) => (
        <Group gap="xs" wrap="nowrap" justify="flex-end">
          {isRetryable(status) && (
            <IconButton
              size="xs"
              variant="light"
              Icon={IconRefresh}
              iconSize={14}
              loading={retryingId === id}
              onClick={() => retry.mutate(id)}
              aria-label={`Retry job ${shortId(id)}`}
            >
              Retry
            </IconButton>
          )}
          <Button
            size="xs"
            variant="default"
            onClick={() => change({ job: id })}
            aria-label={`Details of job ${shortId(id)}`}
          >
            Details
          </Button>
        </Group>
      ),
    },
  ];
  return (
    <>
      <PageHeader
        title="Jobs"
        description="Batches of captions, everybody's, newest first."
        actions={
          <ExportJobs
            filter={filter}
            isDisabled={query.isPlaceholderData || (query.data?.total ?? 0) === 0}
          />
        }
      />
      <Stack gap="lg">
        <FilterBox label="Jobs" filter={filter} onChange={narrow}>
          {(field, clearButton) => (
            <Group align="flex-end" gap="sm">
              <LabelFilter label="Status" labels={jobStates} {...field('status')} />
              <PersonSelect label="User" {...field('userId')} />
              {clearButton}
            </Group>
          )}
        </FilterBox>
        <RecordList
          query={query}
          columns={columns}
          what="jobs"
          label="Jobs"
          page={page}
          onPage={(next) => change({ page: next })}
          icon={<IconBriefcase size={28} />}
          empty={{
            title: isNarrowed ? 'No such job' : 'No jobs yet',
            text: isNarrowed
              ? 'No job has this status and this user.'
              : 'When somebody starts a batch of captions, it is listed here, yours as well.',
            action: (
              <Button renderRoot={(root) => <Link {...root} to="/batch" />}>Start a batch</Button>
            ),
          }}
          onClear={isNarrowed ? () => narrow(cleared(filter)) : undefined}
        />
      </Stack>
      <SidePanel
        of={openId}
        titleOf={(id) => `Job ${shortId(id)}`}
        onClose={() => change({ job: undefined })}
      >
        {(id) => (
          <JobDetails id={id} isRetrying={retryingId === id} onRetry={() => retry.mutate(id)} />
        )}
      </SidePanel>
    </>
  );
}

/** Saves the jobs that these filters let through, with the names of whose they are. */
function ExportJobs(props: { filter: JobFilter; isDisabled: boolean }) {
  const { filter, isDisabled } = props;
  const client = useQueryClient();
  const people = new Map<string, ListedUser>();
  return (
    <ExportButton<ListedJob>
      what="jobs"
      fileName="jobs"
      isDisabled={isDisabled}
      readPart={async (part, signal) => {
        const wanted = { ...part, all: 'true' as const, ...omitUndefined(filter) };
        const { jobs: rows, total } = await genie.jobs.list(wanted, { signal });
        const owners = rows.map(({ userId }) => userId);
        for (const [id, person] of await peopleOf(client, owners)) people.set(id, person);
        return { rows, total };
      }}
      toCsv={(jobs) => toJobsCsv(jobs, people)}
    />
  );
}

type JobFilter = Pick<ReturnType<typeof readJobSearch>, 'status' | 'userId'>;

/** How far the job is; once it is over, when that was, or why it failed. */
function Outcome({ job }: { job: ListedJob }) {
  if (!isOver(job)) return <JobProgress job={job} />;
  if (job.error !== undefined) {
    return (
      <Text size="sm" c="dimmed" lineClamp={2} maw="20rem" title={job.error}>
        {job.error}
      </Text>
    );
  }
  return (
    job.finishedAt !== undefined && (
      <Text size="sm" c="dimmed" span>
        Done <Timestamp at={job.finishedAt} />
      </Text>
    )
  );
}

/** Starts jobs again that failed or were cancelled, says what came of it, and has every list read anew. */
function useRetryJob() {
  const client = useQueryClient();
  return useOwnMutation({
    mutationFn: (id: string) => genie.jobs.retry(id),
    onSuccess: ({ jobId }) =>
      notifications.show({
        title: `Job ${shortId(jobId)} is queued again`,
        message: 'The captions that it has are kept; the others are written anew.',
        role: 'status',
      }),
    onError: (error, id) => {
      const title = `Job ${shortId(id)} was not retried`;
      const isStartedAlready = error instanceof GenieError && error.code === 'queue.job_not_failed';
      if (!isStartedAlready) return showFailure(error, title);
      notifications.show({
        color: 'yellow',
        title,
        message: 'Somebody has started it again already. The list shows how it is now.',
        role: 'status',
      });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['admin', 'jobs'] }),
  });
}
