import { ruleOf } from '@genie-helper/captions/rules';
import { Anchor, Badge, Button, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useEffect, useRef, useState } from 'react';
import { PageHeader } from '../../components/page.tsx';
import { useDraft } from '../../session/session.ts';
import { formatClock } from '../../timestamps.ts';
import { openRecent } from './caption-desk.ts';
import {
  type CaptionFormValues,
  editRecent,
  emptyForm,
  type RecentCaption,
  toWishes,
} from './caption-drafts.ts';
import { CaptionForm } from './caption-form.tsx';
import { CaptionResult, loadSlotTabs } from './caption-result.tsx';
import { useCaptionDesk } from './use-caption-desk.ts';

/** Where the result stands below the form: Mantine's `md` begins where this ends. */
const belowForm = '(max-width: 61.99em)';

/** One topic for one platform or several: asked for, held against each platform's rules while it is edited, copied. */
export function CaptionsPage() {
  const [form, setForm] = useDraft<CaptionFormValues>('captions.wish', emptyForm);
  const { desk, setDesk, isWriting, write, writeAgain, stop } = useCaptionDesk();
  const [platformProblem, setPlatformProblem] = useState<string | null>(null);
  const [toFocus, setToFocus] = useState<number | null>(null);
  const [timesAsked, setTimesAsked] = useState(0);
  const result = useRef<HTMLElement>(null);
  const captionText = useRef<HTMLTextAreaElement>(null);
  const refused = desk.slots.find(
    ({ problem, wish }) => problem?.code === 'captions.topic_refused' && wish.topic === form.topic,
  );
  useEffect(() => {
    // Its field may be in a tab that was opened only now.
    if (toFocus !== null) captionText.current?.focus();
    setToFocus(null);
  }, [toFocus]);

  useEffect(() => {
    const { current: box } = result;
    if (timesAsked === 0 || box === null) return;
    // Beside the form it is in sight; below it one would wait for nothing.
    const isBelow = box.getBoundingClientRect().top > window.innerHeight / 3;
    if (isBelow && window.matchMedia(belowForm).matches) box.scrollIntoView({ block: 'start' });
  }, [timesAsked]);

  function writeAll() {
    if (form.platforms.length === 0) {
      setPlatformProblem('Choose a platform.');
      return;
    }
    write(toWishes(form));
    setTimesAsked((times) => times + 1);
  }

  useHotkeys([['mod+Enter', writeAll]], []);

  const shown = desk.slots.map(({ captionId }) => captionId);
  return (
    <>
      <PageHeader
        title="Captions"
        description="Have captions written that keep to their platforms’ rules, and make them yours."
      />
      <Grid gap="xl">
        {/* Whoever fills in the form wants to see what comes of it. */}
        <Grid.Col span={{ base: 12, md: 5 }} onFocus={() => void loadSlotTabs().catch(() => {})}>
          <CaptionForm
            values={form}
            onChange={(values) => {
              setForm(values);
              setPlatformProblem(null);
            }}
            onWrite={writeAll}
            onStop={stop}
            isWriting={isWriting}
            topicProblem={refused?.problem?.message ?? null}
            platformProblem={platformProblem}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="xl">
            <CaptionResult
              desk={desk}
              ref={result}
              textRef={captionText}
              onOpen={(open) => setDesk((now) => ({ ...now, open }))}
              onEdit={(id, text) =>
                setDesk((now) => ({ ...now, recent: editRecent(now.recent, id, text) }))
              }
              onWrite={writeAgain}
              onStop={stop}
            />
            <RecentList
              captions={desk.recent.filter(({ id }) => !shown.includes(id))}
              onOpen={(caption) => {
                setDesk((now) => openRecent(now, caption));
                setToFocus(caption.id);
              }}
            />
          </Stack>
        </Grid.Col>
      </Grid>
    </>
  );
}

/** The captions before the one that is shown. */
function RecentList(props: {
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
        As you edited them, until you sign out or close the tab. As they were written, all are in
        your{' '}
        <Anchor size="sm" renderRoot={(root) => <Link {...root} to="/library" />}>
          library
        </Anchor>
        .
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
                    <time dateTime={caption.writtenAt}>{formatClock(caption.writtenAt)}</time>
                  </Text>
                </Group>
                <Text
                  size="sm"
                  lineClamp={3}
                  dir="auto"
                  title={caption.text}
                  style={{ overflowWrap: 'anywhere' }}
                >
                  {caption.text}
                </Text>
              </Stack>
              <Button
                variant="default"
                size="xs"
                flex="none"
                aria-label={`Open the caption of ${formatClock(caption.writtenAt)} for ${ruleOf(caption.platform).label}`}
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
