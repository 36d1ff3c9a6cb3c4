import {
  belongsTo,
  belongsToUser,
  claimedWrites,
  counter,
  json,
  ownRecords,
  reference,
  shortText,
  timestamp,
  unlogged,
  uuidKey,
} from './parts.ts';
import type { CollectionState, PermissionState, RelationState } from './types.ts';

/**
 * Batches of captions: the record of truth, whichever engine runs them. It holds what was asked and what came
 * of it, which is the owner's own text, so no activity and no revisions are kept of it.
 */
export const captionJobs: CollectionState = {
  collection: 'caption_jobs',
  meta: {
    icon: 'pending_actions',
    note: 'Batches of captions. Written by the API only.',
    ...unlogged,
  },
  fields: [
    uuidKey,
    reference('user', 'Whose it is.'),
    shortText('type', '"caption-batch".', { is_nullable: false }),
    shortText('status', '"queued", "processing", "completed", "failed" or "cancelled".', {
      is_nullable: false,
      is_indexed: true,
    }),
    counter('progress', 'Percent of the items that are done; 100 once it is over.'),
    json('items', 'What was asked.'),
    json('result', 'An outcome for each item; null for one that is not done.', true),
    shortText('error', 'Why it failed.'),
    counter('attempts', 'How often it was begun since it was last put into the queue.'),
    counter('round', 'How often it was put into the queue: 0, and one more for each retry.'),
    counter('revision', 'How often it was written.'),
    shortText('runner', 'Which process works on it, or did last.'),
    timestamp('date_created', 'When it was accepted.'),
    timestamp('started_at', 'When it was first begun.', true),
    timestamp('finished_at', 'When it was over.', true),
    timestamp('next_try_at', 'Until when it waits for its next try, while it does.', true),
  ],
};

/**
 * One row a write to a job. `claim` names the job and the number of the write, and is unique: of two writes that
 * go by the same former state, the database lets one through. Old ones go (extensions/guard/src/retention).
 */
export const captionJobWrites = claimedWrites({
  collection: 'caption_job_writes',
  note: 'Settles who writes to a batch of captions when several want to.',
  record: 'job',
  label: 'Job',
});

export const captionJobRelations: readonly RelationState[] = [
  belongsToUser('caption_jobs'),
  belongsTo('caption_jobs', 'caption_job_writes', 'job'),
];

export const captionJobPermissions: readonly PermissionState[] = [
  ownRecords('caption_jobs', [
    'id',
    'user',
    'type',
    'status',
    'progress',
    'items',
    'result',
    'error',
    'attempts',
    'date_created',
    'started_at',
    'finished_at',
    'next_try_at',
  ]),
];
