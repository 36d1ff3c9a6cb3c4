import { type Cookie, CookieJarError, parseCookieJar } from '@genie-helper/cookie-jars';
import { findRecord } from '../../credentials/sealed-rows.ts';
import type { Accessor } from '../audit/access-entry.ts';
import type { CredentialDeps } from './credential-deps.ts';
import { explainCookieJar } from './explain-cookie-jar.ts';
import { makeRecord } from './make-record.ts';
import { replaceCredentials } from './replace-credentials.ts';
import { retryOutdated } from './retry-outdated.ts';

/** The cookies of a login on a platform. */
export interface GivenSession {
  creatorProfileId: string;
  cookies: unknown;
  userAgent: string | null;
  /** From when on it isn't given out; `null`: as long as it's there. */
  expiresAt: Date | null;
}

/**
 * Keeps the session of the caller's connection; the one of before is overwritten.
 *
 * @throws AppError `request.invalid` · `request.body_too_large` · `credentials.not_found` · `credentials.busy` ·
 *   as the log
 */
export async function storePlatformSession(
  deps: CredentialDeps,
  accessor: Accessor,
  { creatorProfileId, cookies, userAgent, expiresAt }: GivenSession,
): Promise<{ id: string }> {
  const action = 'store_session';
  const collection = 'platform_sessions';
  const value = { cookies: readCookies(cookies).map((cookie) => ({ ...cookie })) };
  const connection = await findRecord(deps, {
    accessor,
    action,
    collection: 'platform_connections',
    id: creatorProfileId,
  });
  const connectionId = connection.id;
  return retryOutdated(async () => {
    const columns = {
      user_agent: userAgent,
      captured_at: deps.now().toISOString(),
      expires_at: expiresAt?.toISOString() ?? null,
    };
    const row = await deps.records.find(collection, 'connection', connectionId);
    if (row !== undefined) {
      const entry = { accessor, action, collection, recordId: row.id, connectionId } as const;
      return replaceCredentials(deps, entry, row, value, columns);
    }
    return makeRecord(deps, {
      accessor,
      action,
      collection,
      user: connection.user,
      connectionId,
      value,
      columns: { ...columns, connection: connectionId },
    });
  });
}

function readCookies(cookies: unknown): Cookie[] {
  try {
    return parseCookieJar(cookies);
  } catch (error) {
    throw error instanceof CookieJarError ? explainCookieJar(error) : error;
  }
}
