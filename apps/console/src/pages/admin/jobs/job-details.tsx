import type { Job } from '@genie-helper/client';
import { Alert, Button, Code, Stack, VisuallyHidden } from '@mantine/core';
import { IconRefresh } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { genie } from '../../../api.ts';
import { FailureNotice } from '../../../components/failure.tsx';
import { LoadingRows } from '../../../components/loading-rows.tsx';
import { FactList } from '../shared/fact-list.tsx';
import { MomentText } from '../shared/moment-text.tsx';
import { SidePanel } from '../shared/side-panel.tsx';
import { formatDuration } from '../shared/timestamps.ts';
import { JobItems } from './job-items.tsx';
import { isUnfinished, jobStatusWords, shortId } from './job-labels.ts';
import { JobProgress } from './job-progress.tsx';
import { JobStatusBadge } from './job-status-badge.tsx';

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
