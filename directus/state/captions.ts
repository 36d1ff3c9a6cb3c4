import {
  belongsToUser,
  ownRecords,
  reference,
  shortText,
  timestamp,
  unlogged,
  uuidKey,
} from './parts.ts';
import type { CollectionState, FieldState, PermissionState, RelationState } from './types.ts';

function longText(field: string, note: string, meta: FieldState['meta'] = {}): FieldState {
  return {
    field,
    type: 'text',
    schema: { is_nullable: false },
    meta: { interface: 'input-multiline', readonly: true, note, ...meta },
  };
}

const required = { is_nullable: false };

/**
 * The library: every caption that was written, for whom it was. The guard writes it, many a call
 * (extensions/guard/src/captions). It's its owner's own text, so no activity and no revisions are kept of it.
 */
export const captions: CollectionState = {
  collection: 'captions',
  meta: {
    ...unlogged,
    icon: 'format_quote',
    note: 'Captions that were written. Written by the guard only.',
  },
  fields: [
    uuidKey,
    reference('user', 'Whose it is.'),
    longText('text', 'The caption.'),
    shortText('platform', 'What it is for.', required),
    shortText('tone', 'What was asked for.', required),
    longText('topic', 'What was asked for.'),
    shortText('length', '"short", "medium" or "long".', required),
    shortText('model', 'What wrote it.', required),
    shortText('source', '"single", "batch" or "chat".', required),
    // No relation: the caption stays when the batch goes.
    shortText('job', 'Of a batch, its id.'),
    longText('search_text', 'Text and topic without case and accents, to be searched.', {
      hidden: true,
    }),
    timestamp('date_created', 'When it was written.'),
  ],
};

export const captionRelations: readonly RelationState[] = [belongsToUser('captions')];

export const captionPermissions: readonly PermissionState[] = [
  ownRecords('captions', [
    'id',
    'user',
    'text',
    'platform',
    'tone',
    'topic',
    'length',
    'model',
    'source',
    'job',
    'date_created',
  ]),
];
