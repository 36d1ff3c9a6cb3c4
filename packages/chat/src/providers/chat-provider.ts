import type { ChatMessage } from '../chat-message.ts';
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
 * `chat.model_failed`, `chat.model_timeout` or `chat.aborted`, and gives text that isn't empty before it ends.
 */
export type ChatProvider = {
  readonly name: string;
  answer(call: ChatCall): AsyncIterable<string>;
};
