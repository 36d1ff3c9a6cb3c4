import type { CollectionState, FieldState, PermissionState, RelationState } from '../types.ts';
import { reference, sealedFields, uuidKey } from './fields.ts';

/**
 * A collection of ciphertexts, each belonging to a user and going with it.
 *
 * Directus keeps no activity and no revisions of it (`accountability: null`): revisions would keep every
 * former ciphertext, past a deletion and past a change of keys. What happens to it is in the access log.
 */
export function sealedCollection(
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

/** The relation that removes the records of a removed user. */
export function belongsToUser(collection: string): RelationState {
  return { collection, field: 'user', relatedCollection: 'directus_users', onDelete: 'CASCADE' };
}

/** A user reads these fields of its own records, and nothing of others'. Nobody writes through Directus. */
export function ownRecords(collection: string, fields: readonly string[]): PermissionState {
  return { collection, action: 'read', fields, rows: { user: { _eq: '$CURRENT_USER' } } };
}
