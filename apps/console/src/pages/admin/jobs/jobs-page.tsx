import { GenieApiError } from '@genie-helper/client';
import { Button, Group, Select, Stack } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconBriefcase } from '@tabler/icons-react';
import { keepPreviousData, useQuery, useQueryClient } from '@tanstack/react-query';
import { genie } from '../../../api.ts';
import { useSearchState } from '../../../app/use-search-state.ts';
import { showFailure } from '../../../components/failure.tsx';
import { PageHeader } from '../../../components/page.tsx';
import { useOwnMutation } from '../../../session/use-own.ts';
import { FilterBox } from '../shared/filters.tsx';
import { PersonSelect, peopleOf } from '../shared/people.tsx';
import { RecordList } from '../shared/record-list.tsx';
import { given, readOneOf, toQuery } from '../shared/search-params.ts';
import { JobDetails } from './job-details.tsx';
import {
  isUnfinished,
  type JobSearch,
  jobStatuses,
  jobStatusWords,
  readJobSearch,
  shortId,
} from './job-labels.ts';
import { JobTable } from './job-table.tsx';

/** How often the list is read while something in it is unfinished, in milliseconds. */
const pollMs = 3_000;

/** Everybody's jobs, for administrators. */
export function JobsPage() {
  const [search, change] = useSearchState(readJobSearch);
  const { page, status, userId, job } = search;
  const retry = useRetryJob();
  const query = useQuery({
    queryKey: ['admin', 'jobs', 'list', page, status, userId],
    queryFn: async ({ signal, client }) => {
      const wanted = { ...toQuery(page), all: 'true' as const, ...given({ status, userId }) };
      const found = await genie.jobs.list(wanted, { signal });
      const owners = found.jobs.map((one) => one.userId);
      return { ...found, people: await peopleOf(client, owners) };
    },
    placeholderData: keepPreviousData,
    refetchInterval: ({ state: { data } }) => (data?.jobs.some(isUnfinished) ? pollMs : false),
  });
  const retryingId = retry.isPending ? retry.variables : undefined;
  const isNarrowed = status !== undefined || userId !== undefined;
  return (
    <>
      <PageHeader title="Jobs" description="Batches of captions, everybody's, newest first." />
      <Stack gap="lg">
        <JobFilters search={search} onChange={(parts) => change({ ...parts, page: undefined })} />
        <RecordList
          query={query}
          what="jobs"
          page={page}
          onPage={(next) => change({ page: next })}
          icon={<IconBriefcase size={28} />}
          empty={{
            title: isNarrowed ? 'No such job' : 'No jobs yet',
            text: isNarrowed
              ? 'No job has this status and this user.'
              : 'When somebody starts a batch of captions, it is listed here.',
          }}
          countOf={({ jobs }) => jobs.length}
        >
          {({ jobs, people }) => (
            <JobTable
              jobs={jobs}
              people={people}
              isBusy={query.isPlaceholderData}
              retryingId={retryingId}
              onOpen={(id) => change({ job: id })}
              onRetry={(id) => retry.mutate(id)}
            />
          )}
        </RecordList>
      </Stack>
      <JobDetails
        id={job}
        isRetrying={retryingId === job && job !== undefined}
        onRetry={(id) => retry.mutate(id)}
        onClose={() => change({ job: undefined })}
      />
    </>
  );
}

const choices = jobStatuses.map((value) => ({ value, label: jobStatusWords[value].word }));

/** Which jobs are listed. */
function JobFilters(props: {
  search: JobSearch;
  onChange: (change: { status?: JobSearch['status']; userId?: string | undefined }) => void;
}) {
  const { search, onChange } = props;
  const count = [search.status, search.userId].filter((value) => value !== undefined).length;
  return (
    <FilterBox label="Jobs" count={count}>
      <Group align="flex-end" gap="sm">
        <Select
          label="Status"
          placeholder="Any"
          data={choices}
          value={search.status ?? null}
          onChange={(value) => onChange({ status: readOneOf(value, jobStatuses) })}
          clearable
          clearButtonProps={{ 'aria-label': 'Clear Status' }}
        />
        <PersonSelect
          label="User"
          value={search.userId}
          onChange={(userId) => onChange({ userId })}
        />
        {count > 0 && (
          <Button
            variant="subtle"
            onClick={() => onChange({ status: undefined, userId: undefined })}
          >
            Clear filters
          </Button>
        )}
      </Group>
    </FilterBox>
  );
}

/** Starts failed jobs again, says what came of it, and has every list read anew. */
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
      if (!isStartedAlready(error)) return showFailure(error, `Job ${shortId(id)} was not retried`);
      notifications.show({
        color: 'yellow',
        title: `Job ${shortId(id)} was not retried`,
        message:
          'It is no longer failed: somebody has started it again already. The list shows how it is now.',
        role: 'status',
      });
    },
    onSettled: () => client.invalidateQueries({ queryKey: ['admin', 'jobs'] }),
  });
}

function isStartedAlready(error: unknown): boolean {
  return error instanceof GenieApiError && error.code === 'queue.job_not_failed';
}
