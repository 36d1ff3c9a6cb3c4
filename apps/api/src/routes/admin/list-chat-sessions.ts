import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { errorResponses } from '../../schemas/error-body.ts';
import type { ChatService } from '../../services/chat/chat-service.ts';

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

const session = Type.Object({
  id: Type.String(),
  userId: Type.String(),
  createdAt: Type.String(),
  lastMessageAt: Type.String(),
});

/** `GET /api/genie/sessions`: everyone's conversations, newest activity first, without what was said. */
export function listChatSessionsRoute(deps: {
  chat: Pick<ChatService, 'listSessions'>;
}): FastifyPluginAsyncTypebox {
  return async (app) => {
    app.get(
      '/api/genie/sessions',
      {
        config: { guard: 'admin', limit: 'default' },
        schema: {
          operationId: 'listChatSessions',
          summary: 'The conversations with the assistant',
          querystring,
          response: {
            200: Type.Object({
              ok: Type.Literal(true),
              sessions: Type.Array(session),
              total: Type.Integer(),
            }),
            ...errorResponses(400, 401, 403, 429, 503),
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
