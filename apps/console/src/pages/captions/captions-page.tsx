import { ruleOf } from '@genie-helper/captions/rules';
import { GenieError } from '@genie-helper/client';
import { Anchor, Badge, Button, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';
import { genie } from '../../api.ts';
import { showFailure } from '../../components/failure.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useDraft, useOwnMutation } from '../../session/session.ts';
import { formatClock } from '../../timestamps.ts';
import {
  addRecent,
  type CaptionFormValues,
  editRecent,
  emptyForm,
  type RecentCaption,
  toCaptionRequest,
} from './caption-drafts.ts';
import { CaptionForm } from './caption-form.tsx';
import { CaptionResult } from './caption-result.tsx';

const noCaptions: RecentCaption[] = [];

/** One caption at a time: asked for, held against its platform's rules while it is edited, copied. */
export function CaptionsPage() {
  const [form, setForm] = useDraft<CaptionFormValues>('captions.form', emptyForm);
  const [recent, setRecent] = useDraft<RecentCaption[]>('captions.recent', noCaptions);
  const [openId, setOpenId] = useDraft<number | null>('captions.open', null);
  const [topicProblem, setTopicProblem] = useState<string | null>(null);
  const captionText = useRef<HTMLTextAreaElement>(null);
  const open = recent.find(({ id }) => id === openId);
  const running = useRef<AbortController>(undefined);
  const writing = useOwnMutation({
    mutationFn(values: CaptionFormValues) {
      running.current = new AbortController();
      const { signal } = running.current;
      return genie.captions.generate(toCaptionRequest(values), { signal });
    },
    onSuccess({ caption: text, model }, { platform, tone, topic, length }) {
      const writtenAt = new Date().toISOString();
      const caption = { platform, tone, topic, length, text, model, writtenAt };
      const next = addRecent(recent, caption);
      setRecent(next);
      setOpenId(next[0]?.id ?? null);
    },
    onError(error) {
      if (running.current?.signal.aborted) return;
      const isTopic = error instanceof GenieError && error.code === 'captions.topic_refused';
      if (isTopic) setTopicProblem(error.message);
      showFailure(error, 'The caption was not written');
    },
  });

  function write(values: CaptionFormValues) {
    if (writing.isPending) return;
    setTopicProblem(null);
    writing.mutate(values);
  }

  useHotkeys([['mod+Enter', () => write(form)]], []);

  return (
    <>
      <PageHeader
        title="Captions"
        description="Have a caption written that keeps to its platform’s rules, and make it yours."
      />
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, md: 5 }}>
          <CaptionForm
            values={form}
            onChange={(values) => {
              setForm(values);
              setTopicProblem(null);
            }}
            onWrite={() => write(form)}
            onStop={() => running.current?.abort()}
            isWriting={writing.isPending}
            topicProblem={topicProblem}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="xl">
            <CaptionResult
              caption={open}
              textRef={captionText}
              isWriting={writing.isPending}
              onEdit={(text) => {
                if (open !== undefined) setRecent(editRecent(recent, open.id, text));
              }}
              onWriteAnother={() => {
                if (open !== undefined) write(open);
              }}
            />
            <RecentList
              captions={recent.filter(({ id }) => id !== openId)}
              onOpen={({ id }) => {
                setOpenId(id);
                captionText.current?.focus();
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
                <Text size="sm" lineClamp={3} dir="auto" style={{ overflowWrap: 'anywhere' }}>
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
