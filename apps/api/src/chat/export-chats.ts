import Type from 'typebox';
import type { ReadOwnRows } from '../directus/own-rows.ts';
import { orNull } from '../http/schemas.ts';

const session = Type.Object({
  id: Type.String(),
  name: orNull,
  title: orNull,
  date_created: Type.String(),
  last_message_at: Type.String(),
});

const message = Type.Object({
  id: Type.Integer(),
  session: Type.String(),
  session_name: orNull,
  role: Type.String(),
  content: Type.String(),
  outcome: orNull,
  date_created: Type.String(),
});

const sessionsAtOnce = 100;
/** Of at most 24,000 characters each. */
const messagesAtOnce = 50;

/** A person's own conversations, and what was said in them in its order. Never more than a page is held. */
export function createChatExport(rows: ReadOwnRows) {
  return {
    async *chats(userId: string) {
      for await (const row of rows('chat_sessions', session, userId, sessionsAtOnce)) {
        const { id, name, title, date_created: createdAt, last_message_at: lastMessageAt } = row;
        yield { sessionId: name ?? id, title, createdAt, lastMessageAt };
      }
    },
    async *messages(userId: string) {
      for await (const row of rows('chat_messages', message, userId, messagesAtOnce)) {
        const { session: key, session_name: name, role, content, outcome, date_created } = row;
        yield { sessionId: name ?? key, role, content, outcome, createdAt: date_created };
      }
    },
  };
}
