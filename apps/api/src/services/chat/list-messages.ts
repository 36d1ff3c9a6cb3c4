import type { AnswerOutcome, ChatHistory, ReadMessage } from '../../chat/chat-store.ts';
import { defaultSessionOf } from '../../chat/open-session.ts';
import { AppError } from '../../errors/app-error.ts';

/** A message as its owner reads it again. */
export interface ListedMessage {
  /** Grows with time. */
  id: number;
  role: 'user' | 'assistant';
  content: string;
  /** How an answer ended; absent for what the user wrote. */
  outcome?: AnswerOutcome;
  /** ISO 8601. */
  createdAt: string;
}

/** Which messages somebody wants to read. */
export interface HistoryQuery {
  /** Left out: the user's default session. */
  sessionId?: string | undefined;
  limit: number;
  /** Only messages before the one with this id; left out: the newest. */
  before?: number | undefined;
}

/** A part of a conversation, in the order of reading. */
export interface HistoryPage {
  sessionId: string;
  messages: ListedMessage[];
  /** Whether there are messages before these. */
  hasEarlier: boolean;
}

/**
 * Reads a part of a conversation again. Makes no session: a default one that nobody has written to yet is empty.
 *
 * @throws AppError `chat.session_not_found`, alike for other people's and for those that aren't there ·
 *   `directus.unavailable`
 */
export async function listMessages(
  history: Pick<ChatHistory, 'findSession' | 'messagesBefore'>,
  userId: string,
  { sessionId: wanted, limit, before }: HistoryQuery,
): Promise<HistoryPage> {
  const ownDefault = defaultSessionOf(userId);
  const id = wanted ?? ownDefault;
  const session = await history.findSession(id);
  if (session === undefined && id === ownDefault) {
    return { sessionId: id, messages: [], hasEarlier: false };
  }
  if (session?.user !== userId) throw new AppError('chat.session_not_found');
  // One more than asked for tells whether there are earlier ones.
  const rows = await history.messagesBefore(session.id, { limit: limit + 1, before });
  const hasEarlier = rows.length > limit;
  const shown = hasEarlier ? rows.slice(1) : rows;
  return { sessionId: session.id, messages: shown.map(toListedMessage), hasEarlier };
}

function toListedMessage({ id, role, content, outcome, date_created }: ReadMessage): ListedMessage {
  return {
    id,
    role,
    content,
    ...(outcome === null ? {} : { outcome }),
    createdAt: date_created,
  };
}
