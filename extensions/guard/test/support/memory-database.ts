import assert from 'node:assert/strict';
import knex, { type Knex } from 'knex';
import { createVersionTable, renewVersion } from '../../src/rights/version.ts';
import { linkNewSession, newSid } from '../../src/sessions/logins.ts';
import { createRefreshTokens } from '../../src/sessions/refresh-tokens.ts';
import { createTables } from '../../src/sessions/tables.ts';

export const refreshTokens = createRefreshTokens('test-only-secret-5b0d7a2f9c1e4863d7a0');

/** The parts of Directus's tables that the guard touches, in memory, with one active user `ada`. */
export async function createMemoryDatabase(): Promise<Knex> {
  const afterCreate = (connection: { run(sql: string): void }, done: () => void) => {
    connection.run('PRAGMA foreign_keys = ON');
    done();
  };
  const pool = { min: 1, max: 1, afterCreate };
  const db = knex({ client: 'sqlite3', connection: ':memory:', useNullAsDefault: true, pool });
  await db.raw(
    `CREATE TABLE directus_users (id text PRIMARY KEY, status text, email text, password text,
     provider text DEFAULT 'default', external_identifier text)`,
  );
  await db.raw(
    `CREATE TABLE directus_sessions (token text PRIMARY KEY, next_token text, expires integer,
     share text, ip text, user_agent text, origin text, user text REFERENCES directus_users (id) ON DELETE CASCADE)`,
  );
  await createTables(db);
  await createVersionTable(db);
  await renewVersion(db);
  await db('directus_users').insert({ id: 'ada', status: 'active' });
  return db;
}

/** How long a login may last in these tests, and what notes nothing. */
export const loginBounds = {
  maxSessionMs: 30 * 86_400_000,
  lastSeen: { note() {} },
  onRefusal() {},
};

/** A linked session of `ada`. */
export async function beginLogin(db: Knex): Promise<{ sid: string; token: string }> {
  const sid = newSid();
  const token = `first of ${sid}`;
  await db('directus_sessions').insert({ token, user: 'ada', expires: Date.now() + 60_000 });
  assert.ok(await linkNewSession(db, sid, token, undefined));
  return { sid, token };
}
