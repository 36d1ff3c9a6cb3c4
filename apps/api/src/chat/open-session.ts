/**
 * Whose conversation it is.
 *
 * Guarantees: names are each user's own, so nobody meets another's conversation, and nobody can find out which names
 * others have. Names in the form of a default one are for the user that they name.
 */
import { AppError } from '../http/errors.ts';
import {
  type ChatHistory,
  type ChatSession,
  defaultSessionOf,
  reservedPrefix,
} from './chat-store.ts';

/**
 * The name of the caller's session.
 *
 * @param sessionId 1 to 128 of `[A-Za-z0-9._-]`; left out: the caller's default one
 * @throws AppError `chat.session_not_found` for names in the form of others' default ones, in any case
 */
export function sessionNameOf(userId: string, sessionId: string | undefined): string {
  const ownDefault = defaultSessionOf(userId);
  const name = sessionId ?? ownDefault;
  if (name.toLowerCase().startsWith(reservedPrefix) && name !== ownDefault) {
    throw new AppError('chat.session_not_found');
  }
  return name;
}

/**
 * Finds or makes the caller's session.
 *
 * @returns its key, and its title if it has one
 * @throws AppError as `sessionNameOf` does
 */
export async function openSession(
  history: Pick<ChatHistory, 'findSession' | 'createSession'>,
  userId: string,
  sessionId: string | undefined,
): Promise<Pick<ChatSession, 'key' | 'title'>> {
  const name = sessionNameOf(userId, sessionId);
  const found = await history.findSession({ userId, name });
  return found ?? { key: await history.createSession({ userId, name }), title: null };
}

/**
 * The caller's session of this name, where there is one.
 *
 * @throws AppError `chat.session_not_found`, for those of others too
 */
export async function findOwnSession(
  history: Pick<ChatHistory, 'findSession'>,
  userId: string,
  sessionId: string,
): Promise<ChatSession> {
  const session = await history.findSession({ userId, name: sessionNameOf(userId, sessionId) });
  if (session === undefined) throw new AppError('chat.session_not_found');
  return session;
}
