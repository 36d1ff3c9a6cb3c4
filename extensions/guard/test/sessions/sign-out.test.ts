import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { field } from '../../../../test/support/directus-client.ts';
import { type GuardedDirectus, startGuardedDirectus } from '../support/guarded-directus.ts';
import { logIn } from '../support/revocation-events.ts';

let directus: GuardedDirectus;

before(async () => {
  directus = await startGuardedDirectus();
});
after(async () => {
  await directus?.stop();
});

const signOut = (userId: unknown, token?: string | null) =>
  directus.admin.request('POST', '/genie/sign-out', { userId }, token);

test('says how many logins it ended, in all modes, and counts none twice', async () => {
  const user = await directus.admin.createUser();
  for (const mode of ['json', 'json', 'cookie', 'session'] as const) {
    const device = await logIn(directus, user, mode);
    if (mode === 'json') await directus.refresh(device.refreshToken);
    // Leaves a row behind for the grace.
    if (mode === 'session') await directus.withCookie('/auth/refresh', mode, device.cookie);
  }
  assert.equal(field((await signOut(user.id)).data, 'ended'), 4);
  assert.equal(field((await signOut(user.id)).data, 'ended'), 0);
});

test('ends the refresh tokens too, touches nobody else, and lets the user log in again', async () => {
  const [user, other] = [await directus.admin.createUser(), await directus.admin.createUser()];
  const device = await logIn(directus, user, 'json');
  const otherDevice = await logIn(directus, other, 'json');
  await signOut(user.id);
  assert.equal((await directus.refresh(device.refreshToken)).status, 401);
  assert.equal((await directus.refresh(otherDevice.refreshToken)).status, 200);
  await logIn(directus, user, 'json');
});

test('refuses everyone but administrators, for their own logins too', async () => {
  const user = await directus.admin.createUser();
  const { accessToken } = await logIn(directus, user, 'json');
  for (const token of [null, accessToken]) {
    assert.equal((await signOut(user.id, token)).status, 403);
  }
  const me = await directus.admin.request('GET', '/users/me', undefined, accessToken);
  assert.equal(me.status, 200);
});

test('refuses what is no id of a user', async () => {
  for (const id of [undefined, null, '', 'all', ['x'], "' OR 1=1 --"]) {
    assert.equal((await signOut(id)).status, 400);
  }
});
