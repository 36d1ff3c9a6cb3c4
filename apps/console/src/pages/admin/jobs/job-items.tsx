import type { Job } from '@genie-helper/client';
import { Code, Group, Paper, SegmentedControl, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { platformName } from '../../../platform-names.ts';
import { StateBadge } from '../shared/state-badge.tsx';

type Items = NonNullable<Job['result']>['items'];

/** What came of each item of a job, in their order; those that failed with the reason. */
export function JobItems({ items }: { items: Items }) {
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
