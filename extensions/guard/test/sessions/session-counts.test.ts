import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type GuardedDirectus, startGuardedDirectus } from '../support/guarded-directus.ts';
import { logIn } from '../support/revocation-events.ts';

let directus: GuardedDirectus;

before(async () => {
  directus = await startGuardedDirectus();
});
after(async () => {
  await directus?.stop();
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

test('refuses everyone but administrators', async () => {
  const user = await directus.admin.createUser();
  const { accessToken } = await logIn(directus, user, 'json');
  for (const token of [null, accessToken]) {
    assert.equal((await count([user.id], token)).status, 403);
  }
});

test('refuses what is no list of ids', async () => {
  const many = Array.from({ length: 501 }, () => randomUUID());
  for (const ids of [undefined, 'all', [null], ["' OR 1=1 --"], many]) {
    assert.equal((await count(ids)).status, 400);
  }
  assert.deepEqual((await count([])).data, {});
});
