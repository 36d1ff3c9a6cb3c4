import { createAdmission, fixedLimit } from '../http/concurrency-limit.ts';
import { AppError, directusUnavailable } from '../http/errors.ts';
import {
  type AnswerDeps,
  answerMessage,
  type ChatCaller,
  type ChatRequest,
  type PendingAnswer,
} from './answer-message.ts';
import { type HistoryPage, type HistoryQuery, listMessages } from './list-chat-messages.ts';

/** A conversation, as administrators see it: whose and when, not what was said. Times are ISO 8601. */
export interface ListedChatSession {
  id: string;
  userId: string;
  createdAt: string;
  lastMessageAt: string;
}

/** The chat. */
export interface ChatService {
  /** Keeps a message and prepares its answer; see `answer-message.ts`. */
  answer(caller: ChatCaller, request: ChatRequest): Promise<PendingAnswer>;
  /** What was said in a session of this user; see `list-messages.ts`. */
  listMessages(userId: string, query: HistoryQuery): Promise<HistoryPage>;
  /** Everyone's conversations, newest activity first. @throws AppError `directus.unavailable` */
  listSessions(page: {
    limit: number;
    offset: number;
  }): Promise<{ sessions: ListedChatSession[]; total: number }>;
}

/** @param deps `history` holds the admin token in its closure; tools are made for each caller */
export function createChatService(deps: Omit<AnswerDeps, 'waitToKeep'>): ChatService {
  const acquireSlot = createActiveStreams();
  // Hundreds of answers may end at the same moment, as when a model fails; a call's time begins with its turn.
  const waitToKeep = createAdmission({
    refuse: () => directusUnavailable('too many answers to keep'),
    concurrency: fixedLimit(8),
    maxWaitMs: 120_000,
    longestMs: Number.POSITIVE_INFINITY,
    targetMs: Number.POSITIVE_INFINITY,
    maxWaiting: 10_000,
  });
  return {
    answer: (caller, request) =>
      acquireSlot(caller.userId, () => answerMessage({ ...deps, waitToKeep }, caller, request)),
    listMessages: (userId, query) => listMessages(deps.history, userId, query),
    async listSessions(page) {
      const { sessions, total } = await deps.history.listSessions(page);
      const listed = sessions.map((row) => ({
        id: row.id,
        userId: row.user,
        createdAt: row.date_created,
        lastMessageAt: row.last_message_at,
      }));
      return { sessions: listed, total };
    },
  };
}

/** How many answers one user may have open at once; each may ask a model for minutes. */
export const maxOpenAnswers = 3;

/**
 * Counts the answers that each user has open in this process.
 *
 * @returns a function that prepares an answer, holding a place for it until it has ended, however it ends
 */
export function createActiveStreams() {
  const open = new Map<string, number>();

  function leave(userId: string): void {
    const left = (open.get(userId) ?? 0) - 1;
    if (left > 0) open.set(userId, left);
    else open.delete(userId);
  }

  /** @throws AppError `chat.too_many_open` · as `prepare` */
  return async (userId: string, prepare: () => Promise<PendingAnswer>): Promise<PendingAnswer> => {
    const count = open.get(userId) ?? 0;
    if (count >= maxOpenAnswers) throw new AppError('chat.too_many_open', { retryAfterSeconds: 5 });
    open.set(userId, count + 1);
    try {
      const answer = await prepare();
      return async function* held(signal) {
        try {
          yield* answer(signal);
        } finally {
          leave(userId);
        }
      };
    } catch (error) {
      leave(userId);
      throw error;
    }
  };
}
