import { Group, Text, Textarea } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { IconPlayerStopFilled, IconSend2 } from '@tabler/icons-react';
import { type KeyboardEvent, type Ref, useEffect, useId, useState } from 'react';
import { IconButton } from '../../components/page.tsx';
import classes from './chat.module.css';
import { maxMessageLength, measureMessage, toMessage } from './message-text.ts';

const number = new Intl.NumberFormat('en');

/**
 * Where the user writes. Enter sends, Shift and Enter begin a line, Escape stops an answer; on a screen that is touched
 * Enter begins a line, as its keyboard has no Shift and Enter. What is sent before the conversation has come goes as soon
 * as it has.
 */
export function Composer(props: {
  draft: string;
  onDraft: (draft: string) => void;
  isStreaming: boolean;
  isReady: boolean;
  onSend: (message: string) => void;
  onStop: () => void;
  inputRef: Ref<HTMLTextAreaElement>;
}) {
  const { draft, onDraft, isStreaming, isReady, onSend, onStop, inputRef } = props;
  const noteId = useId();
  const isTouched = useMediaQuery('(hover: none) and (pointer: coarse)', false, {
    getInitialValueInEffect: false,
  });
  const { length, excess, maySend } = measureMessage(draft);
  const [isWaiting, setIsWaiting] = useState(false);
  const send = () => {
    if (!maySend || isStreaming) return;
    setIsWaiting(!isReady);
    if (isReady) onSend(toMessage(draft));
  };
  useEffect(() => {
    if (isWaiting && isReady) send();
  });
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && isStreaming) onStop();
    // While a word is being composed, Enter ends the word.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    if (isTouched) return;
    event.preventDefault();
    send();
  };
  return (
    <form
      className={classes.composer}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <Textarea
          ref={inputRef}
          flex={1}
          autosize
          minRows={1}
          maxRows={8}
          size="md"
          aria-label="Message"
          aria-describedby={noteId}
          aria-invalid={excess > 0}
          error={excess > 0}
          placeholder="Ask the assistant"
          value={draft}
          onChange={(event) => {
            setIsWaiting(false);
            onDraft(event.currentTarget.value);
          }}
          onKeyDown={onKeyDown}
        />
        {isStreaming ? (
          <IconButton key="stop" h={42} Icon={IconPlayerStopFilled} onClick={onStop}>
            Stop
          </IconButton>
        ) : (
          <IconButton
            variant="filled"
            key="send"
            type="submit"
            h={42}
            disabled={!maySend}
            loading={isWaiting}
            Icon={IconSend2}
          >
            Send
          </IconButton>
        )}
      </Group>
      <Group id={noteId} justify="space-between" gap="xs" mt={6} mih={20}>
        <Text size="xs" c={excess > 0 ? 'red' : 'dimmed'}>
          {excess > 0
            ? `Too long by ${number.format(excess)} of ${number.format(maxMessageLength)} characters`
            : isTouched
              ? ''
              : 'Enter sends, Shift+Enter begins a new line'}
        </Text>
        {length > 0 && (
          <Text size="xs" c={excess > 0 ? 'red' : 'dimmed'}>
            {number.format(length)} / {number.format(maxMessageLength)}
          </Text>
        )}
      </Group>
    </form>
  );
}
