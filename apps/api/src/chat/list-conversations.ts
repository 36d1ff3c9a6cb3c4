import Type from 'typebox';
import { operation } from '../http/operation.ts';
import {
  exampleValues,
  limitUpTo,
  okAnswer,
  onlyFields,
  orNull,
  pageFields,
  pageOf,
} from '../http/schemas.ts';
import type { ChatHistory } from './chat-store.ts';
import type { Chat } from './stream-chat.ts';

const conversation = Type.Object(
  {
    sessionId: Type.String({ description: 'What messages name it by.' }),
    title: {
      ...orNull,
      description:
        'The beginning of its first message, or what its owner called it; null where nothing was said since titles are kept.',
    },
    createdAt: Type.String(),
    lastMessageAt: Type.String(),
  },
  { title: 'Conversation' },
);

/** `GET /api/genie/conversations`: the caller's own, newest activity first, and whether a model answers in them. */
export const listConversations = operation({
  path: 'GET /api/genie/conversations',
  operationId: 'listConversations',
  guard: 'user',
  limit: 'default',
  work: 'chat',
  errors: ['chat.admin_token_not_set'],
  tag: 'Chat',
  summary: "The caller's conversations",
  description: 'Without what was said in them; read that by sessionId.',
  query: onlyFields({ ...pageFields, limit: limitUpTo(100) }),
  answer: okAnswer(
    'Conversations, newest activity first, and how many there are in all.',
    {
      conversations: Type.Array(conversation),
      total: Type.Integer(),
      hasModel: Type.Boolean({
        description: 'Whether a language model answers; without one there are fixed help texts.',
      }),
    },
    {
      conversations: [
        {
          sessionId: `genie-${exampleValues.userId}`,
          title: 'How do I schedule a post?',
          createdAt: exampleValues.earlier,
          lastMessageAt: exampleValues.later,
        },
      ],
      total: 1,
      hasModel: true,
    },
  ),
  async run(
    { query, principal },
    {
      history,
      hasModel,
    }: { history: Pick<ChatHistory, 'listOwnSessions'> } & Pick<Chat, 'hasModel'>,
  ) {
    const { userId } = principal.user;
    const { sessions, total } = await history.listOwnSessions(userId, pageOf(query).page);
    const conversations = sessions.map(({ name: sessionId, title, createdAt, lastMessageAt }) => {
      return { sessionId, title, createdAt, lastMessageAt };
    });
    return { ok: true, conversations, total, hasModel };
  },
});
