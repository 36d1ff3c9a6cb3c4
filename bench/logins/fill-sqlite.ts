import { DatabaseSync } from 'node:sqlite';
import { proRoleId } from '../../directus/state/accounts.ts';
import { expiryOfLogins, madeLogin, userIdOf, users } from '../support/made-sessions.ts';
import { address, userAgent } from './visitor.ts';

/**
 * Writes all users and so many logins into a Directus's file, past Directus.
 *
 * @param file the database; its Directus may run, and must have nothing to do
 */
export function fillSqlite(file: string, logins: number): void {
  const db = new DatabaseSync(file, { timeout: 10_000 });
  try {
    // The rows fit each other; checking a million of them would take longer than writing them.
    db.exec('PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000');
    db.exec('BEGIN IMMEDIATE');
    addUsersToSqlite(db);
    addLoginsToSqlite(db, logins);
    db.exec('COMMIT');
  } finally {
    db.close();
  }
}

function addUsersToSqlite(db: DatabaseSync): void {
  const user = db.prepare(
    `INSERT INTO directus_users (id, email, first_name, status, role, provider, subscription_tier)
     VALUES (?, ?, 'Test', 'active', ?, 'default', 'pro')`,
  );
  for (let index = 0; index < users; index += 1) {
    user.run(userIdOf(index), `made-${index}@example.com`, proRoleId);
  }
}

function addLoginsToSqlite(db: DatabaseSync, logins: number): void {
  const session = db.prepare(
    `INSERT INTO directus_sessions (token, "user", expires, ip, user_agent) VALUES (?, ?, ?, ?, ?)`,
  );
  const link = db.prepare('INSERT INTO genie_access_sessions (sid, session) VALUES (?, ?)');
  const expires = expiryOfLogins().getTime();
  for (let index = 0; index < logins; index += 1) {
    const login = madeLogin(index);
    session.run(login.session, login.userId, expires, address, userAgent);
    link.run(login.sid, login.session);
  }
}
