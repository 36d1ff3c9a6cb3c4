import Type from 'typebox';
import { invalidField } from '../http/errors.ts';
import { operation } from '../http/operation.ts';
import { line, requestBody } from '../http/schemas.ts';
import type { ChatHistory } from './chat-store.ts';
import { findOwnSession } from './open-session.ts';
import { chatSessionId } from './stream-chat.ts';

const common = {
  guard: 'user',
  limit: 'default',
  work: 'chat',
  errors: ['chat.session_not_found', 'chat.admin_token_not_set'],
  tag: 'Chat',
  params: Type.Object({ id: chatSessionId }),
  status: 204,
} as const;

/** `PATCH /api/genie/conversations/:id`: gives a conversation of the caller's another title. */
export const renameConversation = operation({
  ...common,
  path: 'PATCH /api/genie/conversations/:id',
  operationId: 'renameConversation',
  summary: 'Rename a conversation',
  description: 'Changes what people see it called; messages go on naming it by its id.',
  body: requestBody(
    'ConversationTitle',
    { title: line({ minLength: 1, maxLength: 100, description: 'Its new title; not blank.' }) },
    { title: 'Captions for the summer set' },
  ),
  answer: Type.Null({ description: 'It is renamed.' }),
  async run(
    { params, body, principal },
    { history }: { history: Pick<ChatHistory, 'findSession' | 'rename'> },
  ) {
    const title = body.title.trim();
    if (title === '') throw invalidField('title', 'must not be blank');
    const { key } = await findOwnSession(history, principal.user.userId, params.id);
    await history.rename(key, title);
    return null;
  },
});

/** `DELETE /api/genie/conversations/:id`: removes a conversation of the caller's with everything that was said in it. */
export const deleteConversation = operation({
  ...common,
  path: 'DELETE /api/genie/conversations/:id',
  operationId: 'deleteConversation',
  summary: 'Remove a conversation',
  description:
    'With everything that was said in it. An answer that is under way in it goes on, and is not kept.',
  answer: Type.Null({ description: 'It is removed.' }),
  async run(
    { params, principal },
    { history }: { history: Pick<ChatHistory, 'findSession' | 'remove'> },
  ) {
    const { key } = await findOwnSession(history, principal.user.userId, params.id);
    await history.remove(key);
    return null;
  },
});
