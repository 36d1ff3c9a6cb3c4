import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
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

test('signs out for administrators alone, for their own logins too', async () => {
  const user = await directus.admin.createUser();
  const { accessToken } = await logIn(directus, user, 'json');
  for (const token of [null, accessToken]) {
    assert.equal((await signOut(user.id, token)).status, 403);
  }
  const me = await directus.admin.request('GET', '/users/me', undefined, accessToken);
  assert.equal(me.status, 200);
});

test('signs out nobody for what is no id of a user', async () => {
  for (const id of [undefined, null, '', 'all', ['x'], "' OR 1=1 --"]) {
    assert.equal((await signOut(id)).status, 400);
  }
});

const count = (userIds: unknown, token?: string | null) =>
  directus.admin.request('POST', '/genie/session-counts', { userIds }, token);

test('counts each login once, in all modes, refreshed or not, and what has ended not at all', async () => {
  const [user, other] = [await directus.admin.createUser(), await directus.admin.createUser()];
  const ended = await logIn(directus, user, 'json');
  await directus.admin.request('POST', '/auth/logout', { refresh_token: ended.refreshToken }, null);
  for (const mode of ['json', 'cookie', 'session'] as const) {
    const device = await logIn(directus, user, mode);
    if (mode === 'json') await directus.refresh(device.refreshToken);
    // Leaves a row behind for the grace.
    if (mode === 'session') await directus.withCookie('/auth/refresh', mode, device.cookie);
  }
  const nobody = randomUUID();
  const { data } = await count([user.id, other.id, nobody]);
  assert.deepEqual(data, { [user.id]: 3, [other.id]: 0, [nobody]: 0 });
});

test('counts for administrators alone', async () => {
  const user = await directus.admin.createUser();
  const { accessToken } = await logIn(directus, user, 'json');
  for (const token of [null, accessToken]) {
    assert.equal((await count([user.id], token)).status, 403);
  }
});

test('counts nothing for what is no list of ids', async () => {
  const many = Array.from({ length: 501 }, () => randomUUID());
  for (const ids of [undefined, 'all', [null], ["' OR 1=1 --"], many]) {
    assert.equal((await count(ids)).status, 400);
  }
  assert.deepEqual((await count([])).data, {});
});
