import type { SealedCollection } from './access-log-store.ts';
import type { ListedRecords, ListedRow } from './credential-store.ts';

/** What listing works with. */
export interface ListDeps {
  listed: ListedRecords;
  keyStarts: KeyStarts;
}

type Keyed<C extends SealedCollection> = ListedRow<C> & { keyState: KeyState };

/** A connection as its owner sees it, with the session that was stored for it, and nothing secret. */
export type ListedConnection = Keyed<'platform_connections'> & {
  session: Keyed<'platform_sessions'> | undefined;
};

/** A download credential as its owner sees it, with nothing secret. */
export type ListedDownload = Keyed<'download_credentials'>;

/** The newest 1,000 connections of a user, newest first. @throws AppError `directus.unavailable` */
export async function listConnections(deps: ListDeps, userId: string): Promise<ListedConnection[]> {
  const [connections, sessions] = await Promise.all([
    listKeyed(deps, 'platform_connections', userId),
    listKeyed(deps, 'platform_sessions', userId),
  ]);
  const sessionOf = new Map(sessions.map((session) => [session.connection, session]));
  return connections.map((row) => ({ ...row, session: sessionOf.get(row.id) }));
}

/** The newest 1,000 download credentials of a user, newest first. @throws AppError `directus.unavailable` */
export function listDownloads(deps: ListDeps, userId: string): Promise<ListedDownload[]> {
  return listKeyed(deps, 'download_credentials', userId);
}

async function listKeyed<C extends SealedCollection>(
  { listed, keyStarts }: ListDeps,
  collection: C,
  userId: string,
): Promise<Keyed<C>[]> {
  const rows = await listed.list(collection, userId);
  const ids = rows.map(({ id }) => id);
  const stateOf = await readKeyStates(listed, keyStarts, { collection, userId, ids });
  return rows.map((row) => ({ ...row, keyState: stateOf(row.id) }));
}

/**
 * Under which key a record is sealed: the current one, an older one that is still there, or one that isn't, so that
 * the record can't be opened until its credentials are stored anew.
 */
type KeyState = 'current' | 'previous' | 'missing';

/** How the ciphertexts of this configuration's keys begin. */
interface KeyStarts {
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
async function readKeyStates(
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
