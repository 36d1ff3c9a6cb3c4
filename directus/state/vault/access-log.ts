import { countedKey, moment, shortText } from '../parts.ts';
import type { CollectionState, ManyToAnyState } from '../types.ts';

/**
 * Who did what with which credentials, and when. Append-only: no policy of ours allows anything on it, so
 * only administrators read it, and nobody else changes or removes an entry.
 *
 * An entry of a write carries the written record in `item`: Directus writes both in one transaction. `claim`
 * names the record and the number of the write, and is unique: of two writes that go by the same former
 * ciphertext, the database lets one through.
 */
export const accessLog: CollectionState = {
  collection: 'credential_access_log',
  meta: {
    icon: 'policy',
    note: 'Every use of stored credentials. Entries are never changed.',
    accountability: null,
    versioning: false,
    sort_field: null,
  },
  fields: [
    countedKey,
    moment('at', 'When.'),
    shortText('action', 'What.', { is_nullable: false }),
    shortText('outcome', 'How it ended.', { is_nullable: false }),
    shortText('principal_kind', '"user" or "server".', { is_nullable: false }),
    shortText('principal_id', "The user's id, or which shared secret.", { is_nullable: false }),
    shortText('collection', 'Where the record is.', { is_nullable: false }),
    shortText('item', "The record's id.", { is_nullable: false, is_indexed: true }),
    shortText('connection', 'The profile that it belongs to.', { is_indexed: true }),
    shortText('claim', 'Record and number of the write.', { is_unique: true }),
    shortText('request_id', 'The x-request-id of the request.', { is_nullable: false }),
    shortText('address', 'Where the request came from.', { is_nullable: false }),
  ],
};

/** What lets an entry carry the record that it's about. It's no foreign key: entries outlive records. */
export const accessLogItem: ManyToAnyState = {
  collection: 'credential_access_log',
  field: 'item',
  collectionField: 'collection',
  allowedCollections: ['platform_connections', 'download_credentials', 'platform_sessions'],
};
