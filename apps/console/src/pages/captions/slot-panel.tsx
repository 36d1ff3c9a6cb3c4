import { ruleOf } from '@genie-helper/captions/rules';
import { Alert, Group, Stack, Text, Textarea } from '@mantine/core';
import { IconAlertTriangle, IconArrowsMinimize, IconRefresh } from '@tabler/icons-react';
import { lazy, type RefObject, Suspense, useId } from 'react';
import { CopyButton } from '../../components/copy-button.tsx';
import { FailureLines } from '../../components/failure.tsx';
import { IconButton } from '../../components/page.tsx';
import { isUnderWay, type Slot } from './caption-desk.ts';
import { assistant, type RecentCaption, shorterLength, type Wish } from './caption-drafts.ts';
import { rulesText } from './rules-text.ts';
import { useAnotherTone } from './tones.tsx';

const CaptionCounts = lazy(() =>
  import('./caption-counts.tsx').catch(() => ({ default: NoCounts })),
);

/** One platform's caption, to be edited, copied and asked for anew; or why there is none. */
export function SlotPanel(props: {
  slot: Slot;
  caption: RecentCaption | undefined;
  textRef: RefObject<HTMLTextAreaElement | null>;
  onEdit: (text: string) => void;
  onWrite: (wish: Wish) => void;
}) {
  const { slot, caption, textRef, onEdit, onWrite } = props;
  const { platform, wish, state, problem } = slot;
  const isWriting = isUnderWay(slot);
  const { label } = ruleOf(platform);
  // Where nothing came of what was asked last, that is what is asked again; else the caption that is shown.
  const isUnmet = state === 'failed' || state === 'stopped';
  const last = isUnmet || caption === undefined ? wish : caption;
  const shorter = shorterLength(last);
  const { opener, choices } = useAnotherTone({
    tone: last.tone,
    isDisabled: isWriting,
    onChoose: (tone) => onWrite(wishOf({ ...last, tone })),
  });
  return (
    <Stack gap="md">
      {state === 'failed' && problem !== undefined && (
        <Alert
          role="alert"
          color="red"
          title={`The caption for ${label} was not written`}
          icon={<IconAlertTriangle aria-hidden />}
        >
          <FailureLines message={problem.message} requestId={problem.requestId} />
        </Alert>
      )}
      {caption !== undefined ? (
        <CaptionText caption={caption} textRef={textRef} onEdit={onEdit} />
      ) : (
        <Stack gap={4} mih={120}>
          <Text>{noCaptionText[state]}</Text>
          <Text size="sm" c="dimmed">
            {label}: {rulesText(platform)}
          </Text>
        </Stack>
      )}
      <Group gap="sm">
        {caption !== undefined && <CopyButton text={caption.text} label="Copy caption" />}
        <IconButton
          Icon={IconRefresh}
          {...offWhile(isWriting)}
          onClick={() => !isWriting && onWrite(wishOf(last))}
        >
          {isUnmet ? 'Try again' : 'Write another'}
        </IconButton>
        {caption !== undefined && (
          <>
            <IconButton
              Icon={IconArrowsMinimize}
              {...offWhile(isWriting || shorter === undefined)}
              onClick={() => {
                if (isWriting || shorter === undefined) return;
                onWrite(wishOf({ ...last, length: shorter }));
              }}
            >
              Shorter
            </IconButton>
            {opener}
          </>
        )}
      </Group>
      {caption !== undefined && choices}
      {caption !== undefined && (
        <Text size="xs" c="dimmed">
          For {label}
          {caption.model !== assistant &&
            `, ${caption.length}, ${caption.tone.trim() || 'playful'}`}
          , written by {caption.model === 'builtin' ? 'the built-in writer' : caption.model}.
          {shorter === undefined && ' Nothing shorter can be asked for.'}
        </Text>
      )}
    </Stack>
  );
}

const noCaptionText: Readonly<Record<Slot['state'], string>> = {
  waiting: 'Its turn comes.',
  writing: 'Being written.',
  written: 'This caption is in your library.',
  failed: 'Nothing was written.',
  stopped: 'Stopped before it was written.',
};

/** It keeps the focus. */
function offWhile(isOff: boolean) {
  return { 'aria-disabled': isOff, ...(isOff ? { 'data-disabled': true } : {}) };
}

function wishOf({ platform, tone, topic, length }: Wish): Wish {
  return { platform, tone, topic, length };
}

function CaptionText(props: {
  caption: RecentCaption;
  textRef: RefObject<HTMLTextAreaElement | null>;
  onEdit: (text: string) => void;
}) {
  const { caption, textRef, onEdit } = props;
  const { text, platform } = caption;
  const countsId = useId();
  const { label } = ruleOf(platform);
  return (
    <>
      <Textarea
        ref={textRef}
        aria-label={`Caption for ${label}`}
        aria-describedby={countsId}
        autosize
        minRows={4}
        maxRows={16}
        value={text}
        onChange={({ currentTarget }) => onEdit(currentTarget.value)}
      />
      <Suspense fallback={<Text size="sm">&nbsp;</Text>}>
        <CaptionCounts id={countsId} caption={caption} />
      </Suspense>
    </>
  );
}

/** What is edited stays, whatever becomes of its counts. */
function NoCounts({ id }: { id: string }) {
  return (
    <Text id={id} size="sm" role="alert">
      What the rules say of it could not be loaded. Copy it or go on; a reload tries again.
    </Text>
  );
}
