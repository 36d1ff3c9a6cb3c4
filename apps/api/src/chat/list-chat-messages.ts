import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import Type from 'typebox';
import { userOf } from '../auth/principal.ts';
import { AppError } from '../http/errors.ts';
import { answer, exampleValues } from '../http/schemas.ts';
import type { ChatService } from './chat-service.ts';
import type { AnswerOutcome, ChatHistory, ReadMessage } from './chat-store.ts';
import { defaultSessionOf } from './open-session.ts';
import { chatSessionId } from './stream-chat.ts';

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

/** A message as its owner reads it again. */
export interface ListedMessage {
  /** Grows with time. */
  id: number;
  role: 'user' | 'assistant';
  content: string;
  /** How an answer ended; absent for what the user wrote. */
  outcome?: AnswerOutcome;
  /** ISO 8601. */
  createdAt: string;
}

/** Which messages somebody wants to read. */
export interface HistoryQuery {
  /** Left out: the user's default session. */
  sessionId?: string | undefined;
  limit: number;
  /** Only messages before the one with this id; left out: the newest. */
  before?: number | undefined;
}

/** A part of a conversation, in the order of reading. */
export interface HistoryPage {
  sessionId: string;
  messages: ListedMessage[];
  /** Whether there are messages before these. */
  hasEarlier: boolean;
}

/**
 * Reads a part of a conversation again. Makes no session: a default one that nobody has written to yet is empty.
 *
 * @throws AppError `chat.session_not_found`, alike for other people's and for those that aren't there ·
 *   `directus.unavailable`
 */
export async function listMessages(
  history: Pick<ChatHistory, 'findSession' | 'messagesBefore'>,
  userId: string,
  { sessionId: wanted, limit, before }: HistoryQuery,
): Promise<HistoryPage> {
  const ownDefault = defaultSessionOf(userId);
  const id = wanted ?? ownDefault;
  const session = await history.findSession(id);
  if (session === undefined && id === ownDefault) {
    return { sessionId: id, messages: [], hasEarlier: false };
  }
  if (session?.user !== userId) throw new AppError('chat.session_not_found');
  // One more than asked for tells whether there are earlier ones.
  const rows = await history.messagesBefore(session.id, { limit: limit + 1, before });
  const hasEarlier = rows.length > limit;
  const shown = hasEarlier ? rows.slice(1) : rows;
  return { sessionId: session.id, messages: shown.map(toListedMessage), hasEarlier };
}

function toListedMessage({ id, role, content, outcome, date_created }: ReadMessage): ListedMessage {
  return {
    id,
    role,
    content,
    ...(outcome === null ? {} : { outcome }),
    createdAt: date_created,
  };
}
