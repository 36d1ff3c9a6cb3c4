import { ruleOf } from '@genie-helper/captions/rules';
import { type Caption, type CaptionRequest, GenieError } from '@genie-helper/client';
import { Badge, Button, Grid, Group, Paper, Stack, Text, Title } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useCallback, useEffect, useRef, useState } from 'react';
import { genie } from '../../api.ts';
import { showFailure } from '../../components/failure.tsx';
import { PageHeader } from '../../components/page.tsx';
import { useDraft } from '../../session/use-own.ts';
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
  const writer = useCaptionWriter();
  const captionText = useRef<HTMLTextAreaElement>(null);
  const latest = useRef(recent);
  useEffect(() => {
    latest.current = recent;
  }, [recent]);
  const open = recent.find(({ id }) => id === openId);

  async function write(values: CaptionFormValues) {
    if (writer.isWriting) return;
    setTopicProblem(null);
    try {
      const written = await writer.write(toCaptionRequest(values));
      if (written === null) return;
      const { platform, tone, topic, length } = values;
      const { caption: text, model } = written;
      const writtenAt = new Date().toISOString();
      const caption = { platform, tone, topic, length, text, model, writtenAt };
      // What was edited while this was written is kept.
      const next = addRecent(latest.current, caption);
      setRecent(next);
      setOpenId(next[0]?.id ?? null);
    } catch (error) {
      const isTopic = error instanceof GenieError && error.code === 'captions.topic_refused';
      if (isTopic) setTopicProblem(error.message);
      showFailure(error, 'The caption was not written');
    }
  }

  useHotkeys([['mod+Enter', () => void write(form)]], []);

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
            onWrite={() => void write(form)}
            onStop={writer.stop}
            isWriting={writer.isWriting}
            topicProblem={topicProblem}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 7 }}>
          <Stack gap="xl">
            <CaptionResult
              caption={open}
              textRef={captionText}
              isWriting={writer.isWriting}
              onEdit={(text) => {
                if (open !== undefined) setRecent(editRecent(recent, open.id, text));
              }}
              onWriteAnother={() => {
                if (open !== undefined) void write(open);
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

/** Writes one caption at a time. */
export interface CaptionWriter {
  isWriting: boolean;
  /** @returns null where it was stopped. @throws GenieError */
  write(request: CaptionRequest): Promise<Caption | null>;
  /** Ends the request, at the server too. */
  stop(): void;
}

function useCaptionWriter(): CaptionWriter {
  const running = useRef<AbortController | null>(null);
  const [isWriting, setIsWriting] = useState(false);
  const stop = useCallback(() => running.current?.abort(), []);
  useEffect(() => stop, [stop]);

  const write = useCallback(async (request: CaptionRequest) => {
    const controller = new AbortController();
    running.current = controller;
    setIsWriting(true);
    try {
      return await genie.captions.generate(request, { signal: controller.signal });
    } catch (error) {
      if (controller.signal.aborted) return null;
      throw error;
    } finally {
      running.current = null;
      setIsWriting(false);
    }
  }, []);

  return { isWriting, write, stop };
}

const time = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

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
