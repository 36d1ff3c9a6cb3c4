import type { ChatHistoryPage } from '@genie-helper/client';
import { GenieChatError, GenieError } from '@genie-helper/client';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef, useState } from 'react';
import { genie, isSessionEnd } from '../../api.ts';
import { useUser } from '../../session/session.ts';
import { afterEvent, isStreaming, type Turn } from './turns.ts';
import { forgetUnsent, lostMessages, noteUnsent, readUnsent } from './unsent.ts';
import { refreshConversations } from './use-conversations.ts';

const pageSize = 30;

/**
 * A conversation before this visit, page by page, and now.
 *
 * @param options `isNew`: nothing was said in it yet, so there is nothing to read · `onUnsent` takes a message that didn't
 *   get through: an ended session kept it from being sent, or the page was left before it could be
 */
export function useChat(options: {
  sessionId: string;
  isNew: boolean;
  onUnsent: (message: string) => void;
}) {
  const { sessionId, isNew, onUnsent } = options;
  const client = useQueryClient();
  const { id: userId } = useUser();
  // What is asked from now on isn't left over.
  const [left] = useState(() => readUnsent(userId));
  const empty = { sessionId, messages: [], hasEarlier: false };
  const [turns, dispatch] = useReducer(afterEvent, []);
  const lastId = useRef(0);
  const controller = useRef<AbortController>(undefined);
  const query = useInfiniteQuery({
    queryKey: ['chat', 'messages', sessionId],
    queryFn: async ({ pageParam, signal }): Promise<ChatHistoryPage> => {
      try {
        const query = { sessionId, limit: pageSize, ...pageParam };
        return await genie.chat.messages(query, { signal });
      } catch (error) {
        // A link to one that was deleted since leads to one that begins anew.
        if (error instanceof GenieError && error.code === 'chat.session_not_found') return empty;
        throw error;
      }
    },
    initialPageParam: {} as { before?: number },
    ...(isNew ? { initialData: { pages: [empty], pageParams: [{}] } } : {}),
    getNextPageParam: ({ hasEarlier, messages: [first] }) =>
      hasEarlier && first !== undefined ? { before: first.id } : undefined,
    // Messages of this visit aren't fetched again; the next one starts anew.
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
  const messages = query.data?.pages.toReversed().flatMap((page) => page.messages) ?? [];
  const isLoaded = query.data !== undefined;

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, by what the server had then
  useEffect(() => {
    if (!isLoaded || left.length === 0) return;
    const said = messages.filter(({ role }) => role === 'user').map(({ content }) => content);
    const { lost, settled } = lostMessages(left, sessionId, said);
    for (const message of settled) forgetUnsent(userId, message);
    if (lost.length > 0) onUnsent(lost.map(({ question }) => question).join('\n\n'));
  }, [isLoaded]);

  const answer = useCallback(
    async (id: number, question: string) => {
      const mine = new AbortController();
      controller.current = mine;
      dispatch({ type: 'asked', id, question, at: new Date().toISOString() });
      noteUnsent(userId, { sessionId, question });
      let isKept = false;
      try {
        const message = { message: question, sessionId };
        for await (const piece of genie.chat.text(message, { signal: mine.signal })) {
          // Its message is kept by now, and made the title of a new one.
          if (!isKept) {
            refreshConversations(client);
            forgetUnsent(userId, { sessionId, question });
          }
          isKept = true;
          dispatch({ type: 'received', id, piece });
        }
        forgetUnsent(userId, { sessionId, question });
        dispatch({ type: 'done', id });
      } catch (error) {
        // A stream that broke off has begun, and its message is kept by then.
        if (isSessionEnd(error) || error instanceof GenieChatError) {
          forgetUnsent(userId, { sessionId, question });
        } else if (!isKept && !mine.signal.aborted) {
          noteUnsent(userId, { sessionId, question, failed: true });
        }
        if (isSessionEnd(error)) onUnsent(question);
        dispatch(mine.signal.aborted ? { type: 'stopped', id } : { type: 'failed', id, error });
      }
      refreshConversations(client);
    },
    [client, userId, sessionId, onUnsent],
  );

  // Nobody reads the rest of an answer whose page is gone.
  useEffect(() => () => controller.current?.abort(), []);

  return {
    history: { ...query, messages },
    turns,
    isStreaming: isStreaming(turns),
    /** Asks something new. */
    ask(question: string): void {
      lastId.current += 1;
      void answer(lastId.current, question);
    },
    /** Asks a question that failed once more. */
    askAgain: (id: number, question: string): void => void answer(id, question),
    /** Takes a question out that was not taken. */
    withdraw({ id, question }: Turn): void {
      forgetUnsent(userId, { sessionId, question });
      dispatch({ type: 'withdrawn', id });
    },
    stop: (): void => controller.current?.abort(),
  };
}
