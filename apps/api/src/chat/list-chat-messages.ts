import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { userOf } from '../auth/principal.ts';
import { answer } from '../schemas/answer.ts';
import { chatSessionId } from '../schemas/chat.ts';
import { exampleValues } from '../schemas/example-values.ts';
import type { ChatService } from './chat-service.ts';

const defaultLimit = 50;

const querystring = Type.Object(
  {
    sessionId: Type.Optional(chatSessionId),
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 100, description: `Default: ${defaultLimit}.` }),
    ),
    before: Type.Optional(
      Type.Integer({
        minimum: 1,
        // What ids are on PostgreSQL; more would be an outage there.
        maximum: 2_147_483_647,
        description: "A message's id: only those before it. Left out: the newest.",
      }),
    ),
  },
  { additionalProperties: false },
);

const message = Type.Object(
  {
    id: Type.Integer({ description: 'Grows with time.' }),
    role: Type.Enum(['user', 'assistant']),
    content: Type.String(),
    outcome: Type.Optional(
      Type.Enum(['done', 'stopped', 'failed'], { description: 'How an answer ended.' }),
    ),
    createdAt: Type.String(),
  },
  { title: 'ChatHistoryMessage' },
);

/** `GET /api/genie/messages`: what was said in a conversation of the caller. */
export function listChatMessagesRoute(deps: {
  chat: Pick<ChatService, 'listMessages'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/genie/messages',
      {
        config: {
          guard: 'user',
          limit: 'default',
          work: 'chat',
          errors: ['chat.session_not_found', 'chat.admin_token_not_set'],
        },
        schema: {
          operationId: 'listChatMessages',
          tags: ['Chat'],
          summary: 'Read a conversation again',
          description:
            "The caller's own. For what was said before, ask again with the id of the first message as before.",
          querystring,
          response: {
            200: answer(
              {
                ok: Type.Literal(true),
                sessionId: Type.String(),
                messages: Type.Array(message),
                hasEarlier: Type.Boolean({
                  description: 'Whether there are messages before these.',
                }),
              },
              {
                description: 'The last messages, oldest first. A default session may be empty.',
                example: {
                  ok: true,
                  sessionId: `genie-${exampleValues.userId}`,
                  messages: [
                    {
                      id: 1,
                      role: 'user',
                      content: 'How do I schedule a post?',
                      createdAt: exampleValues.earlier,
                    },
                    {
                      id: 2,
                      role: 'assistant',
                      content: 'Open the queue.',
                      outcome: 'done',
                      createdAt: exampleValues.later,
                    },
                  ],
                  hasEarlier: false,
                },
              },
            ),
          },
        },
      },
      async (request) => {
        const { limit = defaultLimit, ...query } = request.query;
        const { userId } = userOf(request).user;
        return {
          ok: true as const,
          ...(await deps.chat.listMessages(userId, { limit, ...query })),
        };
      },
    );
  };
}
