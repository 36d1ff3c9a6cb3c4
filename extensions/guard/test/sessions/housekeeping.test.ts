import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Knex } from 'knex';
import { rotateSession } from '../../src/sessions/rotate-session.ts';
import { createTables } from '../../src/sessions/tables.ts';
import { beginLogin, createMemoryDatabase } from '../support/memory-database.ts';

let db: Knex;

before(async () => {
  db = await createMemoryDatabase();
});
after(async () => {
  await db?.destroy();
});

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
  let { sid, token } = await beginLogin(db);
  for (let round = 0; round < 1_100; round += 1) {
    token = await rotate(sid, token, Date.now() + 60_000);
  }
  const count = await remembered(sid);
  assert.ok(count > 900 && count <= 1_000, `${count}`);
});

test('forgets replaced tokens that would have expired by now', async () => {
  const { sid, token } = await beginLogin(db);
  const second = await rotate(sid, token, Date.now() - 1);
  await rotate(sid, second, Date.now() + 60_000);
  assert.equal(await remembered(sid), 1);
});

test('keeps nothing of a login whose session or user is deleted, by whatever way', async () => {
  const { sid, token } = await beginLogin(db);
  const second = await rotate(sid, token, Date.now() + 60_000);
  await db('directus_sessions').where({ token: second }).delete();
  const other = await beginLogin(db);
  await rotate(other.sid, other.token, Date.now() + 60_000);
  await db('directus_users').where({ id: 'ada' }).delete();
  assert.deepEqual(await db('genie_access_sessions'), []);
  assert.deepEqual(await db('genie_rotated_tokens'), []);
});

test('makes its tables again without harm', async () => {
  await createTables(db);
});
