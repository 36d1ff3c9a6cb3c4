import Type, { type Static } from 'typebox';
import { operation } from '../http/operation.ts';
import { exampleValues, okAnswer, onlyFields, pageFields, pageOf } from '../http/schemas.ts';
import type { ChatHistory } from './chat-store.ts';

const session = Type.Object(
  {
    id: Type.String({ description: 'As its owner calls it; another user may have the same.' }),
    userId: Type.String(),
    createdAt: Type.String(),
    lastMessageAt: Type.String(),
  },
  { title: 'ChatSession' },
);

const exampleSession: Static<typeof session> = {
  id: `genie-${exampleValues.userId}`,
  userId: exampleValues.userId,
  createdAt: exampleValues.earlier,
  lastMessageAt: exampleValues.later,
};

/** `GET /api/genie/sessions`: everyone's conversations, newest activity first, without what was said. */
export const listChatSessions = operation({
  path: 'GET /api/genie/sessions',
  operationId: 'listChatSessions',
  guard: 'admin',
  limit: 'default',
  work: 'records',
  errors: ['chat.admin_token_not_set'],
  tag: 'Chat',
  summary: 'The conversations with the assistant',
  description: "Everyone's: whose and when, not what was said.",
  query: onlyFields(pageFields),
  answer: okAnswer(
    'Conversations, newest activity first, and how many there are in all.',
    { sessions: Type.Array(session), total: Type.Integer() },
    { sessions: [exampleSession], total: 1 },
  ),
  async run({ query }, { history }: { history: Pick<ChatHistory, 'listSessions'> }) {
    const { sessions: rows, total } = await history.listSessions(pageOf(query).page);
    // A title may be the beginning of what was said.
    const sessions = rows.map(({ name: id, userId, createdAt, lastMessageAt }) => {
      return { id, userId, createdAt, lastMessageAt };
    });
    return { ok: true, sessions, total };
  },
});
