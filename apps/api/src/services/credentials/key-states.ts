import type { SealedCollection } from '../audit/access-entry.ts';
import type { ListedRecords } from '../directus/admin/listed-records.ts';

/**
 * Under which key a record is sealed: the current one, an older one that is still there, or one that isn't, so that
 * the record can't be opened until its credentials are stored anew.
 */
export type KeyState = 'current' | 'previous' | 'missing';

/** How the ciphertexts of this configuration's keys begin. */
export interface KeyStarts {
  current: string;
  previous: readonly string[];
  /** What envelopes of all keys begin with; the older form, which any key may open, begins otherwise. */
  any: string;
}

/**
 * Tells the states of a user's records, without reading a ciphertext. Nothing is verified: for showing only.
 *
 * @returns the state of the record with an id
 * @throws AppError `directus.unavailable`
 */
export async function readKeyStates(
  records: Pick<ListedRecords, 'idsSealedWith'>,
  starts: KeyStarts,
  { collection, userId, ids }: { collection: SealedCollection; userId: string; ids: string[] },
): Promise<(id: string) => KeyState> {
  if (ids.length === 0) return () => 'current';
  const ask = (start: string) => records.idsSealedWith(collection, userId, start);
  const current = await ask(starts.current);
  // So it is nearly always, and no more needs to be asked.
  if (ids.every((id) => current.has(id))) return () => 'current';
  const [any, ...previous] = await Promise.all([starts.any, ...starts.previous].map(ask));
  return (id) => {
    if (current.has(id)) return 'current';
    const isOlderForm = any?.has(id) !== true;
    return isOlderForm || previous.some((known) => known.has(id)) ? 'previous' : 'missing';
  };
}
