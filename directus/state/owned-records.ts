import type { PermissionState, RelationState } from './types.ts';

/** The relation that removes the records of a removed user. */
export function belongsToUser(collection: string): RelationState {
  return { collection, field: 'user', relatedCollection: 'directus_users', onDelete: 'CASCADE' };
}

/** A user reads these fields of its own records, and nothing of others'. Nobody writes through Directus. */
export function ownRecords(collection: string, fields: readonly string[]): PermissionState {
  return { collection, action: 'read', fields, rows: { user: { _eq: '$CURRENT_USER' } } };
}
