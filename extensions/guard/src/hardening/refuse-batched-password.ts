import { InvalidPayloadError } from '@directus/errors';

interface FilterContext {
  database: { isTransaction?: boolean };
  /** null: Directus itself, as when a password is reset. */
  accountability: { admin?: boolean } | null;
}

/**
 * Filter of `users.update`: lets nobody but an administrator change a password inside a batch.
 *
 * Directus 11.17.4 keeps a batch in one transaction, and hashes in it: on SQLite, which has one connection,
 * a hundred passwords in one request made every other request wait for half a minute.
 *
 * @returns the payload as it was
 * @throws InvalidPayloadError before the batch's first password is hashed
 */
export function refuseBatchedPassword<P extends object>(
  payload: P,
  _meta: unknown,
  { database, accountability }: FilterContext,
): P {
  const isFree = accountability === null || accountability.admin === true;
  if (!isFree && database.isTransaction === true && 'password' in payload) {
    throw new InvalidPayloadError({ reason: 'A password is changed on its own, not in a batch' });
  }
  return payload;
}
