import type { Knex } from 'knex';
import { wasRotatedSince } from './presented-token.ts';
import { queryRows } from './query-rows.ts';
import type { AccessClaims } from './verify-access-token.ts';

/** A login whose session lives and whose user is active at this moment. */
export interface LiveLogin {
  session: string;
  userId: string;
  roleId: string | null;
}

/** One statement, read from the database each time: nothing is kept, so nothing can be stale. */
export async function findLiveLogin(db: Knex, sid: string): Promise<LiveLogin | undefined> {
  const [login] = await queryRows<LiveLogin>(
    db,
    `SELECT l.session, u.id AS "userId", u.role AS "roleId"
     FROM genie_access_sessions l
     JOIN directus_sessions s ON s.token = l.session
     JOIN directus_users u ON u.id = s."user"
     WHERE l.sid = ? AND s.expires >= ? AND u.status = 'active'`,
    [sid, new Date()],
  );
  return login;
}

/**
 * Whether a login is the one that a verified token speaks of: the same user, still in the role that
 * the token names (Directus takes the rights from there), and in `session` mode the session's token
 * as it is now or was until `graceMs` ago.
 */
export async function isTokenOf(
  db: Knex,
  claims: AccessClaims,
  login: LiveLogin,
  graceMs: number,
): Promise<boolean> {
  if (claims.sid === undefined || claims.id !== login.userId) return false;
  if ((claims.role ?? null) !== login.roleId) return false;
  if (claims.session === undefined || claims.session === login.session) return true;
  return wasRotatedSince(db, claims.session, claims.sid, Date.now() - graceMs);
}
