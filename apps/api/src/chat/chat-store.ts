/**
 * Conversations and what was said in them.
 *
 * Guarantees: a session's id is unique, so of two users who make it at once one is told that it's taken, and a
 * session never changes its owner. Doesn't judge whose session it is: that is for the caller.
 */
import { type AdminCall, assertDone, openCollection } from '@genie-helper/directus-client/queries';
import Type, { type Static } from 'typebox';

const session = Type.Object({
  id: Type.String(),
  user: Type.String(),
  date_created: Type.String(),
  last_message_at: Type.String(),
});

const message = Type.Object({
  role: Type.Enum(['user', 'assistant']),
  content: Type.String(),
});

const readMessage = Type.Object({
  ...message.properties,
  id: Type.Integer(),
  outcome: Type.Union([Type.Enum(['done', 'stopped', 'failed']), Type.Null()]),
  date_created: Type.String(),
});

/** A conversation, without what was said in it. */
export type ChatSessionRow = Static<typeof session>;

/** A message, as a model is given it. */
export type ChatMessageRow = Static<typeof message>;

/** A message, as its owner reads it again; ids grow with time. */
export type ReadMessage = Static<typeof readMessage>;

/** How an answer ended: said to its end, broken off by the client or the server, or failed. */
export type AnswerOutcome = NonNullable<ReadMessage['outcome']>;

/** A message to be kept. Its outcome is that of an answer; null for what the user wrote. */
export type NewMessage = Omit<ReadMessage, 'id' | 'date_created'> & {
  sessionId: string;
  userId: string;
};

/** Reads and writes conversations as the administrator. Every method throws DirectusError. */
export type ChatHistory = ReturnType<typeof createChatHistory>;

const sessionsPath = '/items/chat_sessions';
const messagesPath = '/items/chat_messages';

/**
 * @param call asks Directus as the administrator
 * @param now the time that sessions and messages get
 */
export function createChatHistory(call: AdminCall, now: () => Date) {
  const sessions = openCollection(call, sessionsPath, session);
  const messages = openCollection(call, messagesPath, message);
  const readMessages = openCollection(call, messagesPath, readMessage);

  return {
    findSession: (id: string) => sessions.find({ id: { _eq: id } }),
    /** @returns `taken` where there is one of this id already; nothing was made then */
    async createSession({ id, userId }: { id: string; userId: string }): Promise<'made' | 'taken'> {
      const at = now().toISOString();
      const body = { id, user: userId, date_created: at, last_message_at: at };
      const answer = await call({ method: 'POST', path: `${sessionsPath}?fields=id`, body });
      if (!answer.ok && answer.code === 'RECORD_NOT_UNIQUE') return 'taken';
      assertDone(answer, 'a new conversation');
      return 'made';
    },
    /** The last messages of a session, oldest first. */
    async lastMessages(sessionId: string, limit: number) {
      const filter = { session: { _eq: sessionId } };
      return (await messages.list({ filter, sort: '-id', limit })).reverse();
    },
    /** The last messages of a session before the one with this id, oldest first. */
    async messagesBefore(sessionId: string, limit: number, before: number | undefined) {
      const earlier = before === undefined ? {} : { id: { _lt: before } };
      const filter = { session: { _eq: sessionId }, ...earlier };
      return (await readMessages.list({ filter, sort: '-id', limit })).reverse();
    },
    /** Keeps a message and the time of it in its session, both or neither. */
    async append({ sessionId, userId, ...said }: NewMessage): Promise<void> {
      const at = now().toISOString();
      const body = {
        session: { id: sessionId, last_message_at: at },
        user: userId,
        ...said,
        date_created: at,
      };
      const answer = await call({ method: 'POST', path: `${messagesPath}?fields=id`, body });
      assertDone(answer, 'a message');
    },
    /** Sessions of everyone, newest activity first, and how many there are in all. */
    async listSessions(page: { limit: number; offset: number }) {
      const { rows, total } = await sessions.page({ ...page, sort: '-last_message_at,id' });
      return { sessions: rows, total };
    },
  };
}
