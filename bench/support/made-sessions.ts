import { createHash, createHmac } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import type { Knex } from 'knex';
import { proRoleId } from '../../directus/state/accounts.ts';
import { startTestDirectus, type TestDirectus } from '../../test/support/start-directus.ts';

/** So many users share all sessions. */
const users = 10_000;
const lifetimeMs = 24 * 60 * 60 * 1_000;

/** A test Directus on SQLite that shares the secret of its introspection, with all users and so many sessions. */
export async function startFilledDirectus(
  introspectionSecret: string,
  { sessions = users, env = {} }: { sessions?: number; env?: Record<string, string> } = {},
) {
  const directus = await startTestDirectus({ settings: { introspectionSecret }, env });
  fillSqlite(directus, sessions);
  return directus;
}

/** The id of the user with a number. */
function userIdOf(index: number): string {
  const hex = createHash('sha256').update(`user ${index}`).digest('hex');
  return hex.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, '$1-$2-4$3-8$4-$5');
}

/**
 * The session with a number, as Directus and the session guard keep one. Like real ones, neighbours lie far from each
 * other in an index.
 */
function madeSession(index: number) {
  const digest = createHash('sha512').update(`session ${index}`).digest();
  return {
    userId: userIdOf(index % users),
    /** Its row's key in `directus_sessions`. */
    token: digest.toString('base64url').slice(0, 64),
    /** Its row's key in `genie_access_sessions`. */
    sid: createHash('md5').update(digest).digest('base64url'),
  };
}

function expiryOfSessions(): Date {
  return new Date(Date.now() + lifetimeMs);
}

/**
 * Access tokens of sessions, signed as Directus signs them.
 *
 * @param secret the `SECRET` of that Directus
 * @param count how many, spread over all the sessions that there are
 * @param sessions how many there are
 */
export function accessTokens(secret: string, count: number, sessions: number = users): string[] {
  return Array.from({ length: count }, (_, index) => {
    const { userId, sid } = madeSession(Math.floor((index * sessions) / count));
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
 * Writes all users and so many sessions into a Directus's SQLite file, past Directus.
 *
 * @param directus may run, and must have nothing to do
 */
export function fillSqlite({ settings: { database } }: TestDirectus, sessions = users): void {
  if (database.client !== 'sqlite3') throw new Error('a test Directus is on SQLite');
  const db = new DatabaseSync(database.filename, { timeout: 10_000 });
  try {
    // The rows fit each other; checking a million of them would take longer than writing them.
    db.exec('PRAGMA foreign_keys = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000000');
    db.exec('BEGIN IMMEDIATE');
    addUsersToSqlite(db);
    addSessionsToSqlite(db, sessions);
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

function addSessionsToSqlite(db: DatabaseSync, sessions: number): void {
  const session = db.prepare(
    `INSERT INTO directus_sessions (token, "user", expires, ip, user_agent) VALUES (?, ?, ?, ?, ?)`,
  );
  const link = db.prepare('INSERT INTO genie_access_sessions (sid, session) VALUES (?, ?)');
  const expires = expiryOfSessions().getTime();
  for (let index = 0; index < sessions; index += 1) {
    const { userId, token, sid } = madeSession(index);
    session.run(token, userId, expires, address, userAgent);
    link.run(sid, token);
  }
}

const rowsAtOnce = 20_000;

/** Writes all users and so many sessions into a Directus's PostgreSQL database, past Directus. */
export async function fillPostgres(db: Knex, sessions: number): Promise<void> {
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
    for (let from = 0; from < sessions; from += rowsAtOnce) {
      await addSessionsToPostgres(trx, from, Math.min(from + rowsAtOnce, sessions));
    }
  });
  // What PostgreSQL itself does soon after so many rows.
  await db.raw('VACUUM ANALYZE directus_users, directus_sessions, genie_access_sessions');
  await db.raw('CHECKPOINT');
}

async function addSessionsToPostgres(trx: Knex, from: number, to: number): Promise<void> {
  const made = Array.from({ length: to - from }, (_, index) => madeSession(from + index));
  const tokens = made.map(({ token }) => token);
  await trx.raw(
    `INSERT INTO directus_sessions (token, "user", expires, ip, user_agent)
     SELECT token, user_id, ?, ?, ?
     FROM unnest(CAST(? AS varchar[]), CAST(? AS uuid[])) AS made (token, user_id)`,
    [expiryOfSessions(), address, userAgent, tokens, made.map(({ userId }) => userId)],
  );
  await trx.raw(
    `INSERT INTO genie_access_sessions (sid, session)
     SELECT * FROM unnest(CAST(? AS varchar[]), CAST(? AS varchar[]))`,
    [made.map(({ sid }) => sid), tokens],
  );
}
