import { type ChatAssistant, type ChatTool, isMessageRefused } from '@genie-helper/chat';
import { AppError } from '../errors/app-error.ts';
import type { ChatCaller } from '../services/chat/chat-caller.ts';
import { toChatFailure } from '../services/chat/chat-failure.ts';
import { chooseMessages, historyBounds } from '../services/chat/choose-messages.ts';
import type { Admit } from '../services/limits/admission.ts';
import type { AnswerOutcome, ChatHistory } from './chat-store.ts';
import { openSession } from './open-session.ts';

/** A message to be answered. */
export interface ChatRequest {
  /** 1 to 4,000 characters, not blank. */
  message: string;
  sessionId?: string | undefined;
}

/**
 * Begins to answer, and gives the answer piece by piece. What was said is kept when it ends, however it ends.
 *
 * @param signal ends the answer; an AppError as its reason is what is thrown then
 * @throws AppError with the reason that it broke off for, after what was said until then
 */
export type PendingAnswer = (signal: AbortSignal) => AsyncGenerator<string, void, undefined>;

export interface AnswerDeps {
  history: ChatHistory;
  assistant: ChatAssistant;
  /** A turn to keep an answer. */
  waitToKeep: Admit;
  /** The tools of a caller. `end` breaks the answer off. */
  toolsOf(caller: ChatCaller, end: (reason: AppError) => void): ChatTool[];
}

/**
 * Keeps a message and makes everything ready to answer it; the model isn't asked before that.
 *
 * @throws AppError `chat.message_refused` · `chat.session_not_found` · `directus.unavailable`
 */
export async function answerMessage(
  deps: AnswerDeps,
  caller: ChatCaller,
  { message, sessionId: wanted }: ChatRequest,
): Promise<PendingAnswer> {
  if (isMessageRefused(message)) throw new AppError('chat.message_refused');
  const { history } = deps;
  const { userId } = caller;
  const sessionId = await openSession(history, userId, wanted);
  const earlier = await history.lastMessages(sessionId, historyBounds.messages);
  await history.append({ sessionId, userId, role: 'user', content: message, outcome: null });
  const messages = chooseMessages(earlier, message);

  async function keep(said: string, outcome: AnswerOutcome): Promise<void> {
    const content = said.toWellFormed().trim();
    if (content === '') return;
    const leave = await deps.waitToKeep('answer');
    try {
      await history.append({ sessionId, userId, role: 'assistant', content, outcome });
    } finally {
      leave(true);
    }
  }

  return async function* speak(signal) {
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    const tools = deps.toolsOf(caller, (reason) => ended.abort(reason));
    let said = '';
    let failure: AppError | undefined;
    let isWhole = false;
    try {
      for await (const piece of deps.assistant.answer({ messages, tools, signal: either })) {
        said += piece;
        yield piece;
      }
      isWhole = true;
    } catch (error) {
      failure = toChatFailure(error, either);
      throw failure;
    } finally {
      // A consumer that stops listening comes by here, too.
      if (!isWhole) {
        const outcome = failure === undefined || signal.aborted ? 'stopped' : 'failed';
        await keep(said, outcome).catch((error: unknown) => {
          caller.log.error({ internal: toChatFailure(error).internal }, 'answer not kept');
        });
      }
    }
    await keep(said, 'done').catch((error: unknown) => {
      const { internal } = toChatFailure(error);
      throw new AppError('chat.answer_not_kept', internal === undefined ? {} : { internal });
    });
  };
}
