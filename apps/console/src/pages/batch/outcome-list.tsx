import type { CaptionRequest } from '@genie-helper/client';
import {
  ActionIcon,
  Badge,
  CopyButton,
  Group,
  Paper,
  Stack,
  Text,
  Title,
  Tooltip,
} from '@mantine/core';
import { IconAlertTriangle, IconCheck, IconCopy } from '@tabler/icons-react';
import { useProblemFilter } from '../../components/choices.tsx';
import { type Outcome, platformName } from '../../labels.ts';

/** What came of each item so far, in their order; nothing where nothing has. */
export function OutcomeList(props: {
  outcomes: readonly (Outcome | null)[];
  asked: readonly CaptionRequest[];
}) {
  const { outcomes, asked } = props;
  const numbered = outcomes.flatMap((outcome, index) =>
    outcome === null ? [] : [{ outcome, number: index + 1, topic: asked[index]?.topic }],
  );
  const { shown, control } = useProblemFilter(numbered, ({ outcome }) => !outcome.ok, {
    name: 'Failed',
    label: 'Which results to show',
  });
  if (numbered.length === 0) return null;
  return (
    <section aria-labelledby="batch-results">
      <Group justify="space-between" mb="sm" mih={36}>
        <Title order={2} id="batch-results">
          Results
        </Title>
        {control}
      </Group>
      <Stack gap="xs" component="ol" p={0} m={0} style={{ listStyle: 'none' }}>
        {shown.map((item) => (
          <OutcomeItem key={item.number} {...item} />
        ))}
      </Stack>
    </section>
  );
}

function OutcomeItem(props: { outcome: Outcome; number: number; topic: string | undefined }) {
  const { outcome, number, topic } = props;
  return (
    <Paper component="li" withBorder p="md">
      <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
        <Stack gap={6} miw={0}>
          <Group gap="xs">
            <Text size="sm" c="dimmed" miw="1.5rem">
              {number}
            </Text>
            <Badge variant="default" tt="none">
              {platformName(outcome.platform)}
            </Badge>
            {topic !== undefined && (
              <Text size="sm" c="dimmed" dir="auto" style={{ overflowWrap: 'anywhere' }}>
                {topic}
              </Text>
            )}
          </Group>
          {outcome.ok ? (
            <Text dir="auto" style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
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
  return (
    <CopyButton value={text} timeout={2_000}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? 'Copied' : 'Copy'}>
          <ActionIcon
            variant="default"
            size="lg"
            aria-label={copied ? `${label}: copied` : label}
            onClick={copy}
          >
            {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  );
}
