import type { SealedCollection } from '../services/audit/access-entry.ts';
import {
  type KeyStarts,
  type KeyState,
  readKeyStates,
} from '../services/credentials/key-states.ts';
import type { ListedRecords, ListedRow } from '../services/directus/admin/listed-records.ts';

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
