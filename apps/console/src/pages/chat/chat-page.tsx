import { Button, Group, Text } from '@mantine/core';
import { IconMessage } from '@tabler/icons-react';
import { useRef } from 'react';
import { Loaded } from '../../components/failure.tsx';
import { EmptyState, PageHeader } from '../../components/page.tsx';
import { useDraft } from '../../session/session.ts';
import classes from './chat.module.css';
import { Composer } from './composer.tsx';
import { Conversation, useFollowBottom } from './conversation.tsx';
import type { Turn } from './turns.ts';
import { useChat } from './use-chat.ts';

/** What one may ask; each is something that the assistant has a tool or a text for. */
const examples = [
  'Write a short, playful caption for Instagram about a sunset shoot.',
  'Which connections do I have?',
  'How do I start a batch of captions?',
];

/** The assistant: the user's one conversation with it, and where to go on with it. */
export function ChatPage() {
  const [draft, setDraft, dropDraft] = useDraft('chat.message', '');
  const input = useRef<HTMLTextAreaElement>(null);
  const chat = useChat(setDraft);
  const { history } = chat;
  const scroll = useFollowBottom(history.messages[0]?.id);

  const write = (text: string) => {
    setDraft(text);
    input.current?.focus();
  };
  const send = (message: string) => {
    dropDraft();
    scroll.toEnd();
    chat.ask(message);
  };
  const stop = () => {
    chat.stop();
    input.current?.focus();
  };
  const edit = ({ id, question }: Turn) => {
    chat.withdraw(id);
    write(draft.trim() === '' ? question : `${question}\n\n${draft}`);
  };

  return (
    <div className={classes.page}>
      <PageHeader
        title="Chat"
        description={
          <Text span inherit visibleFrom="sm">
            The assistant writes captions, starts batches, and looks up your jobs and connections.
          </Text>
        }
      />
      <Conversation
        chat={chat}
        scroll={scroll}
        onEdit={edit}
        empty={
          <Loaded
            query={history}
            rows={3}
            loading="Loading the conversation"
            failed="The conversation could not be loaded"
          >
            {() => <Beginning onChoose={write} />}
          </Loaded>
        }
      />
      <Composer
        draft={draft}
        onDraft={setDraft}
        isStreaming={chat.isStreaming}
        isReady={history.data !== undefined}
        onSend={send}
        onStop={stop}
        inputRef={input}
      />
    </div>
  );
}

function Beginning({ onChoose }: { onChoose: (text: string) => void }) {
  return (
    <EmptyState
      icon={<IconMessage size={28} />}
      title="Ask for something"
      action={
        <Group justify="center" gap="xs" mt="xs">
          {examples.map((text) => (
            <Button
              key={text}
              variant="default"
              size="sm"
              h="auto"
              py={8}
              fw={400}
              styles={{ label: { whiteSpace: 'normal' } }}
              onClick={() => onChoose(text)}
            >
              {text}
            </Button>
          ))}
        </Group>
      }
    >
      It has the rights that you have, and never sees a password or a cookie.
    </EmptyState>
  );
}
