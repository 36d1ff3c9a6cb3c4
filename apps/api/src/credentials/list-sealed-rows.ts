import type { SealedCollection } from '@genie-helper/guard-protocol';
import type { Static } from 'typebox';
import type { keyState } from './credential-fields.ts';
import type { ListedRow } from './listed-records-store.ts';
import type { Credentials } from './sealed-rows.ts';

type KeyState = Static<typeof keyState>;

/** A user's records, newest first, each with the state of its key. @throws AppError `directus.unavailable` */
export async function listKeyed<C extends SealedCollection>(
  deps: Pick<Credentials, 'listed' | 'vault'>,
  collection: C,
  userId: string,
): Promise<(ListedRow<C> & { keyState: KeyState })[]> {
  const rows = await deps.listed.list(collection, userId);
  const ids = rows.map(({ id }) => id);
  const stateOf = await readKeyStates(deps, { collection, userId, ids });
  return rows.map((row) => ({ ...row, keyState: stateOf(row.id) }));
}

/**
 * Tells under which keys a user's records are sealed, without reading a ciphertext. Nothing is verified: for showing
 * only.
 *
 * @returns the state of the record with an id
 * @throws AppError `directus.unavailable`
 */
async function readKeyStates(
  { listed, vault: { keyStarts: starts } }: Pick<Credentials, 'listed' | 'vault'>,
  { collection, userId, ids }: { collection: SealedCollection; userId: string; ids: string[] },
): Promise<(id: string) => KeyState> {
  if (ids.length === 0) return () => 'current';
  const ask = (start: string) => listed.idsSealedWith(collection, userId, start);
  const current = await ask(starts.current);
  // So it is nearly always, and no more needs to be asked.
  if (ids.every((id) => current.has(id))) return () => 'current';
  const [any, ...previous] = await Promise.all([starts.any, ...starts.previous].map(ask));
  return (id) => {
    if (current.has(id)) return 'current';
    const isLegacyV1 = any?.has(id) !== true;
    return isLegacyV1 || previous.some((known) => known.has(id)) ? 'previous' : 'missing';
  };
}
