import { ModelError } from '@genie-helper/language-model';
import type { ChatTool } from '../chat-tool.ts';

export type ChatCall = {
  /** The conversation, the message to answer last. */
  readonly messages: readonly ChatMessage[];
  /** What may be called on the caller's behalf. */
  readonly tools: readonly ChatTool[];
  /** Ends the answer; a provider frees its sockets when it fires. */
  readonly signal: AbortSignal;
};

/**
 * Someone who answers. Its text is never trusted: the assistant screens it. A provider throws `ChatError` with
 * `chat.model_failed`, `chat.model_timeout`, `chat.model_busy`, `chat.aborted`, or at the end of what was said `chat.answer_cut` or
 * `chat.answer_refused`, and gives text that isn't empty before it ends. The text holds no marks of a template.
 */
export type ChatProvider = {
  readonly name: string;
  answer(call: ChatCall): AsyncIterable<string>;
};

/** One message of a conversation. */
export type ChatMessage = { readonly role: 'user' | 'assistant'; readonly content: string };

/**
 * The same conversation as models take it: it begins with the user, and the two take turns. Several templates
 * (Mistral's among them) refuse anything else, and a message whose answer failed would leave two of one kind.
 */
export function takingTurns(messages: readonly ChatMessage[]): ChatMessage[] {
  const turns: ChatMessage[] = [];
  for (const message of messages) {
    const last = turns.at(-1);
    if (last === undefined && message.role === 'assistant') continue;
    if (last?.role === message.role) {
      turns[turns.length - 1] = { ...last, content: `${last.content}\n\n${message.content}` };
    } else turns.push(message);
  }
  return turns;
}

/** Every way that an answer can fail, with the message that a caller may show. */
export const chatErrors = {
  'chat.message_refused': 'Minors and anything suggestive have no place together.',
  'chat.answer_refused': 'The answer was cut off: it was not fit to be shown.',
  'chat.answer_cut': 'The answer broke off before its end.',
  'chat.model_failed': 'The chat model gave no usable answer.',
  'chat.model_timeout': 'The chat model took too long to answer.',
  'chat.model_busy': 'The chat model takes no more for the moment.',
  'chat.aborted': 'The answer was no longer wanted.',
} as const;

export type ChatErrorCode = keyof typeof chatErrors;

/** The one error of this package. */
export class ChatError extends ModelError<ChatErrorCode> {
  override readonly name = 'ChatError';

  /** @param retryAfterSeconds with `chat.model_busy`: when to ask again */
  constructor(code: ChatErrorCode, detail: string, retryAfterSeconds?: number) {
    super(chatErrors, code, detail, retryAfterSeconds);
  }
}
