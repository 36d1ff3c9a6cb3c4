import { Button, Center, Text, VisuallyHidden } from '@mantine/core';
import { IconArrowDown } from '@tabler/icons-react';
import { type ReactNode, useCallback, useLayoutEffect, useRef, useState } from 'react';
import { IconButton } from '../../components/page.tsx';
import classes from './chat.module.css';
import { Answer, Question, TurnFailure } from './message-item.tsx';
import { announcementOf, type Turn } from './turns.ts';
import type { useChat } from './use-chat.ts';

const { conversation, viewport, content: contentClass, messages, toEnd } = classes;

const noteOf = {
  stopped: 'Stopped before its end',
  failed: 'Broke off',
  done: undefined,
} as const;

/** The messages, in the order of reading. @param props `empty`: stands in their place where there is none yet */
export function Conversation(props: {
  chat: ReturnType<typeof useChat>;
  scroll: ReturnType<typeof useFollowBottom>;
  onEdit: (turn: Turn) => void;
  empty: ReactNode;
}) {
  const { chat, scroll, onEdit, empty } = props;
  const { history, turns } = chat;
  const isEmpty = history.messages.length === 0 && turns.length === 0;
  return (
    <div className={conversation}>
      <section
        ref={scroll.viewport}
        className={viewport}
        aria-label="Conversation"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: keyboards scroll what has the focus
        tabIndex={0}
      >
        <div className={contentClass} ref={scroll.content}>
          {history.hasNextPage && (
            <Center mb="lg">
              <Button
                variant="subtle"
                size="xs"
                loading={history.isFetchingNextPage}
                onClick={() => void history.fetchNextPage()}
              >
                Show earlier messages
              </Button>
            </Center>
          )}
          {history.isFetchNextPageError && (
            <Text role="alert" size="sm" c="red" ta="center" mb="md">
              Earlier messages could not be loaded. Try again.
            </Text>
          )}
          {isEmpty ? (
            empty
          ) : (
            <ol className={messages}>
              {history.messages.map(({ id, role, content, outcome = 'done', createdAt }, index) =>
                role === 'user' ? (
                  <Question key={`stored-${id}`} text={content} at={createdAt} />
                ) : (
                  <Answer
                    key={`stored-${id}`}
                    text={content}
                    asked={history.messages[index - 1]?.content ?? ''}
                    at={createdAt}
                    note={noteOf[outcome]}
                  />
                ),
              )}
              {turns.map((turn) => (
                <TurnItems key={turn.id} turn={turn} chat={chat} onEdit={onEdit} />
              ))}
            </ol>
          )}
        </div>
      </section>
      {!scroll.isAtEnd && (
        <IconButton
          className={toEnd ?? ''}
          size="xs"
          radius="xl"
          Icon={IconArrowDown}
          iconSize={14}
          onClick={scroll.toEnd}
        >
          To the newest
        </IconButton>
      )}
      <VisuallyHidden role="status">{announcementOf(turns)}</VisuallyHidden>
    </div>
  );
}

function TurnItems(props: {
  turn: Turn;
  chat: ReturnType<typeof useChat>;
  onEdit: (turn: Turn) => void;
}) {
  const { turn, chat, onEdit } = props;
  const { id, question, askedAt, answer, state, error } = turn;
  return (
    <>
      <Question text={question} at={askedAt} />
      <Answer
        text={answer}
        asked={question}
        isStreaming={state === 'streaming'}
        note={state === 'stopped' ? noteOf.stopped : undefined}
      >
        {state === 'failed' && (
          <TurnFailure
            error={error}
            isBusy={chat.isStreaming}
            onRetry={() => chat.askAgain(id, question)}
            onEdit={() => onEdit(turn)}
          />
        )}
      </Answer>
    </>
  );
}

/** How far from the end still counts as reading the end, in pixels. */
const slack = 48;

/**
 * Keeps the end of a growing text in view, unless its reader has scrolled up; what is put in above moves nothing.
 *
 * @param topKey names what stands first; another one says that something was put in above
 */
export function useFollowBottom(topKey: string | number | undefined) {
  const viewport = useRef<HTMLElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const isFollowing = useRef(true);
  const before = useRef({ topKey, height: 0 });
  const [isAtEnd, setIsAtEnd] = useState(true);

  const toEnd = useCallback(() => {
    isFollowing.current = true;
    setIsAtEnd(true);
    const box = viewport.current;
    if (box !== null) box.scrollTop = box.scrollHeight;
  }, []);

  useLayoutEffect(() => {
    const [box, inner] = [viewport.current, content.current];
    if (box === null || inner === null) return;
    let lastTop = box.scrollTop;
    const onScroll = () => {
      const isEnd = box.scrollHeight - box.scrollTop - box.clientHeight <= slack;
      // The text may have grown between a scroll and its event: only who goes up leaves the end.
      if (isEnd || box.scrollTop < lastTop) isFollowing.current = isEnd;
      lastTop = box.scrollTop;
      setIsAtEnd(isFollowing.current);
    };
    const observer = new ResizeObserver(() => {
      if (isFollowing.current) box.scrollTop = box.scrollHeight;
      before.current.height = box.scrollHeight;
    });
    observer.observe(inner);
    observer.observe(box);
    box.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      observer.disconnect();
      box.removeEventListener('scroll', onScroll);
    };
  }, []);

  useLayoutEffect(() => {
    const box = viewport.current;
    if (box === null) return;
    const { topKey: oldKey, height } = before.current;
    if (oldKey !== topKey && !isFollowing.current) box.scrollTop += box.scrollHeight - height;
    before.current = { topKey, height: box.scrollHeight };
  }, [topKey]);

  return { viewport, content, isAtEnd, toEnd };
}
