import { Button, Group, Text, VisuallyHidden } from '@mantine/core';
import { IconPencil, IconSparkles } from '@tabler/icons-react';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { CopyButton } from '../../components/copy-button.tsx';
import { InlineFailure } from '../../components/failure.tsx';
import { IconButton } from '../../components/page.tsx';
import { useAsCaption } from '../captions/use-as-caption.ts';
import classes from './chat.module.css';
import { formatMessageTime } from './message-text.ts';
import { mayAskAgain, waitBeforeAsking } from './turns.ts';

/** With what reads Markdown, which comes once there is an answer to read. */
const AnswerText = lazy(() => import('./answer-text.tsx'));

const { mine, bubble, text: textClass, theirs, caret } = classes;

/** A message of the user's. What it says is shown as text, whatever it looks like. */
export function Question({ text, at }: { text: string; at: string }) {
  return (
    <li className={mine}>
      <VisuallyHidden>You:</VisuallyHidden>
      <div className={`${bubble} ${textClass}`} dir="auto">
        {text}
      </div>
      <Text size="xs" c="dimmed" ta="right" mt={4}>
        <Timestamp at={at} />
      </Text>
    </li>
  );
}

/**
 * An answer, with how it ended where that wasn't well.
 *
 * @param props `asked`: the question · `isStreaming`: more of it is on its way
 */
export function Answer(props: {
  text: string;
  asked: string;
  at?: string;
  note?: string | undefined;
  isStreaming?: boolean;
  children?: ReactNode;
}) {
  const { text, asked, at, note, isStreaming = false, children } = props;
  const end = isStreaming && <span className={caret} aria-hidden />;
  return (
    <li className={theirs} aria-busy={isStreaming}>
      <Group gap={6} mb={4} c="lamp">
        <IconSparkles size={16} aria-hidden />
        <Text size="sm" fw={600} c="var(--mantine-color-text)">
          Assistant
        </Text>
      </Group>
      {(text !== '' || isStreaming) && (
        <Suspense fallback={<AnswerBeforeScript text={text} />}>
          <AnswerText text={text} end={end}>
            {(plain) => !isStreaming && <AnswerActions {...plain} asked={asked} />}
          </AnswerText>
        </Suspense>
      )}
      {(note !== undefined || at !== undefined) && (
        <Text size="xs" c="dimmed" mt={4}>
          {note}
          {note !== undefined && at !== undefined && ' · '}
          {at !== undefined && <Timestamp at={at} />}
        </Text>
      )}
      {children}
    </li>
  );
}

function AnswerBeforeScript({ text }: { text: string }) {
  return (
    <div className={textClass} dir="auto">
      {text}
    </div>
  );
}

function AnswerActions(props: { text: string; caption: string; asked: string }) {
  const { text, caption, asked } = props;
  const openAsCaption = useAsCaption();
  if (text.trim() === '') return null;
  return (
    <Group gap="xs" mt={4}>
      <CopyButton text={text} label="Copy" of="this answer" size="xs" />
      {caption !== '' && (
        <IconButton Icon={IconPencil} size="xs" onClick={() => openAsCaption(caption, asked)}>
          Use as caption
        </IconButton>
      )}
    </Group>
  );
}

function Timestamp({ at }: { at: string }) {
  return <time dateTime={at}>{formatMessageTime(at, new Date())}</time>;
}

/** Says beside a question why there is no answer, or not all of it, and what can be done. */
export function TurnFailure(props: {
  error: unknown;
  isBusy: boolean;
  onRetry: () => void;
  onEdit: () => void;
}) {
  const { error, isBusy, onRetry, onEdit } = props;
  const seconds = useCountdown(waitBeforeAsking(error));
  return (
    <InlineFailure error={error} variant="light" mt="xs">
      <Group mt="xs">
        {mayAskAgain(error) ? (
          <Button variant="default" size="xs" disabled={isBusy || seconds > 0} onClick={onRetry}>
            {seconds > 0 ? `Try again in ${seconds} s` : 'Try again'}
          </Button>
        ) : (
          <Button variant="default" size="xs" onClick={onEdit}>
            Edit the message
          </Button>
        )}
      </Group>
    </InlineFailure>
  );
}

/** Seconds that are left of a number of them, counted once. */
function useCountdown(from: number): number {
  const [left, setLeft] = useState(from);
  useEffect(() => {
    if (left <= 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1_000);
    return () => clearTimeout(timer);
  }, [left]);
  return left;
}
