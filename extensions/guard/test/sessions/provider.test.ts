import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { acceptingEndpoints } from '../support/endpoints.ts';
import {
  countLines,
  type LoggedDirectus,
  startLoggedDirectus,
} from '../support/guarded-directus.ts';
import { type Device, logIn } from '../support/revocation-events.ts';

let directus: LoggedDirectus;
let db: DatabaseSync;

before(async () => {
  directus = await startLoggedDirectus();
  assert.equal(directus.settings.database.client, 'sqlite3');
  db = new DatabaseSync(directus.settings.database.filename, { timeout: 10_000 });
});
after(async () => {
  db?.close();
  await directus?.stop();
});

const modes = ['json', 'session'] as const;

async function device(mode: 'json' | 'session'): Promise<Device & { userId: string }> {
  const user = await directus.admin.createUser();
  return { ...(await logIn(directus, user, mode)), userId: user.id };
}

const refresh = (from: Device) =>
  from.mode === 'json'
    ? directus.refresh(from.refreshToken)
    : directus.withCookie('/auth/refresh', 'session', from.cookie);

const signOut = (from: Device) =>
  from.mode === 'json'
    ? directus.logout(from.refreshToken)
    : directus.withCookie('/auth/logout', 'session', from.cookie);

function setProvider(userId: string, provider: string): void {
  db.prepare('UPDATE directus_users SET provider = ? WHERE id = ?').run(provider, userId);
}

/** As a database stands that was changed while the trigger wasn't there. */
function setProviderUnnoticed(userId: string, provider: string): void {
  const sql = "SELECT sql FROM sqlite_master WHERE name = 'genie_provider_changed'";
  const trigger = String(db.prepare(sql).get()?.sql ?? '');
  assert.match(trigger, /^CREATE TRIGGER/);
  db.exec('DROP TRIGGER genie_provider_changed');
  setProvider(userId, provider);
  db.exec(trigger);
}

for (const mode of modes) {
  test(`a refresh after a change of provider is refused, and no outage (${mode})`, async () => {
    const first = await device(mode);
    setProvider(first.userId, 'ldap');
    assert.equal((await refresh(first)).status, 401);
    assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), []);
    setProvider(first.userId, 'default');
    assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), [], 'for good');
  });

  test(`a provider that changed unnoticed ends the login with its first refresh (${mode})`, async () => {
    const first = await device(mode);
    setProviderUnnoticed(first.userId, 'ldap');
    const lines = countLines(directus.lines, first.userId);
    assert.equal((await refresh(first)).status, 401);
    assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), []);
    assert.equal(countLines(directus.lines, first.userId), lines + 1, 'said once, with the user');
  });

  test(`a sign-out ends a login whose provider isn't there (${mode})`, async () => {
    const first = await device(mode);
    setProviderUnnoticed(first.userId, 'ldap');
    assert.equal((await signOut(first)).status, 204);
    assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), []);
    assert.equal((await refresh(first)).status, 401);
  });
}

for (const mode of modes) {
  test(`a user who is suspended past Directus and active again has no former login (${mode})`, async () => {
    const first = await device(mode);
    const setStatus = db.prepare('UPDATE directus_users SET status = ? WHERE id = ?');
    for (const status of ['suspended', 'active']) setStatus.run(status, first.userId);
    assert.deepEqual(await acceptingEndpoints(directus, first.accessToken), []);
    assert.equal((await refresh(first)).status, 401);
  });
}

test('a refresh token of any other form is refused, and no outage', async () => {
  const forms = [7, true, {}, ['a'], ['\0'], { length: 64 }, 'a', '\0', 'é'.repeat(64)];
  for (const form of [...forms, 'a'.repeat(100_000)]) {
    const body = { refresh_token: form };
    const refreshed = await directus.admin.request('POST', '/auth/refresh', body, null);
    assert.equal(refreshed.status, 401, JSON.stringify(form));
    const signedOut = await directus.admin.request('POST', '/auth/logout', body, null);
    assert.equal(signedOut.status, 204, JSON.stringify(form));
  }
});
