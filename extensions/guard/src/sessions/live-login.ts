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
  if (!isSameLogin(claims, login)) return false;
  if (hasTokenOfNow(claims, login)) return true;
  const { session = '', sid = '' } = claims;
  return wasRotatedSince(db, session, sid, Date.now() - graceMs);
}

/** The same user, in the role that the token names. A login has no share, whose rights Directus would apply. */
export function isSameLogin(claims: AccessClaims, login: LiveLogin): boolean {
  if (claims.sid === undefined || claims.share !== undefined) return false;
  if (claims.id !== login.userId) return false;
  return (claims.role ?? null) === login.roleId;
}

/** Whether a token of `session` mode names the session's token of now; others name none. */
export function hasTokenOfNow(claims: AccessClaims, login: LiveLogin): boolean {
  return claims.session === undefined || claims.session === login.session;
}
