import { findRecord } from '../../credentials/sealed-rows.ts';
import { AppError } from '../../errors/app-error.ts';
import type { Accessor } from '../audit/access-entry.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { openRecord } from './open-record.ts';

/** A session as it's given out. Times are ISO 8601. */
export interface RevealedSession {
  creatorProfileId: string;
  platform: string;
  cookies: unknown[];
  userAgent: string | null;
  capturedAt: string;
  expiresAt: string | null;
}

/**
 * Gives out the cookies of a connection's session, once that is logged.
 *
 * @throws AppError `credentials.not_found` · `credentials.no_session` · `credentials.session_expired` ·
 *   `credentials.unopenable` · as the log
 */
export async function readPlatformSession(
  deps: CredentialDeps,
  accessor: Accessor,
  creatorProfileId: string,
): Promise<RevealedSession> {
  const action = 'read_session';
  const connection = await findRecord(deps, {
    accessor,
    action,
    collection: 'platform_connections',
    id: creatorProfileId,
  });
  const connectionId = connection.id;
  const about = { accessor, action, connectionId } as const;
  const row = await deps.records.find('platform_sessions', 'connection', connectionId);
  if (row === undefined) {
    const collection = 'platform_connections';
    await deps.log.append({ ...about, outcome: 'not_found', collection, recordId: connectionId });
    throw new AppError('credentials.no_session');
  }
  const entry = { ...about, collection: 'platform_sessions', recordId: row.id } as const;
  if (row.expires_at !== null && Date.parse(row.expires_at) <= deps.now().getTime()) {
    await deps.log.append({ ...entry, outcome: 'expired' });
    throw new AppError('credentials.session_expired');
  }
  const { cookies } = await openRecord(deps, entry, row);
  if (!Array.isArray(cookies)) {
    const internal = `platform_sessions/${row.id}: holds no cookies`;
    throw new AppError('credentials.unopenable', { internal });
  }
  return {
    creatorProfileId: connectionId,
    platform: connection.platform,
    cookies,
    userAgent: row.user_agent,
    capturedAt: row.captured_at,
    expiresAt: row.expires_at,
  };
}
