import type { Conversation as ListedConversation } from '@genie-helper/client';
import { Box, Text } from '@mantine/core';
import { IconMessagePlus, IconMessages } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useSearchState } from '../../app/use-search-state.ts';
import { Loaded } from '../../components/failure.tsx';
import { IconButton, PageHeader } from '../../components/page.tsx';
import { useDraft, useUser } from '../../session/session.ts';
import { Beginning, NoAssistant } from './beginning.tsx';
import classes from './chat.module.css';
import { Composer } from './composer.tsx';
import { Conversation, useFollowBottom } from './conversation.tsx';
import { ConversationBar } from './conversation-bar.tsx';
import { ConversationDrawer, ConversationList } from './conversation-list.tsx';
import type { Turn } from './turns.ts';
import { useChat } from './use-chat.ts';
import { newConversationId, readChatSearch, useConversations } from './use-conversations.ts';

/** The assistant: the user's conversations with it, the newest one open where the address names none. */
export function ChatPage() {
  const [{ conversation: chosen }, change] = useSearchState(readChatSearch);
  const navigate = useNavigate();
  const list = useConversations();
  const ownName = `genie-${useUser().id}`;
  // What is open stays open, whatever has the newest message by then.
  const [first, setFirst] = useState<string>();
  if (first === undefined && list.data !== undefined) {
    setFirst(list.data.conversations[0]?.sessionId ?? ownName);
  }
  const [begun, setBegun] = useState<string>();
  const [isListOpen, setListOpen] = useState(false);
  const openId = chosen ?? first;
  const conversations = list.data?.conversations ?? [];

  const begin = () => {
    const conversation = newConversationId();
    setBegun(conversation);
    change({ conversation });
  };
  const leave = () => {
    const next = conversations.find(({ sessionId }) => sessionId !== openId)?.sessionId;
    const conversation = next ?? newConversationId();
    if (next === undefined) setBegun(conversation);
    // Nobody goes back to what isn't there any more.
    void navigate({ to: '.', search: { conversation }, replace: true });
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
        actions={
          <>
            {conversations.length > 0 && (
              <Box hiddenFrom="md">
                <IconButton Icon={IconMessages} onClick={() => setListOpen(true)}>
                  Conversations
                </IconButton>
              </Box>
            )}
            {list.data?.hasModel && (
              <IconButton Icon={IconMessagePlus} onClick={begin}>
                New
              </IconButton>
            )}
          </>
        }
      />
      <Loaded
        query={list}
        rows={3}
        loading="Loading your conversations"
        failed="Your conversations could not be loaded"
      >
        {({ hasModel }) =>
          openId === undefined || (!hasModel && conversations.length === 0) ? (
            <NoAssistant />
          ) : (
            <div className={classes.columns}>
              <Box visibleFrom="md" className={classes.side ?? ''}>
                <ConversationList conversations={conversations} openId={openId} />
              </Box>
              <OpenConversation
                key={openId}
                sessionId={openId}
                isBegun={openId === begun}
                listed={conversations.find(({ sessionId }) => sessionId === openId)}
                hasModel={hasModel}
                onDeleted={leave}
              />
            </div>
          )
        }
      </Loaded>
      <ConversationDrawer
        opened={isListOpen}
        onClose={() => setListOpen(false)}
        conversations={conversations}
        openId={openId ?? ''}
      />
    </div>
  );
}

/** @param props `isBegun`: it was begun on this visit · `listed`: what the list has of it */
function OpenConversation(props: {
  sessionId: string;
  isBegun: boolean;
  listed: ListedConversation | undefined;
  hasModel: boolean;
  onDeleted: () => void;
}) {
  const { sessionId, isBegun, listed, hasModel, onDeleted } = props;
  const [draft, setDraft, dropDraft] = useDraft('chat.message', '');
  const input = useRef<HTMLTextAreaElement>(null);
  const giveBack = useCallback(
    (text: string) => setDraft((now) => (now.trim() === '' ? text : `${text}\n\n${now}`)),
    [setDraft],
  );
  const chat = useChat({ sessionId, isNew: isBegun && listed === undefined, onUnsent: giveBack });
  const { history } = chat;
  const scroll = useFollowBottom(history.messages[0]?.id);
  useEffect(() => {
    if (isBegun) input.current?.focus();
  }, [isBegun]);

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
  const edit = (turn: Turn) => {
    chat.withdraw(turn);
    giveBack(turn.question);
    input.current?.focus();
  };

  return (
    <div className={classes.main}>
      {listed !== undefined && <ConversationBar conversation={listed} onDeleted={onDeleted} />}
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
            {() => (hasModel ? <Beginning onChoose={write} /> : <NoAssistant />)}
          </Loaded>
        }
      />
      {hasModel ? (
        <Composer
          draft={draft}
          onDraft={setDraft}
          isStreaming={chat.isStreaming}
          isReady={history.data !== undefined}
          onSend={send}
          onStop={stop}
          inputRef={input}
        />
      ) : (
        <Text size="sm" c="dimmed" ta="center" pt="sm">
          The assistant isn’t set up here any more. What was said stays until you delete it.
        </Text>
      )}
    </div>
  );
}
