import { Stack } from '@mantine/core';
import { IconBriefcase } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { genie } from '../../../api.ts';
import { useSearchState } from '../../../app/use-search-state.ts';
import { PageHeader } from '../../../components/page.tsx';
import { given } from '../shared/given.ts';
import { toQuery } from '../shared/page-range.ts';
import { peopleOf } from '../shared/people.tsx';
import { RecordList } from '../shared/record-list.tsx';
import { JobDetails } from './job-details.tsx';
import { JobFilters } from './job-filters.tsx';
import { isUnfinished } from './job-labels.ts';
import { readJobSearch } from './job-search.ts';
import { JobTable } from './job-table.tsx';
import { useRetryJob } from './use-retry-job.ts';

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
