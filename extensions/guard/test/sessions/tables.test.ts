import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Knex } from 'knex';
import { rotateSession } from '../../src/sessions/refresh.ts';
import { createTables } from '../../src/sessions/tables.ts';
import { beginLogin, createMemoryDatabase, refreshTokens } from '../support/memory-database.ts';

let db: Knex;

before(async () => {
  db = await createMemoryDatabase();
});
after(async () => {
  await db?.destroy();
});

/** How SQLite finds the rows of a statement. */
async function planOf(sql: string, binding: string | number): Promise<string> {
  const steps: { detail: string }[] = await db.raw(`EXPLAIN QUERY PLAN ${sql}`, [binding]);
  return steps.map(({ detail }) => detail).join('\n');
}

const statements = [
  {
    name: 'what Directus deletes with every login',
    sql: 'DELETE FROM directus_sessions WHERE expires < ?',
    binding: 1,
    index: 'genie_sessions_expires',
  },
  {
    name: 'what ends with a changed password',
    sql: 'DELETE FROM directus_sessions WHERE "user" = ?',
    binding: 'ada',
    index: 'genie_sessions_user',
  },
];

for (const { name, sql, binding, index } of statements) {
  test(`${name} is found without reading every session`, async () => {
    const plan = await planOf(sql, binding);
    assert.match(plan, new RegExp(`SEARCH directus_sessions USING .*INDEX ${index}`));
    assert.doesNotMatch(plan, /SCAN directus_sessions/);
  });
}

test('an index that went with a rebuilt table is made again, and nothing else is touched', async () => {
  const { token } = await beginLogin(db);
  await db.raw('DROP INDEX genie_sessions_expires');
  await createTables(db);
  await createTables(db);
  assert.match(await planOf('DELETE FROM directus_sessions WHERE expires < ?', 1), /SEARCH/);
  assert.equal((await db('directus_sessions').where({ token })).length, 1);
});

async function rotate(sid: string, token: string): Promise<string> {
  const next = await rotateSession(db, refreshTokens, { sid, token, keepsOldRow: false });
  assert.ok(next !== undefined);
  return next;
}

test('keeps nothing of a login whose session or user is deleted, by whatever way', async () => {
  const { sid, token } = await beginLogin(db);
  const second = await rotate(sid, token);
  await db('directus_sessions').where({ token: second }).delete();
  const other = await beginLogin(db);
  await rotate(other.sid, other.token);
  await db('directus_users').where({ id: 'ada' }).delete();
  assert.deepEqual(await db('genie_access_sessions'), []);
  assert.deepEqual(await db('genie_rotated_tokens'), []);
});

test('makes its tables again without harm', async () => {
  await createTables(db);
});
