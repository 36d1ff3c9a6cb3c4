import type { ChatEvent, ChatHistoryQuery, ChatMessage, PageQuery } from '../api-types.ts';
import { GenieChatError, unexpectedAnswer } from '../errors.ts';
import { readChunks } from '../http/exchange.ts';
import { parseEvents } from '../http/parse-events.ts';
import { type CallOptions, type Deadline, startDeadline } from '../http/time.ts';
import { createApiCall, type OpenRequest, resultOf, toApiRequest } from './api-call.ts';

export interface ChatOptions extends CallOptions {
  /** For how long the answer's beginning is waited for, in milliseconds; 30,000 where left out. */
  timeoutMs?: number | undefined;
}

export type ChatCalls = ReturnType<typeof chatCalls>;

const beginTimeoutMs = 30_000;
/** Four times the pause between two comment lines; a connection that is silent for longer is dead. */
const silenceTimeoutMs = 60_000;

export function chatCalls(open: OpenRequest) {
  const call = createApiCall(open);

  async function* stream(
    body: ChatMessage,
    options: ChatOptions = {},
  ): AsyncGenerator<ChatEvent, void, undefined> {
    const deadline = startDeadline(options.timeoutMs ?? beginTimeoutMs, options.signal);
    try {
      const request = toApiRequest('post', '/api/genie/stream-chat', { body });
      const response = await open(request, deadline.signal);
      const type = response.headers.get('content-type') ?? '';
      if (!type.startsWith('text/event-stream')) {
        await response.body?.cancel();
        throw unexpectedAnswer(response.status);
      }
      yield* untilLast(parseEvents(heard(response, deadline)));
    } finally {
      deadline.end();
    }
  }

  return {
    /**
     * Asks, and gives the events of the answer, the last one included. Leaving the loop ends the answer at the server.
     *
     * @throws GenieChatError where the server breaks the answer off or the stream ends early; GenieError; the signal's
     * reason
     */
    stream,
    /** The same, as the pieces of the text. @throws as `stream` */
    async *text(
      message: ChatMessage,
      options?: ChatOptions,
    ): AsyncGenerator<string, void, undefined> {
      for await (const { type, textResponse } of stream(message, options)) {
        if (type === 'textResponseChunk') yield textResponse;
      }
    },
    /**
     * What was said in a conversation of the caller's, oldest first; the newest page where `before` is left out. For the
     * page before it, ask with the id of its first message.
     */
    messages: (query?: ChatHistoryQuery, options?: CallOptions) =>
      call('get', '/api/genie/messages', { query }, options).then(resultOf),
    /** The caller's conversations, the one with the newest message first, and whether a model answers in them. */
    conversations: (query?: PageQuery, options?: CallOptions) =>
      call('get', '/api/genie/conversations', { query }, options).then(resultOf),
    /** Gives a conversation of the caller's another title. @throws GenieApiError `chat.session_not_found` */
    async rename(id: string, title: string, options?: CallOptions): Promise<void> {
      await call('patch', '/api/genie/conversations/{id}', { id, body: { title } }, options);
    },
    /** Removes a conversation of the caller's and what was said in it. @throws GenieApiError `chat.session_not_found` */
    async remove(id: string, options?: CallOptions): Promise<void> {
      await call('delete', '/api/genie/conversations/{id}', { id }, options);
    },
  };
}

/** The pieces of the answer, each of which gives the connection more time. */
async function* heard(response: Response, deadline: Deadline) {
  deadline.restart(silenceTimeoutMs);
  for await (const chunk of readChunks(response, deadline.signal)) {
    yield chunk;
    deadline.restart(silenceTimeoutMs);
  }
}

async function* untilLast(texts: AsyncIterable<string>) {
  for await (const text of texts) {
    const event = toChatEvent(text);
    if (event.error) throw new GenieChatError(event.textResponse, { code: 'chat.broke_off' });
    yield event;
    if (event.close) return;
  }
  const message = 'The answer ended before it was complete.';
  throw new GenieChatError(message, { code: 'client.stream_cut' });
}

function toChatEvent(text: string): ChatEvent {
  try {
    const event: unknown = JSON.parse(text);
    if (isChatEvent(event)) return event;
  } catch {
    // Told below, without what came.
  }
  const message = 'The server sent something that is no event of the chat.';
  throw new GenieChatError(message, { code: 'client.unexpected_event' });
}

function isChatEvent(event: unknown): event is ChatEvent {
  if (typeof event !== 'object' || event === null) return false;
  const { type, textResponse, close, error } = event as Partial<ChatEvent>;
  return (
    typeof type === 'string' &&
    typeof textResponse === 'string' &&
    typeof close === 'boolean' &&
    typeof error === 'boolean'
  );
}
