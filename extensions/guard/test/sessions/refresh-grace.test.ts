import assert from 'node:assert/strict';
import { after, before, beforeEach, mock, test } from 'node:test';
import { refreshGraceMs } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { latestStartMs } from '../../../../packages/client/src/session/directus-auth.ts';
import { rotateSession } from '../../src/sessions/refresh.ts';
import {
  endReusedLogin,
  findPresentedToken,
  isReplacedInGrace,
  type ReuseDeps,
} from '../../src/sessions/refresh-grace.ts';
import { createReusedLogins } from '../../src/sessions/reused-logins.ts';
import { beginLogin, createMemoryDatabase, refreshTokens } from '../support/memory-database.ts';

let db: Knex;
let deps: ReuseDeps;
const warnings: string[] = [];
const reusedLogins = createReusedLogins();
const logger = { info() {}, error() {}, warn: (message: string) => warnings.push(message) };

before(async () => {
  mock.timers.enable({ apis: ['Date'], now: Date.now() });
  db = await createMemoryDatabase();
  deps = { db, refreshTokens, logger, reusedLogins };
});
beforeEach(() => {
  warnings.length = 0;
});
after(async () => {
  await db?.destroy();
  mock.timers.reset();
});

/** A login whose first token was replaced just now. */
async function replaced() {
  const { sid, token } = await beginLogin(db);
  const rotation = { sid, token, keepsOldRow: true };
  const next = await rotateSession(db, refreshTokens, rotation);
  assert.ok(next !== undefined);
  return { sid, token, next };
}

test('a replaced token stands for what its login has now, to the last millisecond of the grace', async () => {
  const { sid, token, next } = await replaced();
  for (const passMs of [0, refreshGraceMs]) {
    mock.timers.tick(passMs);
    const presented = await findPresentedToken(deps, token);
    assert.equal(presented.kind === 'replaced' && presented.isInGrace, true);
    assert.equal(presented.kind === 'replaced' && presented.current, next);
    assert.equal(await isReplacedInGrace(db, token, sid), true);
    await endReusedLogin(deps, token);
  }
  mock.timers.tick(1);
  const late = await findPresentedToken(deps, token);
  assert.equal(late.kind === 'replaced' && late.isInGrace, false);
  assert.equal(await isReplacedInGrace(db, token, sid), false);
});

test('a token that comes after the grace ends its login and names the user, never a token', async () => {
  const [{ sid, token, next }, other] = [await replaced(), await replaced()];
  mock.timers.tick(refreshGraceMs + 1);
  await endReusedLogin(deps, token);
  assert.deepEqual(await db('genie_access_sessions').where({ sid }), []);
  assert.equal((await findPresentedToken(deps, next)).kind, 'dead');
  assert.equal((await findPresentedToken(deps, other.next)).kind, 'current');
  const [line = '', ...more] = warnings;
  assert.deepEqual(more, []);
  assert.match(line, /user ada was used again .* \(reused\)/);
  assert.deepEqual([reusedLogins.has(sid), reusedLogins.has(other.sid)], [true, false]);
  assert.ok(!line.includes(token) && !line.includes(next));
});

test('a token of any other kind ends nothing', async () => {
  const { next } = await replaced();
  for (const token of [next, 'never a token', '']) await endReusedLogin(deps, token);
  assert.equal((await findPresentedToken(deps, next)).kind, 'current');
  assert.deepEqual(warnings, []);
});

test('the row that is kept of a replaced session goes with the grace, and is no session', async () => {
  const { token, next } = await replaced();
  const [kept] = await db('directus_sessions').where({ token });
  assert.equal(new Date(kept.expires).getTime(), Date.now() + refreshGraceMs);
  assert.equal(kept.next_token, next);
  assert.equal((await findPresentedToken(deps, token)).kind, 'replaced');
});

test('the client repeats a refresh for less than the grace', () => {
  // It stands alone in browsers, so it can't import the number.
  assert.ok(latestStartMs < refreshGraceMs, String(latestStartMs));
});
