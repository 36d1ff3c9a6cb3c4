import {
  belongsTo,
  belongsToUser,
  countedKey,
  ownRecords,
  reference,
  shortText,
  timestamp,
  unlogged,
} from './parts.ts';
import type { CollectionState, FieldState, PermissionState, RelationState } from './types.ts';

const longestId = 128;

/** The key of a conversation, made of its user and the name that its user gave it. */
const sessionKey: FieldState = {
  field: 'id',
  type: 'string',
  schema: { is_primary_key: true, is_nullable: false, max_length: longestId },
  meta: { interface: 'input', readonly: true },
};

const sessionReference: FieldState = {
  ...reference('session', 'The conversation.'),
  type: 'string',
  schema: { is_nullable: false, is_indexed: true, max_length: longestId },
};

/**
 * Conversations with the assistant. Written by the API only. What people write to the chat is theirs: no activity and
 * no revisions are kept of it.
 */
export const chatSessions: CollectionState = {
  collection: 'chat_sessions',
  meta: { ...unlogged, icon: 'forum', note: 'Conversations with the assistant.' },
  fields: [
    sessionKey,
    shortText('name', 'What its user calls it. Of older ones that is the id.'),
    shortText(
      'title',
      'What people see it called: the beginning of its first message, until it is renamed.',
    ),
    reference('user', 'Whose it is.'),
    timestamp('date_created', 'When it began.'),
    timestamp('last_message_at', 'When the last message was kept.'),
  ],
};

/** What was said in them. Written by the API only. */
export const chatMessages: CollectionState = {
  collection: 'chat_messages',
  meta: { ...unlogged, icon: 'chat', note: 'Messages of the conversations with the assistant.' },
  fields: [
    countedKey,
    sessionReference,
    reference('user', 'Whose conversation it is.'),
    shortText('role', '"user" or "assistant".', { is_nullable: false }),
    {
      field: 'content',
      type: 'text',
      schema: { is_nullable: false },
      meta: { interface: 'input-multiline', readonly: true, note: 'What was said.' },
    },
    shortText('outcome', 'Of an answer: "done", "stopped" or "failed".'),
    timestamp('date_created', 'When it was kept.'),
  ],
};

export const chatRelations: readonly RelationState[] = [
  belongsToUser('chat_sessions'),
  belongsToUser('chat_messages'),
  belongsTo('chat_sessions', 'chat_messages', 'session'),
];

export const chatPermissions: readonly PermissionState[] = [
  ownRecords('chat_sessions', ['id', 'name', 'title', 'user', 'date_created', 'last_message_at']),
  ownRecords('chat_messages', [
    'id',
    'session',
    'user',
    'role',
    'content',
    'outcome',
    'date_created',
  ]),
];
