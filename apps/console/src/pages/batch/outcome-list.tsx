import { platforms, ruleOf } from '@genie-helper/captions/rules';
import type { CaptionRequest } from '@genie-helper/client';
import {
  ActionIcon,
  Badge,
  Group,
  Paper,
  SegmentedControl,
  Stack,
  Text,
  Title,
  Tooltip,
} from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useState } from 'react';
import type { Outcome } from './batch-results.ts';

/** What came of each item, in their order. */
export function OutcomeList(props: {
  outcomes: readonly Outcome[];
  sent: readonly CaptionRequest[] | undefined;
}) {
  const { outcomes, sent } = props;
  const [isFailedOnly, setIsFailedOnly] = useState(false);
  const numbered = outcomes.map((outcome, index) => ({
    outcome,
    number: index + 1,
    topic: sent?.[index]?.topic,
  }));
  const failed = numbered.filter(({ outcome }) => !outcome.ok);
  const isMixed = failed.length > 0 && failed.length < numbered.length;
  return (
    <section aria-labelledby="batch-results">
      <Group justify="space-between" mb="sm" mih={36}>
        <Title order={2} id="batch-results">
          Results
        </Title>
        {isMixed && (
          <SegmentedControl
            size="xs"
            aria-label="Which results to show"
            data={[
              { value: 'all', label: `All ${numbered.length}` },
              { value: 'failed', label: `Failed ${failed.length}` },
            ]}
            value={isFailedOnly ? 'failed' : 'all'}
            onChange={(value) => setIsFailedOnly(value === 'failed')}
          />
        )}
      </Group>
      <Stack gap="xs" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
        {(isMixed && isFailedOnly ? failed : numbered).map(({ outcome, number, topic }) => (
          <OutcomeItem key={number} outcome={outcome} number={number} topic={topic} />
        ))}
      </Stack>
    </section>
  );
}

function OutcomeItem(props: { outcome: Outcome; number: number; topic: string | undefined }) {
  const { outcome, number, topic } = props;
  const platform = platforms.find((one) => one === outcome.platform);
  return (
    <Paper component="li" withBorder p="md">
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
        <Stack gap={6} miw={0}>
          <Group gap="xs">
            <Text size="sm" c="dimmed" miw="1.5rem">
              {number}
            </Text>
            <Badge variant="default" tt="none">
              {platform === undefined ? outcome.platform : ruleOf(platform).label}
            </Badge>
            {topic !== undefined && (
              <Text size="sm" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
                {topic}
              </Text>
            )}
          </Group>
          {outcome.ok ? (
            <Text style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
              {outcome.caption}
            </Text>
          ) : (
            <Group gap={6} wrap="nowrap" align="flex-start">
              <Text c="red" lh={1} pt={3} aria-hidden>
                <IconAlertTriangle size={18} />
              </Text>
              <Text c="red">Not written. {outcome.error}</Text>
            </Group>
          )}
        </Stack>
        {outcome.ok && <CopyIcon text={outcome.caption} label={`Copy caption ${number}`} />}
      </Group>
    </Paper>
  );
}

function CopyIcon({ text, label }: { text: string; label: string }) {
  const clipboard = useClipboard({ timeout: 2_000 });
  return (
    <Tooltip label={clipboard.copied ? 'Copied' : 'Copy'}>
      <ActionIcon
        variant="default"
        size="lg"
        aria-label={clipboard.copied ? `${label}: copied` : label}
        onClick={() => clipboard.copy(text)}
      >
        {clipboard.copied ? (
          <IconCheck size={16} aria-hidden />
        ) : (
          <IconCopy size={16} aria-hidden />
        )}
      </ActionIcon>
    </Tooltip>
  );
}
