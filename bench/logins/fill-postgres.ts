import type { Knex } from 'knex';
import { proRoleId } from '../../directus/state/accounts.ts';
import { expiryOfLogins, madeLogin, userIdOf, users } from '../support/made-sessions.ts';
import { address, userAgent } from './visitor.ts';

const rowsAtOnce = 20_000;

/** Writes all users and so many logins into a Directus's PostgreSQL database, past Directus. */
export async function fillPostgres(db: Knex, logins: number): Promise<void> {
  await db.transaction(async (trx) => {
    // Turns the checks of foreign keys off for this transaction: the rows fit each other.
    await trx.raw('SET LOCAL session_replication_role = replica');
    const ids = Array.from({ length: users }, (_, index) => userIdOf(index));
    await trx.raw(
      `INSERT INTO directus_users (id, email, first_name, status, role, provider, subscription_tier)
       SELECT id, 'made-' || (n - 1) || '@example.com', 'Test', 'active', ?, 'default', 'pro'
       FROM unnest(CAST(? AS uuid[])) WITH ORDINALITY AS made (id, n)`,
      [proRoleId, ids],
    );
    for (let from = 0; from < logins; from += rowsAtOnce) {
      await addLoginsToPostgres(trx, from, Math.min(from + rowsAtOnce, logins));
    }
  });
  // What PostgreSQL itself does soon after so many rows.
  await db.raw('VACUUM ANALYZE directus_users, directus_sessions, genie_access_sessions');
  await db.raw('CHECKPOINT');
}

async function addLoginsToPostgres(trx: Knex, from: number, to: number): Promise<void> {
  const logins = Array.from({ length: to - from }, (_, index) => madeLogin(from + index));
  const sessions = logins.map(({ session }) => session);
  await trx.raw(
    `INSERT INTO directus_sessions (token, "user", expires, ip, user_agent)
     SELECT token, user_id, ?, ?, ?
     FROM unnest(CAST(? AS varchar[]), CAST(? AS uuid[])) AS made (token, user_id)`,
    [expiryOfLogins(), address, userAgent, sessions, logins.map(({ userId }) => userId)],
  );
  await trx.raw(
    `INSERT INTO genie_access_sessions (sid, session)
     SELECT * FROM unnest(CAST(? AS varchar[]), CAST(? AS varchar[]))`,
    [logins.map(({ sid }) => sid), sessions],
  );
}
