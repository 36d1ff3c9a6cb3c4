import { GenieApiError } from '@genie-helper/client';
import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { genie } from '../../../api.ts';
import { showFailure } from '../../../failures/show-failure.ts';
import { useOwnMutation } from '../../../session/use-own.ts';
import { shortId } from './job-labels.ts';

/** Starts failed jobs again, says what came of it, and has every list read anew. */
export function useRetryJob() {
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
