import Type from 'typebox';
import { AppError } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { exampleValues, limitUpTo, okAnswer, onlyFields, pageOf } from '../http/schemas.ts';
import { type ChatHistory, defaultSessionOf, type ReadMessage } from './chat-store.ts';
import { sessionNameOf } from './open-session.ts';
import { chatSessionId } from './stream-chat.ts';

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

/**
 * `GET /api/genie/messages`: what was said in a conversation of the caller. Makes no session: a default one that
 * nobody has written to yet is empty. Other people's are answered as those that aren't there.
 */
export const listChatMessages = operation({
  path: 'GET /api/genie/messages',
  operationId: 'listChatMessages',
  guard: 'user',
  limit: 'default',
  work: 'chat',
  errors: ['chat.session_not_found', 'chat.admin_token_not_set'],
  tag: 'Chat',
  summary: 'Read a conversation again',
  description:
    "The caller's own. For what was said before, ask again with the id of the first message as before.",
  query: onlyFields({
    sessionId: Type.Optional(chatSessionId),
    limit: limitUpTo(100),
    before: Type.Optional(
      Type.Integer({
        minimum: 1,
        // What ids are on PostgreSQL; more would be an outage there.
        maximum: 2_147_483_647,
        description: "A message's id: only those before it. Left out: the newest.",
      }),
    ),
  }),
  answer: okAnswer(
    'The last messages, oldest first. A default session may be empty.',
    {
      sessionId: Type.String(),
      messages: Type.Array(message),
      hasEarlier: Type.Boolean({ description: 'Whether there are messages before these.' }),
    },
    {
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
  ),
  async run(
    { query, principal },
    { history }: { history: Pick<ChatHistory, 'findSession' | 'messagesBefore'> },
  ) {
    const { page, wanted } = pageOf(query);
    const { userId } = principal.user;
    const name = sessionNameOf(userId, wanted.sessionId);
    const session = await history.findSession({ userId, name });
    if (session === undefined && name === defaultSessionOf(userId)) {
      return { ok: true, sessionId: name, messages: toMessages([]), hasEarlier: false };
    }
    if (session === undefined) throw new AppError('chat.session_not_found');
    // One more than asked for tells whether there are earlier ones.
    const rows = await history.messagesBefore(session.key, page.limit + 1, wanted.before);
    const hasEarlier = rows.length > page.limit;
    const messages = toMessages(hasEarlier ? rows.slice(1) : rows);
    return { ok: true, sessionId: name, messages, hasEarlier };
  },
});

function toMessages(rows: readonly ReadMessage[]) {
  return rows.map(({ id, role, content, outcome, date_created: createdAt }) => ({
    id,
    role,
    content,
    ...(outcome === null ? {} : { outcome }),
    createdAt,
  }));
}
