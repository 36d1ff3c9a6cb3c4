import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import knex, { type Knex } from 'knex';
import { rotateSession } from '../src/rotate-session.ts';
import { linkNewSession, newSid } from '../src/session-links.ts';
import { createTables } from '../src/tables.ts';

let db: Knex;

before(async () => {
  const afterCreate = (connection: { run(sql: string): void }, done: () => void) => {
    connection.run('PRAGMA foreign_keys = ON');
    done();
  };
  const pool = { min: 1, max: 1, afterCreate };
  db = knex({ client: 'sqlite3', connection: ':memory:', useNullAsDefault: true, pool });
  await db.raw('CREATE TABLE directus_users (id text PRIMARY KEY, status text)');
  await db.raw(
    `CREATE TABLE directus_sessions (token text PRIMARY KEY, next_token text, expires integer,
     user text REFERENCES directus_users (id) ON DELETE CASCADE)`,
  );
  await createTables(db);
  await db('directus_users').insert({ id: 'ada', status: 'active' });
});
after(async () => {
  await db?.destroy();
});

async function begin(): Promise<{ sid: string; token: string }> {
  const sid = newSid();
  const token = `first of ${sid}`;
  await db('directus_sessions').insert({ token, user: 'ada', expires: Date.now() + 60_000 });
  assert.ok(await linkNewSession(db, sid, token, undefined));
  return { sid, token };
}

async function rotate(sid: string, token: string, expiresAt: number): Promise<string> {
  const rotation = { sid, token, expiresAt, graceMs: 0, keepsOldRow: false };
  const next = await rotateSession(db, rotation);
  assert.ok(next !== undefined);
  return next;
}

async function remembered(sid: string): Promise<number> {
  const rows = await db('genie_rotated_tokens').where({ sid });
  return rows.length;
}

test('remembers at most a thousand replaced tokens of a login', async () => {
  let { sid, token } = await begin();
  for (let round = 0; round < 1_100; round += 1) {
    token = await rotate(sid, token, Date.now() + 60_000);
  }
  const count = await remembered(sid);
  assert.ok(count > 900 && count <= 1_000, `${count}`);
});

test('forgets replaced tokens that would have expired by now', async () => {
  const { sid, token } = await begin();
  const second = await rotate(sid, token, Date.now() - 1);
  await rotate(sid, second, Date.now() + 60_000);
  assert.equal(await remembered(sid), 1);
});

test('keeps nothing of a login whose session or user is deleted, by whatever way', async () => {
  const { sid, token } = await begin();
  const second = await rotate(sid, token, Date.now() + 60_000);
  await db('directus_sessions').where({ token: second }).delete();
  const other = await begin();
  await rotate(other.sid, other.token, Date.now() + 60_000);
  await db('directus_users').where({ id: 'ada' }).delete();
  assert.deepEqual(await db('genie_access_sessions'), []);
  assert.deepEqual(await db('genie_rotated_tokens'), []);
});

test('makes its tables again without harm', async () => {
  await createTables(db);
});
