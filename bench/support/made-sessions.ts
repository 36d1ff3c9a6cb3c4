import { createHash, createHmac } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Knex } from 'knex';
import { proRoleId } from '../../directus/state/accounts.ts';

/** So many users share all logins. */
export const users = 10_000;

const lifetimeMs = 24 * 60 * 60 * 1_000;

/** A login as Directus and the session guard keep one, made from its number alone. */
export interface MadeLogin {
  userId: string;
  /** What its row in `directus_sessions` is found by. */
  session: string;
  /** What its row in `genie_access_sessions` is found by. */
  sid: string;
}

/** The id of the user with a number. */
function userIdOf(index: number): string {
  const hex = createHash('sha256').update(`user ${index}`).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

/** The login with a number. Like real ones, neighbours lie far from each other in an index. */
function madeLogin(index: number): MadeLogin {
  const digest = createHash('sha512').update(`login ${index}`).digest();
  return {
    userId: userIdOf(index % users),
    session: digest.toString('base64url').slice(0, 64),
    sid: createHash('md5').update(digest).digest('base64url'),
  };
}

/** When all of them end. */
function expiryOfLogins(): Date {
  return new Date(Date.now() + lifetimeMs);
}

/**
 * Access tokens of logins, signed as Directus signs them.
 *
 * @param secret the `SECRET` of that Directus
 * @param count how many, spread over all the logins that there are
 * @param logins how many there are
 */
export function accessTokens(secret: string, count: number, logins: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const { userId, sid } = madeLogin(Math.floor((index * logins) / count));
    const now = Math.floor(Date.now() / 1_000);
    const claims = {
      id: userId,
      role: proRoleId,
      app_access: false,
      admin_access: false,
      sid,
      iat: now,
      exp: now + lifetimeMs / 1_000,
      iss: 'directus',
    };
    return sign(claims, secret);
  });
}

function sign(claims: object, secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

/** What a session's row holds of whoever logged in; it's half of its size. */
const address = '203.0.113.7';

const userAgent =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36';

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
