import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, beforeEach, mock, test } from 'node:test';
import { isDirectusError } from '@directus/errors';
import { refreshGraceMs } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { rotateSession } from '../../src/sessions/refresh.ts';
import {
  endReusedLogin,
  findPresentedToken,
  hashToken,
  type ReuseDeps,
} from '../../src/sessions/refresh-grace.ts';
import { createRefreshTokens } from '../../src/sessions/refresh-tokens.ts';
import { createReusedLogins } from '../../src/sessions/reused-logins.ts';
import { rotationLimit } from '../../src/sessions/rotation-limit.ts';
import { beginLogin, createMemoryDatabase, refreshTokens } from '../support/memory-database.ts';

const weekMs = 7 * 24 * 3_600_000;
let db: Knex;
let deps: ReuseDeps;
const warnings: string[] = [];

before(async () => {
  mock.timers.enable({ apis: ['Date'], now: Date.now() });
  db = await createMemoryDatabase();
  const logger = { info() {}, error() {}, warn: (message: string) => warnings.push(message) };
  deps = { db, refreshTokens, reusedLogins: createReusedLogins(), logger };
});
beforeEach(() => {
  warnings.length = 0;
});
after(async () => {
  await db?.destroy();
  mock.timers.reset();
});

async function rotate(sid: string, token: string, tokens = refreshTokens): Promise<string> {
  const next = await rotateSession(db, tokens, { sid, token, keepsOldRow: false });
  assert.ok(next !== undefined);
  return next;
}

/** As refreshes go that are as frequent as they may be. */
async function rotateOften(sid: string, token: string, times: number): Promise<string> {
  let current = token;
  for (let round = 0; round < times; round += 1) {
    mock.timers.tick(1_100);
    current = await rotate(sid, current);
  }
  return current;
}

/** A login that never expires here, since it is refreshed all the time. */
async function login() {
  const { sid, token } = await beginLogin(db);
  await db('directus_sessions')
    .where({ token })
    .update({ expires: Date.now() + 100 * weekMs });
  return { sid, first: token, second: await rotate(sid, token) };
}

async function assertEnds(sid: string, token: string): Promise<void> {
  assert.equal((await findPresentedToken(deps, token)).kind, 'replaced');
  await endReusedLogin(deps, token);
  assert.deepEqual(await db('genie_access_sessions').where({ sid }), []);
  assert.equal(warnings.length, 1, 'reported once');
}

test("the owner's token ends the login after any number of refreshes by a thief", async () => {
  const { sid, second } = await login();
  const thief = await rotateOften(sid, second, 1_200);
  await assertEnds(sid, second);
  assert.equal((await findPresentedToken(deps, thief)).kind, 'dead');
});

test('so does the first token of a login, which Directus made', async () => {
  const { sid, first, second } = await login();
  await rotateOften(sid, second, 1_200);
  await assertEnds(sid, first);
});

test('an owner who comes back after a week ends the login, and it is reported', async () => {
  for (const which of ['first', 'second'] as const) {
    warnings.length = 0;
    const owner = await login();
    let current = owner.second;
    for (let day = 0; day < 8; day += 1) {
      mock.timers.tick(weekMs / 7);
      current = await rotate(owner.sid, current);
    }
    await assertEnds(owner.sid, owner[which]);
  }
});

test('a token of before the upgrade goes on, and ends its login when it is used again', async () => {
  const { sid, token: old } = await beginLogin(db);
  await db('directus_sessions')
    .where({ token: old })
    .update({ expires: Date.now() + weekMs });
  // As an older version rotated it: without a tag, and remembered until it would have expired.
  const untagged = randomBytes(48).toString('base64url');
  await db('directus_sessions').where({ token: old }).update({ token: untagged });
  const times = { rotated_at: Date.now(), expires_at: Date.now() + weekMs };
  await db('genie_rotated_tokens').insert({ token_hash: hashToken(old), sid, ...times });
  assert.equal((await findPresentedToken(deps, untagged)).kind, 'current');
  const next = await rotate(sid, untagged);
  assert.equal(refreshTokens.loginOf(next), sid);
  const again = await findPresentedToken(deps, untagged);
  assert.equal(again.kind === 'replaced' && again.isInGrace && again.current, next);
  mock.timers.tick(refreshGraceMs + 1);
  await rotateOften(sid, next, 100);
  await assertEnds(sid, old);
});

test('a token made under another secret goes on, and ends its login when it is used again', async () => {
  const { sid, token } = await beginLogin(db);
  await db('directus_sessions')
    .where({ token })
    .update({ expires: Date.now() + weekMs });
  const former = createRefreshTokens('test-only-secret-of-before-its-rotation');
  const old = await rotate(sid, token, former);
  const next = await rotate(sid, old);
  await rotateOften(sid, next, 100);
  await assertEnds(sid, old);
});

test('what is remembered of a login stays small, however often it is refreshed', async () => {
  const { sid, second } = await login();
  await rotateOften(sid, second, 1_200);
  const rows = await db('genie_rotated_tokens').where({ sid });
  assert.ok(rows.length <= 65, `${rows.length}`);
});

test('a token of a login that has ended is merely refused', async () => {
  const { sid, second } = await login();
  const third = await rotate(sid, second);
  await db('directus_sessions').where({ token: third }).delete();
  for (const token of [second, third]) {
    assert.equal((await findPresentedToken(deps, token)).kind, 'dead');
    await endReusedLogin(deps, token);
  }
  assert.deepEqual(warnings, []);
});

async function isRefused(sid: string, token: string): Promise<boolean> {
  try {
    await rotate(sid, token);
    return false;
  } catch (error) {
    assert.ok(isDirectusError(error, 'REQUESTS_EXCEEDED'), String(error));
    return true;
  }
}

test('one login is rotated at most thirty times in any thirty seconds', async () => {
  const { sid, second } = await login();
  const other = await login();
  let current = second;
  for (let count = 1; count < rotationLimit.rotations; count += 1) {
    mock.timers.tick(1);
    current = await rotate(sid, current);
  }
  assert.equal(await isRefused(sid, current), true);
  assert.equal(await isRefused(other.sid, other.second), false, 'each login by itself');
  assert.equal((await findPresentedToken(deps, current)).kind, 'current', 'nobody is signed out');
  mock.timers.tick(rotationLimit.windowMs - rotationLimit.rotations);
  assert.equal(await isRefused(sid, current), true, 'to the end of the window');
  mock.timers.tick(1);
  assert.equal(await isRefused(sid, current), false, 'and not longer');
});
