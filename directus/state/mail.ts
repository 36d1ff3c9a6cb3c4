import {
  belongsTo,
  claimedWrites,
  counter,
  shortText,
  timestamp,
  unlogged,
  uuidKey,
} from './parts.ts';
import type { CollectionState, RelationState } from './types.ts';

/**
 * Mails that are still to be sent. What a mail is about is in the ciphertext alone: neither whom it goes to nor the
 * token of a link can be read here. A row goes once its mail was sent or given up.
 */
export const mailOutbox: CollectionState = {
  collection: 'mail_outbox',
  meta: {
    icon: 'outgoing_mail',
    note: 'Mails to be sent, sealed. Written by the API only.',
    ...unlogged,
    hidden: true,
  },
  fields: [
    uuidKey,
    shortText('kind', 'Which mail it is.', { is_nullable: false }),
    {
      field: 'sealed',
      type: 'text',
      schema: { is_nullable: false },
      meta: { interface: 'input-multiline', readonly: true, hidden: true, note: 'Ciphertext.' },
    },
    counter('attempts', 'How often it was tried.'),
    counter('revision', 'How often it was written.'),
    timestamp('date_created', 'When it was asked for.'),
    timestamp('due_at', 'When it is tried next; a sender that takes it puts this off.'),
    timestamp('expires_at', 'From when on it is of no use, and is dropped.'),
  ],
};

/**
 * One row a write to a mail. `claim` names the mail and the number of the write, and is unique: of two senders that
 * want the same mail, the database lets one through. Rows go with their mail.
 */
export const mailOutboxWrites = claimedWrites({
  collection: 'mail_outbox_writes',
  note: 'Settles who sends a mail when several want to.',
  record: 'mail',
  label: 'Mail',
  isHidden: true,
});

export const mailRelations: readonly RelationState[] = [
  belongsTo('mail_outbox', 'mail_outbox_writes', 'mail'),
];
