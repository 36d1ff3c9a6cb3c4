import type { ListedJob } from '@genie-helper/client';
import { Group, Progress, Text } from '@mantine/core';
import { shortId } from './job-labels.ts';

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
