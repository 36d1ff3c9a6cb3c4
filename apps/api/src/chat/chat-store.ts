/**
 * Conversations and what was said in them.
 *
 * Guarantees: names are each user's own, so two users who choose the same one have two conversations, and any name finds
 * its conversation again, whatever Directus would read in it. A session never changes its owner.
 *
 * A session's key is made of its user and its name. Of those that were made before it was, the key is the name.
 */
import { createHash } from 'node:crypto';
import {
  type AdminCall,
  assertDone,
  isPlainText,
  openCollection,
} from '@genie-helper/directus-client/queries';
import Type, { type Static } from 'typebox';
import { orNull } from '../http/schemas.ts';

const session = Type.Object({
  id: Type.String(),
  name: orNull,
  title: orNull,
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

/**
 * A conversation, without what was said in it. Its name is what its owner's programs call it, its title is for people and
 * may quote what was said; no client sees its key.
 */
export interface ChatSession {
  key: string;
  name: string;
  title: string | null;
  userId: string;
  createdAt: string;
  lastMessageAt: string;
}

/** Which conversation: the name that a user gave it. */
export interface SessionName {
  userId: string;
  name: string;
}

/** A message, as a model is given it. */
export type ChatMessageRow = Static<typeof message>;

/** A message, as its owner reads it again; ids grow with time. */
export type ReadMessage = Static<typeof readMessage>;

/** How an answer ended: said to its end, broken off by the client or the server, or failed. */
export type AnswerOutcome = NonNullable<ReadMessage['outcome']>;

/** A message to be kept. Its outcome is that of an answer; null for what the user wrote. */
export type NewMessage = Omit<ReadMessage, 'id' | 'date_created'> & {
  sessionKey: string;
  userId: string;
  /** What the conversation is called from now on. */
  title?: string | undefined;
};

/** Reads and writes conversations as the administrator. Every method throws DirectusError. */
export type ChatHistory = ReturnType<typeof createChatHistory>;

const sessionsPath = '/items/chat_sessions';
const messagesPath = '/items/chat_messages';
const byActivity = '-last_message_at,id';

/**
 * @param call asks Directus as the administrator
 * @param now the time that sessions and messages get
 */
export function createChatHistory(call: AdminCall, now: () => Date) {
  const sessions = openCollection(call, sessionsPath, session);
  const messages = openCollection(call, messagesPath, message);
  const readMessages = openCollection(call, messagesPath, readMessage);

  return {
    /** The user's own of this name; other users' are never found. */
    async findSession({ userId, name }: SessionName): Promise<ChatSession | undefined> {
      const key = keyOf({ userId, name });
      const keys = isPlainText(name) ? [key, name] : [key];
      const filter = { id: { _in: keys }, user: { _eq: userId } };
      const found = await sessions.list({ filter, limit: keys.length });
      const row = found.find(({ id }) => id === key) ?? found[0];
      return row && toSession(row);
    },
    /** Makes it, unless another request of the user did so meanwhile. @returns its key */
    async createSession({ userId, name }: SessionName): Promise<string> {
      const key = keyOf({ userId, name });
      const at = now().toISOString();
      const body = { id: key, name, user: userId, date_created: at, last_message_at: at };
      const answer = await call({ method: 'POST', path: `${sessionsPath}?fields=id`, body });
      if (answer.ok || answer.code !== 'RECORD_NOT_UNIQUE') {
        assertDone(answer, 'a new conversation');
      }
      return key;
    },
    /** The last messages of a session, oldest first. */
    async lastMessages(sessionKey: string, limit: number) {
      const filter = { session: { _eq: sessionKey } };
      return (await messages.list({ filter, sort: '-id', limit })).reverse();
    },
    /** The last messages of a session before the one with this id, oldest first. */
    async messagesBefore(sessionKey: string, limit: number, before: number | undefined) {
      const earlier = before === undefined ? {} : { id: { _lt: before } };
      const filter = { session: { _eq: sessionKey }, ...earlier };
      return (await readMessages.list({ filter, sort: '-id', limit })).reverse();
    },
    /** Keeps a message and the time of it in its session, both or neither. */
    async append({ sessionKey, userId, title, ...said }: NewMessage): Promise<void> {
      const at = now().toISOString();
      const body = {
        session: { id: sessionKey, last_message_at: at, ...(title === undefined ? {} : { title }) },
        user: userId,
        ...said,
        date_created: at,
      };
      const answer = await call({ method: 'POST', path: `${messagesPath}?fields=id`, body });
      assertDone(answer, 'a message');
    },
    /** A user's own sessions, newest activity first, and how many there are in all. */
    async listOwnSessions(userId: string, page: { limit: number; offset: number }) {
      const filter = { user: { _eq: userId } };
      const { rows, total } = await sessions.page({ ...page, filter, sort: byActivity });
      return { sessions: rows.map(toSession), total };
    },
    /** Gives a session another title. */
    async rename(sessionKey: string, title: string): Promise<void> {
      const body = { keys: [sessionKey], data: { title } };
      const answer = await call({ method: 'PATCH', path: `${sessionsPath}?fields=id`, body });
      assertDone(answer, 'the title of a conversation');
    },
    /** Removes a session with everything that was said in it. */
    async remove(sessionKey: string): Promise<void> {
      const answer = await call({ method: 'DELETE', path: sessionsPath, body: [sessionKey] });
      assertDone(answer, 'the removal of a conversation');
    },
    /** Sessions of everyone, newest activity first, and how many there are in all. */
    async listSessions(page: { limit: number; offset: number }) {
      const { rows, total } = await sessions.page({ ...page, sort: byActivity });
      return { sessions: rows.map(toSession), total };
    },
  };
}

/** The name of a user's conversation where none is named. Nobody else can have it. */
export function defaultSessionOf(userId: string): string {
  return `${reservedPrefix}${userId}`;
}

/** What the names of default conversations begin with, in any case. */
export const reservedPrefix = 'genie-';

/** At most 128 characters, of which none means anything to Directus. */
function keyOf({ userId, name }: SessionName): string {
  if (name === defaultSessionOf(userId)) return name;
  return `${userId}.${createHash('sha256').update(name).digest('hex')}`;
}

function toSession(row: Static<typeof session>): ChatSession {
  return {
    key: row.id,
    name: row.name ?? row.id,
    title: row.title,
    userId: row.user,
    createdAt: row.date_created,
    lastMessageAt: row.last_message_at,
  };
}
