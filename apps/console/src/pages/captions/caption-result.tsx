import type { Platform } from '@genie-helper/captions/rules';
import { Group, Loader, Paper, Text, Title } from '@mantine/core';
import { IconMessage2 } from '@tabler/icons-react';
import { lazy, type Ref, type RefObject, Suspense, useRef } from 'react';
import { EmptyState } from '../../components/page.tsx';
import { type Desk, deskSummary, isUnderWay } from './caption-desk.ts';
import type { Wish } from './caption-drafts.ts';
import { StopButton } from './stop-button.tsx';

/** Nobody needs it before something is asked for: the form is there sooner without it. */
export const loadSlotTabs = () => import('./slot-tabs.tsx');
const SlotTabs = lazy(loadSlotTabs);

/** The captions, one tab a platform where there are several; before there is one, what will be here. */
export function CaptionResult(props: {
  desk: Desk;
  ref: Ref<HTMLElement>;
  textRef: RefObject<HTMLTextAreaElement | null>;
  onOpen: (platform: Platform) => void;
  onEdit: (captionId: number, text: string) => void;
  onWrite: (wish: Wish) => void;
  onStop: () => void;
}) {
  const { desk, ref, textRef, onOpen, onEdit, onWrite, onStop } = props;
  const { slots } = desk;
  const heading = useRef<HTMLHeadingElement>(null);
  const isWriting = slots.some(isUnderWay);

  return (
    <Paper
      ref={ref}
      component="section"
      aria-label="The caption"
      withBorder
      p="lg"
      // On a phone high enough to be scrolled to, before its captions are there.
      mih={slots.length > 0 ? { base: 'calc(100dvh - 88px)', md: 320 } : 320}
      // Below the header of the page, which stays.
      style={{ scrollMarginTop: 72 }}
    >
      <Group justify="space-between" mb="sm" mih={36}>
        <Title order={2} ref={heading} tabIndex={-1} data-page-heading>
          {slots.length > 1 ? 'Captions' : 'Caption'}
        </Title>
        <Group gap="xs">
          {isWriting && <Loader size="xs" aria-hidden />}
          <Text size="sm" c="dimmed" role="status">
            {deskSummary(desk)}
          </Text>
          {isWriting && <StopButton onStop={onStop} next={heading} size="xs" hiddenFrom="md" />}
        </Group>
      </Group>
      {slots.length === 0 ? (
        <EmptyState icon={<IconMessage2 size={28} />} title="No caption yet">
          Choose one platform or several, say what it is about, and have it written. You can edit it
          here.
        </EmptyState>
      ) : (
        <Suspense fallback={null}>
          <SlotTabs
            desk={desk}
            textRef={textRef}
            onOpen={onOpen}
            onEdit={onEdit}
            onWrite={onWrite}
          />
        </Suspense>
      )}
    </Paper>
  );
}
