/**
 * How many logins of one user may live at once.
 *
 * Guarantees: once a login has been answered, its user has at most so many; the ones that began first end, as by a
 * sign-out. It takes a login of one's own to end them, and so the password: a stranger ends nobody's.
 *
 * Doesn't count what Directus keeps besides: sessions of before the guard until their first refresh, and the rows that a
 * refresh keeps for its grace. A login by which our API proves a password ends none: whoever is asked for it would lose the
 * very session that he is signed in by, and it is over as soon as the proof has been used.
 */
import type { Knex } from 'knex';
import { type Logger, queryRows } from '../shared/directus.ts';
import { endLogin } from './logins.ts';

export interface SessionBoundDeps {
  db: Knex;
  logger: Logger;
  /** `LOGIN_LIMIT_USER_SESSIONS` */
  maxSessions: number;
}

/** @param session the token of a login that has just begun */
export async function endOldestLogins(deps: SessionBoundDeps, session: string): Promise<void> {
  const { db, logger, maxSessions } = deps;
  const oldest = await queryRows<{ sid: string; userId: string }>(
    db,
    `SELECT l.sid, s."user" AS "userId"
     FROM directus_sessions s JOIN genie_access_sessions l ON l.session = s.token
     WHERE s."user" = (SELECT "user" FROM directus_sessions WHERE token = ?)
     ORDER BY COALESCE(l.begun_at, 0) DESC, l.sid DESC
     LIMIT 1000 OFFSET ?`,
    [session, maxSessions],
  );
  const [first] = oldest;
  if (first === undefined) return;
  for (const { sid } of oldest) await endLogin(db, sid);
  logger.info(
    `Ended ${oldest.length} of the logins of user ${first.userId}, the oldest: more than ${maxSessions} (session_bound).`,
  );
}
