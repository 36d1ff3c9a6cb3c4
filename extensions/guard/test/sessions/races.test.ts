import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { TestUser } from '../../../../test/support/directus-client.ts';
import { type CallBlocker, createCallBlocker } from '../support/call-blocker.ts';
import { cookieOf, cookieToken, tokenField } from '../support/caller.ts';
import { type GuardedDirectus, startGuardedDirectus } from '../support/guarded-directus.ts';
import { type Device, logIn } from '../support/revocation-events.ts';

let blocker: CallBlocker;
let directus: GuardedDirectus;

before(async () => {
  blocker = await createCallBlocker();
  directus = await startGuardedDirectus(blocker.env);
});
after(async () => {
  await directus?.stop();
  await blocker?.remove();
});

const changes: readonly [string, Record<string, unknown>][] = [
  ['password changes', { password: 'another-password-5T' }],
  ['e-mail changes', { email: 'moved@example.com' }],
  ['user is suspended', { status: 'suspended' }],
];

for (const [what, change] of changes) {
  test(`a login under way while the ${what} gives nothing`, async () => {
    const user = await directus.admin.createUser();
    const answer = await blocker.during(
      () => login(user),
      () => patch(user, change),
    );
    assert.equal(answer.status, 401);
    assert.equal(await sessionsOf(user), 0);
  });
}

test('a refresh under way while its login logs out with the replaced token gives nothing', async () => {
  const device = await logIn(directus, await directus.admin.createUser(), 'json');
  const answer = await blocker.during(
    () => directus.refresh(device.refreshToken),
    () => directus.logout(device.refreshToken),
  );
  await assertDead(tokenField(answer, 'access_token'), tokenField(answer, 'refresh_token'));
});

test('a session refresh under way during a logout leaves no session behind', async () => {
  const user = await directus.admin.createUser();
  const device = await logIn(directus, user, 'session');
  const answer = await blocker.during(
    () => directus.withCookie('/auth/refresh', 'session', device.cookie),
    () => directus.withCookie('/auth/logout', 'session', device.cookie),
  );
  assert.equal(await directus.identityOf(cookieToken(cookieOf(answer))), null);
  const { status } = await directus.withCookie('/auth/refresh', 'session', cookieOf(answer));
  assert.equal(status, 401);
});

test('a refresh under way during a suspension gives nothing, not even after reactivation', async () => {
  const user = await directus.admin.createUser();
  const device = await logIn(directus, user, 'json');
  const answer = await blocker.during(
    () => directus.refresh(device.refreshToken),
    async () => {
      await patch(user, { status: 'suspended' });
      await patch(user, { status: 'active' });
    },
  );
  await assertDead(tokenField(answer, 'access_token'), tokenField(answer, 'refresh_token'));
});

test('a refresh under way while another tab refreshes twice still gives a living token', async () => {
  const device: Device = await logIn(directus, await directus.admin.createUser(), 'json');
  const answer = await blocker.during(
    () => directus.refresh(device.refreshToken),
    async () => {
      const next = await directus.refresh(device.refreshToken);
      await directus.refresh(tokenField(next, 'refresh_token'));
    },
  );
  assert.notEqual(await directus.identityOf(tokenField(answer, 'access_token')), null);
  assert.equal((await directus.refresh(tokenField(answer, 'refresh_token'))).status, 200);
});

function login({ email, password }: TestUser) {
  return directus.admin.request('POST', '/auth/login', { email, password }, null);
}

async function patch({ id }: TestUser, change: Record<string, unknown>): Promise<void> {
  const { status, text } = await directus.admin.request('PATCH', `/users/${id}`, change);
  assert.equal(status, 200, text);
}

async function assertDead(accessToken: string, refreshToken: string): Promise<void> {
  assert.equal(await directus.identityOf(accessToken), null);
  assert.equal((await directus.refresh(refreshToken)).status, 401);
}

/** Nobody can read sessions over the API, so the database is asked. */
async function sessionsOf({ id }: TestUser): Promise<number> {
  const { DatabaseSync } = await import('node:sqlite');
  const { database } = directus.settings;
  assert.equal(database.client, 'sqlite3');
  const db = new DatabaseSync(database.filename, { readOnly: true });
  try {
    const row = db.prepare('SELECT count(*) AS n FROM directus_sessions WHERE user = ?').get(id);
    return Number(row?.n);
  } finally {
    db.close();
  }
}
