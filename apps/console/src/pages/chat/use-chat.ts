import { useInfiniteQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useReducer, useRef } from 'react';
import { genie, isSessionEnd } from '../../api.ts';
import { afterEvent, isStreaming } from './turns.ts';

const pageSize = 30;

/** The conversation before this visit, page by page, and now. A message that an ended session kept from being sent goes to `onUnsent`. */
export function useChat(onUnsent: (message: string) => void) {
  const [turns, dispatch] = useReducer(afterEvent, []);
  const lastId = useRef(0);
  const controller = useRef<AbortController>(undefined);
  const query = useInfiniteQuery({
    queryKey: ['chat', 'messages'],
    queryFn: ({ pageParam, signal }) =>
      genie.chat.messages({ limit: pageSize, ...pageParam }, { signal }),
    initialPageParam: {} as { before?: number },
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
      try {
        for await (const piece of genie.chat.text({ message: question }, { signal: mine.signal })) {
          dispatch({ type: 'received', id, piece });
        }
        dispatch({ type: 'done', id });
      } catch (error) {
        if (isSessionEnd(error)) onUnsent(question);
        dispatch(mine.signal.aborted ? { type: 'stopped', id } : { type: 'failed', id, error });
      }
    },
    [onUnsent],
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
