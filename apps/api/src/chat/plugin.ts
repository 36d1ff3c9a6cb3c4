import { feature } from '../http/operation.ts';
import { deleteConversation, renameConversation } from './change-conversation.ts';
import { listChatMessages } from './list-chat-messages.ts';
import { listChatSessions } from './list-chat-sessions.ts';
import { listConversations } from './list-conversations.ts';
import { type Chat, streamChat } from './stream-chat.ts';

export type { Chat };

/** The assistant, and what was said with it. */
export const chat = feature<Chat>([
  streamChat,
  listChatMessages,
  listConversations,
  renameConversation,
  deleteConversation,
  listChatSessions,
]);
