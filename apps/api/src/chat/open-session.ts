/**
 * Whose conversation it is.
 *
 * Guarantees: only its owner goes on with a session. An id that isn't there yet is made for the caller, but for ids
 * in the form of a default one: those are for the user that they name, so nobody finds theirs taken.
 */
import { AppError } from '../http/errors.ts';
import type { ChatHistory } from './chat-store.ts';

const reservedPrefix = 'genie-';

/** The id of a user's session where none is named. */
export function defaultSessionOf(userId: string): string {
  return `${reservedPrefix}${userId}`;
}

/**
 * Finds or makes the caller's session.
 *
 * @param sessionId 1 to 128 of `[A-Za-z0-9._-]`; left out: the caller's default one
 * @returns the session's id
 * @throws AppError `chat.session_not_found` for another user's, alike whether it's there or only reserved
 */
export async function openSession(
  history: Pick<ChatHistory, 'findSession' | 'createSession'>,
  userId: string,
  sessionId: string | undefined,
): Promise<string> {
  const ownDefault = defaultSessionOf(userId);
  const id = sessionId ?? ownDefault;
  // In any case: some databases compare ids without regard to it.
  const isReserved = id.toLowerCase().startsWith(reservedPrefix) && id !== ownDefault;
  if (isReserved) throw new AppError('chat.session_not_found');
  let found = await history.findSession(id);
  if (found === undefined) {
    if ((await history.createSession({ id, userId })) === 'made') return id;
    // Someone made it meanwhile, the caller's other request perhaps.
    found = await history.findSession(id);
  }
  if (found?.user !== userId) throw new AppError('chat.session_not_found');
  return found.id;
}
