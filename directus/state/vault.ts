import { counter, moment, reference, uuidKey } from './parts.ts';
import type { CollectionState, FieldState } from './types.ts';

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
  moment('credentials_updated_at', 'When the credentials were last set.'),
  moment('date_created', 'When the record was made.'),
];

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
