import type { Conversation, ConversationPage } from '@genie-helper/client';
import { type QueryClient, useQuery } from '@tanstack/react-query';
import { genie } from '../../api.ts';
import { readOneOf } from '../../labels.ts';
import { formatDay } from '../../timestamps.ts';

const queryKey = ['chat', 'conversations'];

/** As many as the API gives at once; nobody looks further down. */
const listed = 100;

/** The user's conversations, newest activity first, and whether a model answers in them. */
export function useConversations() {
  return useQuery({
    queryKey,
    queryFn: ({ signal }) => genie.chat.conversations({ limit: listed }, { signal }),
    refetchOnMount: 'always',
  });
}

/** Has the list read again, as after a message. */
export function refreshConversations(client: QueryClient): void {
  void client.invalidateQueries({ queryKey });
}

/** Shows a change at once: what `change` makes of the list. */
export function changeConversations(
  client: QueryClient,
  change: (conversations: readonly Conversation[]) => Conversation[],
): void {
  client.setQueryData<ConversationPage>(queryKey, (page) => {
    if (page === undefined) return page;
    const conversations = change(page.conversations);
    const total = page.total + conversations.length - page.conversations.length;
    return { ...page, conversations, total };
  });
}

/** What people see it called. */
export function titleOf({ title, createdAt }: Conversation): string {
  return title ?? `Conversation of ${formatDay(createdAt)}`;
}

/** The part of the address that says which conversation is open. */
export function readChatSearch({ conversation }: Record<string, unknown>): {
  conversation?: string;
} {
  const isName = typeof conversation === 'string' && /^[\w.-]{1,128}$/.test(conversation);
  // The API takes these three for no text at all.
  const isWord = readOneOf(conversation, ['null', 'true', 'false']) !== undefined;
  return isName && !isWord ? { conversation } : {};
}

/** The name of a conversation that is still to begin. On plain HTTP browsers make no UUID. */
export function newConversationId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
