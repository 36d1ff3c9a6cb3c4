import { type ChatAssistant, ChatError, type ChatTool, isMessageRefused } from '@genie-helper/chat';
import { type Acquire, createAdmission, fixedLimit } from '../http/concurrency-limit.ts';
import { AppError, asAppError, directusUnavailable } from '../http/errors.ts';
import type { AnswerOutcome, ChatHistory, ChatMessageRow } from './chat-store.ts';
import { openSession } from './open-session.ts';
import type { WatchCaller } from './watch-caller.ts';

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
  /** A turn to write an answer down. */
  acquireWrite: Acquire;
  /** The tools of a caller. `end` breaks the answer off. */
  toolsOf(caller: ChatCaller, end: (reason: AppError) => void): ChatTool[];
  /** Looks at the caller while an answer goes on. */
  watchCaller: WatchCaller;
}

/**
 * Keeps a message and makes everything ready to answer it; the model isn't asked before that.
 *
 * @param message 1 to 4,000 characters, not blank
 * @param wantedSession left out: the caller's default one
 * @throws AppError `chat.message_refused` · `chat.session_not_found` · `directus.unavailable`
 */
export async function answerMessage(
  deps: AnswerDeps,
  caller: ChatCaller,
  message: string,
  wantedSession: string | undefined,
): Promise<PendingAnswer> {
  if (isMessageRefused(message)) throw new AppError('chat.message_refused');
  const { history } = deps;
  const { userId } = caller;
  const { key: sessionKey, title } = await openSession(history, userId, wantedSession);
  const earlier = await history.lastMessages(sessionKey, historyBounds.messages);
  const asked = { sessionKey, userId, role: 'user', content: message, outcome: null } as const;
  await history.append({ ...asked, ...(title === null ? { title: titleFrom(message) } : {}) });
  const messages = chooseMessages(earlier, message);

  async function keep(said: string, outcome: AnswerOutcome): Promise<void> {
    const content = said.toWellFormed().trim();
    if (content === '') return;
    const release = await deps.acquireWrite('answer');
    try {
      await history.append({ sessionKey, userId, role: 'assistant', content, outcome });
    } finally {
      release(true);
    }
  }

  return async function* speak(signal) {
    const ended = new AbortController();
    const either = AbortSignal.any([signal, ended.signal]);
    const end = (reason: AppError) => ended.abort(reason);
    const tools = deps.toolsOf(caller, end);
    const watch = new AbortController();
    void deps.watchCaller(caller, end, watch.signal);
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
      watch.abort();
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

/** Hundreds of answers may end at the same moment, as when a model fails; a call's time begins with its turn. */
export function createWriteTurns(): Acquire {
  return createAdmission({
    refuse: () => directusUnavailable('too many answers to keep'),
    concurrency: fixedLimit(8),
    maxWaitMs: 120_000,
    longestMs: Number.POSITIVE_INFINITY,
    targetMs: Number.POSITIVE_INFINITY,
    maxWaiting: 10_000,
  });
}

/** Who chats. Everything that happens in the chat happens with this caller's rights. */
export interface ChatCaller {
  userId: string;
  /**
   * Whether Directus still vouches for the token that the request came with, asked anew.
   *
   * @throws AppError `directus.unavailable` where no answer came: neither a pass nor a refusal
   */
  revalidate(): Promise<boolean>;
  /** Told which tools were called and what failed; never what was said. */
  log: ChatLog;
}

/** Where the chat's log lines go. */
export interface ChatLog {
  info(details: object, message: string): void;
  error(details: object, message: string): void;
}

/** How much of a conversation a model is given, the new message included. */
export const historyBounds = { messages: 40, characters: 12_000 } as const;

/**
 * The end of a conversation that fits, with the new message last. The new one is always in it; a message before it
 * is in it whole or not at all.
 *
 * @param earlier what was said before, oldest first
 */
export function chooseMessages(
  earlier: readonly ChatMessageRow[],
  message: string,
): ChatMessageRow[] {
  const chosen: ChatMessageRow[] = [{ role: 'user', content: message }];
  let characters = message.length;
  for (const before of earlier.toReversed()) {
    characters += before.content.length;
    if (characters > historyBounds.characters || chosen.length === historyBounds.messages) break;
    chosen.unshift(before);
  }
  return chosen;
}

/** How long a title is that is made of a message: in characters as people count them, and in those that a column has. */
const titleBounds = { characters: 60, codePoints: 200 } as const;

/** What a conversation is called that begins with this message: its first line, as far as there is room for whole words. */
export function titleFrom(message: string): string {
  const line =
    message
      .trim()
      .split(/[\r\n]/u)[0]
      ?.replace(/\s+/gu, ' ')
      .trim() ?? '';
  const characters: string[] = [];
  let codePoints = 0;
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    codePoints += [...segment].length;
    if (codePoints > titleBounds.codePoints) break;
    characters.push(segment);
  }
  const whole = characters.join('');
  if (whole === line && characters.length <= titleBounds.characters) return line;
  const words = characters
    .slice(0, titleBounds.characters)
    .join('')
    .replace(/\s\S*$/u, '');
  // A word that is nearly a line long, or a script without spaces, is cut where the room ends.
  const cut = characters.slice(0, titleBounds.characters - 1).join('');
  return `${words.length <= cut.length && words.length * 2 > cut.length ? words : cut}…`;
}

/**
 * Why an answer ended, as an error of ours.
 *
 * @param signal what ended the answer, if something did; a reason of ours in it is why
 */
export function toChatFailure(error: unknown, signal?: AbortSignal): AppError {
  if (signal?.aborted && signal.reason instanceof AppError) return signal.reason;
  const own = asAppError(error);
  if (own !== undefined) return own;
  if (error instanceof ChatError) {
    // Of an aborted one nobody is left to read it.
    const code = error.code === 'chat.aborted' ? 'chat.model_failed' : error.code;
    const { detail: internal, retryAfterSeconds } = error;
    return new AppError(code, {
      internal,
      ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
    });
  }
  const internal = error instanceof Error ? error.name : typeof error;
  return new AppError('server.internal', { internal, cause: error });
}
