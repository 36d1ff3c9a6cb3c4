import Type, { type Static } from 'typebox';
import { AppError, type ErrorCode, errorTable, invalidField } from '../http/errors.ts';
import { rawOperation } from '../http/operation.ts';
import { contentAnswer, patternWith, prose, requestBody } from '../http/schemas.ts';
import type { HoldSlot } from './active-streams.ts';
import {
  type AnswerDeps,
  answerMessage,
  type ChatLog,
  type PendingAnswer,
  toChatFailure,
} from './answer-message.ts';

export const chatSessionId = Type.String({
  // The words that are left out are what programs write for no text at all.
  pattern: patternWith(
    'must be 1 to 128 letters, digits, dots, underscores or hyphens, and not null, true or false',
    '^(?!(?:null|true|false)$)[A-Za-z0-9._-]{1,128}$',
  ),
  description:
    'The conversation, by a name of your own; 1 to 128 of A-Z, a-z, 0-9, dot, underscore and hyphen, but for the words null, true and false. Left out: genie-<userId>.',
});

const event = Type.Object(
  {
    type: Type.Enum(['textResponseChunk', 'finalizeResponseStream', 'error']),
    textResponse: Type.String({
      description: 'A piece of the answer, empty at its end; with an error a sentence for people.',
    }),
    close: Type.Boolean({ description: 'Whether this is the last event.' }),
    error: Type.Boolean(),
  },
  { title: 'ChatEvent', description: 'One event of a chat.' },
);

const exampleEvents: Record<string, { value: Static<typeof event> }> = {
  piece: {
    value: {
      type: 'textResponseChunk',
      textResponse: 'Open the queue.',
      close: false,
      error: false,
    },
  },
  end: {
    value: { type: 'finalizeResponseStream', textResponse: '', close: true, error: false },
  },
  failure: {
    value: {
      type: 'error',
      textResponse: errorTable['chat.model_timeout'].message,
      close: true,
      error: true,
    },
  },
};

/** Errors that are met only inside a stream that has begun. There they are an event with their message. */
export const codesInStream = [
  'chat.answer_refused',
  'chat.answer_cut',
  'chat.model_failed',
  'chat.model_timeout',
  'chat.model_busy',
  'chat.signed_out',
  'chat.answer_not_kept',
  'server.closing',
] as const satisfies ErrorCode[];

/** What the chat works with. */
export interface Chat extends AnswerDeps {
  /** Whether a language model answers, and not fixed texts. */
  hasModel: boolean;
  /** How much longer the model's server wants to be left alone. */
  modelPause: { remainingMs(): number };
  holdSlot: HoldSlot;
}

/** `POST /api/genie/stream-chat`: answers a message, event by event. */
export const streamChat = rawOperation({
  path: 'POST /api/genie/stream-chat',
  operationId: 'streamChat',
  guard: 'user',
  limit: 'chat',
  work: 'chat',
  errors: [
    'chat.session_not_found',
    'chat.message_refused',
    'chat.too_many_open',
    'chat.model_busy',
    'chat.admin_token_not_set',
  ],
  tag: 'Chat',
  summary: 'Ask the assistant',
  description: `A failure before the first event is an ordinary error; a later one is an event of the type error, with the sentence of ${codesInStream.join(', ')} or of an error that is known from elsewhere. 20 a minute for a user.`,
  body: requestBody(
    'ChatRequest',
    {
      message: prose({ minLength: 1, maxLength: 4000, description: 'What to answer; not blank.' }),
      sessionId: Type.Optional(chatSessionId),
    },
    { message: 'How do I schedule a post?' },
  ),
  answer: contentAnswer(
    'A stream of events; the schema is that of one. Each is one line, `data: {"type":"textResponseChunk",…}`, and an empty one; comment lines (`:`) stand in between. The last event has `close: true`.',
    { 'text/event-stream': { schema: event, examples: exampleEvents } },
  ),
  async send({ body, principal, request, reply }, chat: Chat) {
    const { message, sessionId } = body;
    if (message.trim() === '') throw invalidField('message', 'must not be blank');
    const pauseMs = chat.modelPause.remainingMs();
    if (pauseMs > 0) {
      throw new AppError('chat.model_busy', { retryAfterSeconds: Math.ceil(pauseMs / 1_000) });
    }
    const { user, revalidate } = principal;
    const caller = { userId: user.userId, revalidate, log: request.log };
    const answer = await chat.holdSlot(user.userId, () =>
      answerMessage(chat, caller, message, sessionId),
    );
    return reply.server.sendEvents(reply, (signal) => chatEvents(answer, signal, request.log));
  },
});

/**
 * An answer as events: its pieces, then an end or an error in the words of the error table. Somebody who has gone
 * gets neither.
 *
 * @param signal ends the answer
 */
async function* chatEvents(
  answer: PendingAnswer,
  signal: AbortSignal,
  log: ChatLog,
): AsyncGenerator<Static<typeof event>, void, undefined> {
  try {
    for await (const piece of answer(signal)) {
      yield { type: 'textResponseChunk', textResponse: piece, close: false, error: false };
    }
    yield { type: 'finalizeResponseStream', textResponse: '', close: true, error: false };
  } catch (error) {
    if (signal.aborted && !(signal.reason instanceof AppError)) {
      log.info({}, 'answer left by its reader');
      return;
    }
    const { code, internal } = toChatFailure(error, signal);
    const { status, message } = errorTable[code];
    if (status >= 500) {
      log.error({ code, internal, err: status === 500 ? error : undefined }, 'answer broke off');
    } else log.info({ code, internal }, 'answer broke off');
    yield { type: 'error', textResponse: message, close: true, error: true };
  }
}
