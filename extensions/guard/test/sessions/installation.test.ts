import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import { startDirectus } from '../../../../directus/src/index.ts';
import { cookieOf, cookieToken, tokenField } from '../support/caller.ts';
import { acceptingEndpoints, allEndpoints } from '../support/endpoints.ts';
import { extensionFolder } from '../support/extension-folder.ts';
import { type GuardedDirectus, startGuardedDirectus } from '../support/guarded-directus.ts';
import { type Device, logIn } from '../support/revocation-events.ts';

let directus: GuardedDirectus;
let unguarded: string;
let json: Device;
let session: Device;
let loggedOut: Device;

/** Sessions that begin in a Directus without the guard, which then comes back with it. */
before(async () => {
  directus = await startGuardedDirectus();
  unguarded = await extensionFolder();
  await directus.halt();
  const { settings } = directus;
  const without = { ...settings.extraEnvironment, EXTENSIONS_PATH: `string:${unguarded}` };
  const stock = await startDirectus({ ...settings, extraEnvironment: without });
  try {
    const user = await directus.admin.createUser();
    json = await logIn(directus, user, 'json');
    session = await logIn(directus, user, 'session');
    loggedOut = await logIn(directus, user, 'json');
  } finally {
    await stock.stop();
  }
  await directus.restart();
});
after(async () => {
  await directus?.stop();
  await rm(unguarded, { recursive: true, force: true });
});

test('refuses tokens of before the installation, and a refresh gives new ones', async () => {
  assert.deepEqual(await acceptingEndpoints(directus, json.accessToken), []);
  const refreshed = await directus.refresh(json.refreshToken);
  assert.deepEqual(
    await acceptingEndpoints(directus, tokenField(refreshed, 'access_token')),
    allEndpoints,
  );
  assert.deepEqual(
    await acceptingEndpoints(directus, json.accessToken),
    [],
    'the old one stays dead',
  );
});

test('a browser with a session of before goes on after its next refresh', async () => {
  assert.deepEqual(await acceptingEndpoints(directus, session.accessToken), []);
  const refreshed = await directus.withCookie('/auth/refresh', 'session', session.cookie);
  assert.deepEqual(
    await acceptingEndpoints(directus, cookieToken(cookieOf(refreshed))),
    allEndpoints,
  );
});

test('a session of before can be logged out', async () => {
  assert.equal((await directus.logout(loggedOut.refreshToken)).status, 204);
  assert.equal((await directus.refresh(loggedOut.refreshToken)).status, 401);
});
