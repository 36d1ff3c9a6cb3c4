import {
  belongsTo,
  belongsToUser,
  countedKey,
  counter,
  ownRecords,
  reference,
  shortText,
  timestamp,
  unlogged,
  uuidKey,
} from './parts.ts';
import type {
  CollectionState,
  FieldState,
  ManyToAnyState,
  PermissionState,
  RelationState,
} from './types.ts';

/** The fields of every record that holds a ciphertext. No policy of ours lets anyone write them. */
const sealedFields: readonly FieldState[] = [
  {
    field: 'encrypted_credentials',
    type: 'text',
    schema: { is_nullable: false },
    meta: { interface: 'input-multiline', readonly: true, hidden: true, note: 'Ciphertext.' },
  },
  counter('credentials_version', 'How often the credentials were set.', 1),
  counter('seal_count', 'How often the ciphertext was written, new keys included.', 1),
  timestamp('credentials_updated_at', 'When the credentials were last set.'),
  timestamp('date_created', 'When the record was made.'),
];

/**
 * A collection of ciphertexts, each belonging to a user and going with it.
 *
 * Directus keeps no activity and no revisions of it (`accountability: null`): revisions would keep every
 * former ciphertext, past a deletion and past a change of keys. What happens to it is in the access log.
 */
function sealedCollection(
  collection: string,
  meta: { icon: string; note: string },
  fields: readonly FieldState[],
): CollectionState {
  return {
    collection,
    meta: { ...meta, accountability: null, versioning: false },
    fields: [uuidKey, reference('user', 'Whose it is.'), ...fields, ...sealedFields],
  };
}

/** A connection: a creator's account on a platform, with the credentials for it. */
export const platformConnections = sealedCollection(
  'platform_connections',
  { icon: 'key', note: 'Connections to other platforms, and their sealed credentials.' },
  [
    shortText('platform', 'For example "onlyfans".', { is_nullable: false }),
    shortText('platform_username', "The creator's name there."),
    // Directus knows no unique constraint over several columns, so the three stand in this one together.
    shortText('identity', 'User, platform and name in one, unique.', { is_unique: true }),
  ],
);

/** A login or a cookie jar for downloading. */
export const downloadCredentials = sealedCollection(
  'download_credentials',
  { icon: 'download', note: 'Sealed logins and cookie jars for downloads.' },
  [
    shortText('label', 'What its owner calls it.', { is_nullable: false }),
    shortText('type', '"password" or "cookies".', { is_nullable: false }),
  ],
);

/** The cookies of a login on a platform; at most one for each connection. */
export const platformSessions = sealedCollection(
  'platform_sessions',
  { icon: 'cookie', note: 'Sealed cookies of logins on other platforms.' },
  [
    reference('connection', 'The connection that is logged in.', true),
    { ...shortText('user_agent', 'The browser that logged in.'), type: 'text' },
    timestamp('captured_at', 'When the cookies were handed over.'),
    timestamp('expires_at', 'From when on they are not handed out.', true),
  ],
);

export const vaultRelations: readonly RelationState[] = [
  belongsToUser('platform_connections'),
  belongsToUser('download_credentials'),
  belongsToUser('platform_sessions'),
  belongsTo('platform_connections', 'platform_sessions', 'connection'),
];

/** What its owner reads of a record: these fields, and what every record says besides the ciphertext. */
function ownSealedRecords(collection: string, fields: readonly string[]): PermissionState {
  const ofAll = ['credentials_version', 'credentials_updated_at', 'date_created'];
  return ownRecords(collection, ['id', 'user', ...fields, ...ofAll]);
}

export const vaultPermissions: readonly PermissionState[] = [
  ownSealedRecords('platform_connections', ['platform', 'platform_username']),
  ownSealedRecords('download_credentials', ['label', 'type']),
  ownSealedRecords('platform_sessions', ['connection', 'captured_at', 'expires_at']),
];

/** What makes the log a chain: the guard writes them. */
const chainFields: readonly FieldState[] = [
  {
    field: 'seq',
    type: 'integer',
    schema: { is_nullable: true, is_unique: true },
    meta: { interface: 'input', readonly: true, note: 'The place in the chain.' },
  },
  shortText('previous_hash', 'The hash of the entry before.'),
  shortText('hash', 'SHA-256 over the entry and the hash before it.'),
  shortText('principal_seal', 'Salt or hash of what names the principal.'),
  shortText('item_seal', 'Salt or hash of what names the record.'),
];

/**
 * Who did what with which credentials, and when. Append-only: no policy of ours allows anything on it, so
 * only administrators read it, and the guard lets nobody change or remove an entry.
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
    ...unlogged,
  },
  fields: [
    countedKey,
    timestamp('at', 'When.'),
    shortText('action', 'What.', { is_nullable: false }),
    shortText('outcome', 'How it ended.', { is_nullable: false }),
    shortText('principal_kind', '"user" or "server".', { is_nullable: false }),
    shortText('principal_id', "The user's id, or which shared secret.", { is_nullable: false }),
    shortText('collection', 'Where the record is.', { is_nullable: false }),
    shortText('item', "The record's id.", { is_nullable: false, is_indexed: true }),
    shortText('connection', 'The connection that it belongs to.', { is_indexed: true }),
    shortText('claim', 'Record and number of the write.', { is_unique: true }),
    shortText('request_id', 'The x-request-id of the request.', { is_nullable: false }),
    shortText('address', 'Where the request came from.', { is_nullable: false }),
    shortText('area', '"credentials", "account", "admin" or "client".', { is_indexed: true }),
    shortText('client', 'The name of a service client.'),
    shortText('detail', 'More about it, such as why it was refused.'),
    ...chainFields,
  ],
};

/** What lets an entry carry the record that it's about. It's no foreign key: entries outlive records. */
export const accessLogItem: ManyToAnyState = {
  collection: 'credential_access_log',
  field: 'item',
  collectionField: 'collection',
  allowedCollections: ['platform_connections', 'download_credentials', 'platform_sessions'],
};
