import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { isDirectusError } from '@directus/errors';
import type { Knex } from 'knex';
import { guardAuthentication } from '../../src/sessions/authentication.ts';
import { rotateSession } from '../../src/sessions/refresh.ts';
import { createReusedLogins } from '../../src/sessions/reused-logins.ts';
import type { AuthenticationService, IssuedTokens } from '../../src/shared/directus.ts';
import {
  beginLogin,
  createMemoryDatabase,
  loginBounds,
  refreshTokens,
} from '../support/memory-database.ts';

let db: Knex;

before(async () => {
  db = await createMemoryDatabase();
});
after(async () => {
  await db?.destroy();
});

/** The guarded service over these originals, as Directus's class would be wrapped. */
function guarded(originals: Partial<AuthenticationService>): AuthenticationService {
  class Service {
    knex = db;
  }
  const unasked = () => Promise.reject(new Error('not expected'));
  const prototype = { login: unasked, refresh: unasked, logout: unasked, ...originals };
  Object.assign(Service.prototype, prototype);
  const logger = { info() {}, warn() {}, error() {} };
  const reusedLogins = createReusedLogins();
  const deps = { logger, refreshTokens, reusedLogins, maxSessions: 100, ...loginBounds };
  guardAuthentication(Service as never, deps);
  return new Service() as unknown as AuthenticationService;
}

function rotate(sid: string, token: string): Promise<string | undefined> {
  return rotateSession(db, refreshTokens, { sid, token, keepsOldRow: false });
}

async function linked(sid: string): Promise<number> {
  return (await db('genie_access_sessions').where({ sid })).length;
}

test('a logout ends its login even if another tab refreshes just before the session is deleted', async () => {
  const { sid, token } = await beginLogin(db);
  const service = guarded({
    async logout(given) {
      await rotate(sid, token);
      await db('directus_sessions').where({ token: given }).delete();
    },
  });
  await service.logout(token);
  assert.equal(await linked(sid), 0);
  assert.deepEqual(await db('directus_sessions'), []);
});

test('a logout with a replaced token logs the session of now out at Directus', async () => {
  const { sid, token } = await beginLogin(db);
  const current = await rotate(sid, token);
  const seen: string[] = [];
  const service = guarded({
    async logout(given) {
      seen.push(given);
    },
  });
  await service.logout(token);
  assert.deepEqual(seen, [current]);
});

test('a refresh follows its login when other tabs rotate it again meanwhile', async () => {
  const { sid, token } = await beginLogin(db);
  let newest: string | undefined;
  const service = guarded({
    async refresh(given): Promise<IssuedTokens> {
      newest ??= await rotate(sid, given);
      const [row] = await db('directus_sessions').where({ token: given });
      if (row === undefined) throw Object.assign(new Error('gone'), invalidCredentials);
      return { accessToken: '', refreshToken: given, expires: 0 };
    },
  });
  assert.equal((await service.refresh(token)).refreshToken, newest);
});

test('a refresh passes on what Directus refuses, and tries no other token', async () => {
  const { token } = await beginLogin(db);
  const suspended = Object.assign(new Error('suspended'), {
    name: 'DirectusError',
    code: 'USER_SUSPENDED',
  });
  let calls = 0;
  const service = guarded({
    refresh() {
      calls += 1;
      return Promise.reject(suspended);
    },
  });
  await assert.rejects(service.refresh(token), suspended);
  assert.equal(calls, 1);
});

test('a password login that leads to no session of an active user fails', async () => {
  const service = guarded({
    login: async () => ({ accessToken: '', refreshToken: 'no such session', expires: 0 }),
  });
  await assert.rejects(service.login('other-provider', {}), (error) =>
    isDirectusError(error, 'INVALID_CREDENTIALS'),
  );
});

const invalidCredentials = { name: 'DirectusError', code: 'INVALID_CREDENTIALS' };
