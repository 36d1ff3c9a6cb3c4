import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { AppError } from '../../errors/app-error.ts';
import { userOf } from '../../plugins/auth/principal.ts';
import { chatMessage, chatSessionId } from '../../schemas/chat.ts';
import { errorResponses } from '../../schemas/error-body.ts';
import { chatEvents } from '../../services/chat/chat-events.ts';
import type { ChatService } from '../../services/chat/chat-service.ts';

const body = Type.Object(
  {
    message: chatMessage,
    sessionId: Type.Optional(chatSessionId),
  },
  { additionalProperties: false },
);

const event = Type.Object({
  type: Type.Enum(['textResponseChunk', 'finalizeResponseStream', 'error']),
  textResponse: Type.String(),
  close: Type.Boolean({ description: 'Whether this is the last event.' }),
  error: Type.Boolean(),
});

/** `POST /api/genie/stream-chat`: answers a message, event by event. */
export function streamChatRoute(deps: {
  chat: Pick<ChatService, 'answer'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.post(
      '/api/genie/stream-chat',
      {
        config: { guard: 'user', limit: 'chat' },
        schema: {
          operationId: 'streamChat',
          summary: 'Ask the assistant',
          description:
            'A failure before the first event is an ordinary error; a later one is an event of the type error.',
          body,
          response: {
            200: {
              description: 'One data line of JSON an event, comment lines in between.',
              content: { 'text/event-stream': { schema: event } },
            },
            ...errorResponses(400, 401, 404, 413, 415, 422, 429, 503),
          },
        },
      },
      async (request, reply) => {
        const { message, sessionId } = request.body;
        if (message.trim() === '') {
          const details = [{ path: 'message', message: 'must not be blank' }];
          throw new AppError('request.invalid', { details });
        }
        const { user, isStillVouchedFor } = userOf(request);
        const caller = { userId: user.userId, isStillVouchedFor, log: request.log };
        const answer = await deps.chat.answer(caller, { message, sessionId });
        return app.sendEvents(reply, (signal) => chatEvents(answer, signal, request.log));
      },
    );
  };
}
