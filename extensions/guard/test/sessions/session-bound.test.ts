import assert from 'node:assert/strict';
import { after, before, beforeEach, mock, test } from 'node:test';
import type { Knex } from 'knex';
import { rotateSession } from '../../src/sessions/refresh.ts';
import { endOldestLogins } from '../../src/sessions/session-bound.ts';
import { createTables } from '../../src/sessions/tables.ts';
import { beginLogin, createMemoryDatabase, refreshTokens } from '../support/memory-database.ts';

const maxSessions = 3;
let db: Knex;
const told: string[] = [];
const logger = { warn() {}, error() {}, info: (line: string) => told.push(line) };

before(() => mock.timers.enable({ apis: ['Date'], now: Date.now() }));
beforeEach(async () => {
  await db?.destroy();
  db = await createMemoryDatabase();
  told.length = 0;
});
after(async () => {
  await db?.destroy();
  mock.timers.reset();
});

async function logIn(): Promise<{ sid: string; token: string }> {
  mock.timers.tick(1_000);
  const login = await beginLogin(db);
  await endOldestLogins({ db, logger, maxSessions }, login.token);
  return login;
}

async function live(): Promise<string[]> {
  return await db('genie_access_sessions').orderBy('begun_at').pluck('sid');
}

test('one login more than the bound ends the oldest, session and link', async () => {
  const logins = [await logIn(), await logIn(), await logIn(), await logIn(), await logIn()];
  const sids = logins.map(({ sid }) => sid);
  assert.deepEqual(await live(), sids.slice(2));
  assert.equal((await db('directus_sessions')).length, maxSessions);
  assert.equal(told.length, 2);
  assert.match(told[0] ?? '', /user ada.*session_bound/);
  for (const { token } of logins) assert.ok(!told.join().includes(token));
});

test('a refresh makes no login younger', async () => {
  const first = await logIn();
  const second = await logIn();
  await logIn();
  await rotateSession(db, refreshTokens, { ...first, keepsOldRow: true });
  await logIn();
  const left = await live();
  assert.ok(!left.includes(first.sid) && left.includes(second.sid));
});

test('logins of other users, and of shares, are not counted and not ended', async () => {
  await db('directus_users').insert({ id: 'bob', status: 'active' });
  const other = { token: 'of bob', user: 'bob', expires: Date.now() + 60_000 };
  const share = { token: 'of a share', share: 's', expires: Date.now() + 60_000 };
  await db('directus_sessions').insert(other);
  await db('directus_sessions').insert(share);
  for (let count = 0; count < 5; count += 1) await logIn();
  const tokens = await db('directus_sessions').pluck('token');
  assert.ok(tokens.includes('of bob') && tokens.includes('of a share'));
  assert.equal(tokens.length, maxSessions + 2);
});

test('many logins at one moment leave no more than the bound', async () => {
  await Promise.all(
    Array.from({ length: 20 }, async () => {
      const { token } = await beginLogin(db);
      await endOldestLogins({ db, logger, maxSessions }, token);
    }),
  );
  assert.equal((await live()).length, maxSessions);
});

test('logins of an older version, which didn’t say when they began, are the oldest', async () => {
  await db.raw('ALTER TABLE genie_access_sessions DROP COLUMN begun_at');
  const insert = (token: string) =>
    db('directus_sessions').insert({ token, user: 'ada', expires: Date.now() + 60_000 });
  for (const sid of ['one', 'two']) {
    await insert(`of ${sid}`);
    await db('genie_access_sessions').insert({ sid, session: `of ${sid}` });
  }
  await createTables(db);
  await createTables(db);
  const logins = [await logIn(), await logIn(), await logIn()];
  assert.deepEqual(
    await live(),
    logins.map(({ sid }) => sid),
  );
});
