import { GenieError } from '@genie-helper/client';
import { Grid, Stack } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';
import { PageHeader } from '../../components/page.tsx';
import { showFailure } from '../../failures/show-failure.ts';
import { useDraft } from '../../session/drafts.ts';
import { type CaptionFormValues, emptyForm, toCaptionRequest } from './caption-drafts.ts';
import { CaptionForm } from './caption-form.tsx';
import { CaptionResult } from './caption-result.tsx';
import { addRecent, editRecent, type RecentCaption } from './recent-captions.ts';
import { RecentList } from './recent-list.tsx';
import { useCaptionWriter } from './use-caption-writer.ts';

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
