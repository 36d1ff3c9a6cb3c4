import type { ChatHistoryPage } from '@genie-helper/client';
import { GenieError } from '@genie-helper/client';
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { genie, isSessionEnd } from '../../api.ts';
import { afterEvent, isStreaming } from './turns.ts';
import { refreshConversations } from './use-conversations.ts';

const pageSize = 30;

/**
 * A conversation before this visit, page by page, and now.
 *
 * @param options `isNew`: nothing was said in it yet, so there is nothing to read · `onUnsent` takes a message that an
 *   ended session kept from being sent
 */
export function useChat(options: {
  sessionId: string;
  isNew: boolean;
  onUnsent: (message: string) => void;
}) {
  const { sessionId, isNew, onUnsent } = options;
  const client = useQueryClient();
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

  const answer = useCallback(
    async (id: number, question: string) => {
      const mine = new AbortController();
      controller.current = mine;
      dispatch({ type: 'asked', id, question, at: new Date().toISOString() });
      let isKept = false;
      try {
        const message = { message: question, sessionId };
        for await (const piece of genie.chat.text(message, { signal: mine.signal })) {
          // Its message is kept by now, and made the title of a new one.
          if (!isKept) refreshConversations(client);
          isKept = true;
          dispatch({ type: 'received', id, piece });
        }
        dispatch({ type: 'done', id });
      } catch (error) {
        if (isSessionEnd(error)) onUnsent(question);
        dispatch(mine.signal.aborted ? { type: 'stopped', id } : { type: 'failed', id, error });
      }
      refreshConversations(client);
    },
    [client, sessionId, onUnsent],
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
    withdraw: (id: number): void => dispatch({ type: 'withdrawn', id }),
    stop: (): void => controller.current?.abort(),
  };
}
