import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { answer, exampleValues } from '../http/schemas.ts';
import type { ChatService } from './chat-service.ts';

const defaultLimit = 50;

const querystring = Type.Object(
  {
    limit: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 500, description: `Default: ${defaultLimit}.` }),
    ),
    offset: Type.Optional(Type.Integer({ minimum: 0, description: 'Default: 0.' })),
  },
  { additionalProperties: false },
);

const session = Type.Object(
  {
    id: Type.String(),
    userId: Type.String(),
    createdAt: Type.String(),
    lastMessageAt: Type.String(),
  },
  { title: 'ChatSession' },
);

/** `GET /api/genie/sessions`: everyone's conversations, newest activity first, without what was said. */
export function listChatSessionsRoute(deps: {
  chat: Pick<ChatService, 'listSessions'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/genie/sessions',
      {
        config: {
          guard: 'admin',
          limit: 'default',
          work: 'records',
          errors: ['chat.admin_token_not_set'],
        },
        schema: {
          operationId: 'listChatSessions',
          tags: ['Chat'],
          summary: 'The conversations with the assistant',
          description: "Everyone's: whose and when, not what was said.",
          querystring,
          response: {
            200: answer(
              { ok: Type.Literal(true), sessions: Type.Array(session), total: Type.Integer() },
              {
                description: 'Conversations, newest activity first, and how many there are in all.',
                example: {
                  ok: true,
                  sessions: [
                    {
                      id: `genie-${exampleValues.userId}`,
                      userId: exampleValues.userId,
                      createdAt: exampleValues.earlier,
                      lastMessageAt: exampleValues.later,
                    },
                  ],
                  total: 1,
                },
              },
            ),
          },
        },
      },
      async (request) => {
        const { limit = defaultLimit, offset = 0 } = request.query;
        return { ok: true as const, ...(await deps.chat.listSessions({ limit, offset })) };
      },
    );
  };
}
