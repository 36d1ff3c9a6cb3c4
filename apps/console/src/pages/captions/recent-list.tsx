import { ruleOf } from '@genie-helper/captions/rules';
import { Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core';
import type { RecentCaption } from './recent-captions.ts';

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

/** The captions before the one that is shown. */
export function RecentList(props: {
  captions: readonly RecentCaption[];
  onOpen: (caption: RecentCaption) => void;
}) {
  const { captions, onOpen } = props;
  if (captions.length === 0) return null;
  return (
    <section aria-labelledby="recent-captions">
      <Title order={2} id="recent-captions" mb={4}>
        Earlier in this tab
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Kept until you sign out or close the tab.
      </Text>
      <Stack gap="sm" component="ul" p={0} m={0}>
        {captions.map((caption) => (
          <Paper component="li" key={caption.id} withBorder p="md" display="block">
            <Group justify="space-between" align="flex-start" wrap="nowrap" gap="md">
              <Stack gap={6} miw={0}>
                <Group gap="xs">
                  <Badge variant="default" tt="none">
                    {ruleOf(caption.platform).label}
                  </Badge>
                  <Text size="xs" c="dimmed">
                    <time dateTime={caption.writtenAt}>
                      {time.format(new Date(caption.writtenAt))}
                    </time>
                  </Text>
                </Group>
                <Text size="sm" lineClamp={3} style={{ overflowWrap: 'anywhere' }}>
                  {caption.text}
                </Text>
              </Stack>
              <Button
                variant="default"
                size="xs"
                flex="none"
                aria-label={`Open the caption of ${time.format(new Date(caption.writtenAt))} for ${ruleOf(caption.platform).label}`}
                onClick={() => onOpen(caption)}
              >
                Open
              </Button>
            </Group>
          </Paper>
        ))}
      </Stack>
    </section>
  );
}
