/** What the runbooks say about changing secrets, tried on a real Directus. */
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { after, before, test } from 'node:test';
import { type DirectusProcess, startDirectus } from '../../directus/src/index.ts';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { field } from '../support/directus-client.ts';
import type { TestDirectus } from '../support/start-directus.ts';

let stack: CredentialSystem<TestDirectus>;
let second: DirectusProcess | undefined;

before(async () => {
  stack = await startCredentialSystem({ directus: {} });
});
after(async () => {
  await second?.stop();
  await stack?.stop();
});

test("ends access tokens with Directus's SECRET, and neither refresh tokens nor the admin token", async () => {
  const { directus, api } = stack;
  const user = await directus.admin.createUser();
  const { accessToken, refreshToken } = await directus.login(user.email, user.password);
  const me = (token: string) => api.request('GET', '/api/me', { token });
  assert.equal((await me(accessToken)).status, 200);
  await directus.halt();
  second = await startDirectus({ ...directus.settings, secret: randomBytes(36).toString('hex') });
  assert.equal((await me(accessToken)).status, 401);
  const body = { refresh_token: refreshToken, mode: 'json' };
  const refreshed = await directus.admin.request('POST', '/auth/refresh', body, null);
  assert.equal(refreshed.status, 200);
  assert.equal((await me(String(field(refreshed.data, 'access_token')))).status, 200);
  assert.equal((await directus.admin.request('GET', '/users/me')).status, 200);
});

test("replaces the admin token by one call with the old one, which doesn't work any more then", async () => {
  const { directus } = stack;
  const person = await stack.person();
  const connection = await stack.connect(person);
  const token = randomBytes(32).toString('base64url');
  assert.equal((await directus.admin.request('PATCH', '/users/me', { token })).status, 200);
  assert.equal((await directus.admin.request('GET', '/users/me')).status, 401);
  const batch = { token: person.token, body: { items: [{}] } };
  assert.equal((await stack.api.request('POST', '/api/captions/batch', batch)).status, 503);
  const revealed = await stack.asServer('reveal', { creatorProfileId: connection });
  assert.equal(revealed.status, 200, 'a reveal takes no admin token');
  const restarted = await stack.startApi({ adminToken: token });
  assert.equal((await restarted.request('POST', '/api/captions/batch', batch)).status, 202);
});

test('takes a token for the administrator that was put into its database while it was stopped', async () => {
  const { directus } = stack;
  const { database } = directus.settings;
  assert.equal(database.client, 'sqlite3');
  const token = randomBytes(32).toString('base64url');
  await (second ?? directus.process).stop();
  const file = new DatabaseSync('filename' in database ? database.filename : '');
  const { changes } = file
    .prepare('update directus_users set token = ? where email = ?')
    .run(token, directus.adminEmail);
  file.close();
  assert.equal(changes, 1);
  second = await startDirectus(directus.settings);
  assert.equal((await directus.admin.request('GET', '/users/me', undefined, token)).status, 200);
});
