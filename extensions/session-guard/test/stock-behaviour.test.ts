import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { proRoleId } from '../../../directus/state/pro-role.ts';
import { field } from '../../../test/support/directus-client.ts';
import { tokenField } from './support/caller.ts';
import {
  countLines,
  type GuardedDirectus,
  startGuardedDirectus,
  textField,
} from './support/guarded-directus.ts';
import { logIn, revocationEvents } from './support/revocation-events.ts';

let directus: GuardedDirectus;

before(async () => {
  directus = await startGuardedDirectus({ ACCESS_TOKEN_TTL: '2s' });
});
after(async () => {
  await directus?.stop();
});

async function me(token: string) {
  return directus.admin.request('GET', '/users/me', undefined, token);
}

test('a static token works as in stock Directus, and dies with its user', async () => {
  const token = 'static.token-with.dots';
  const user = await directus.admin.createUser({ token });
  assert.equal((await me(token)).status, 200);
  await directus.admin.request('PATCH', `/users/${user.id}`, { status: 'suspended' });
  assert.equal((await me(token)).status, 401);
});

test('a share link works and can be refreshed as in stock Directus', async () => {
  const note = await directus.admin.request('POST', '/items/guard_notes', {});
  const item = String(field(note.data, 'id'));
  const made = { collection: 'guard_notes', item, role: proRoleId };
  const share = await directus.admin.request('POST', '/shares', made);
  const id = textField(share.data, 'id');
  const login = await directus.admin.request('POST', '/shares/auth', { share: id }, null);
  const token = tokenField(login, 'access_token');
  const read = await directus.admin.request('GET', `/items/guard_notes/${item}`, undefined, token);
  assert.equal(read.status, 200);
  const refreshed = await directus.refresh(tokenField(login, 'refresh_token'));
  const next = tokenField(refreshed, 'access_token');
  const again = await directus.admin.request('GET', `/items/guard_notes/${item}`, undefined, next);
  assert.equal(again.status, 200);
});

test('ends sessions for a changed password also after the table was rebuilt', async () => {
  const field = { field: 'guard_note', type: 'string', schema: {} };
  assert.equal((await directus.admin.request('POST', '/fields/directus_users', field)).status, 200);
  const change = { ...field, schema: { max_length: 20 } };
  const path = '/fields/directus_users/guard_note';
  assert.equal((await directus.admin.request('PATCH', path, change)).status, 200);
  const user = await directus.admin.createUser();
  const { accessToken } = await logIn(directus, user, 'json');
  const flow = revocationEvents.find(({ name }) => name === 'password change by a flow');
  await flow?.happen(directus, user, await logIn(directus, user, 'json'));
  assert.equal(await directus.identityOf(accessToken), null);
});

test('an expired token is told apart from a dead one, so that clients know to refresh', async () => {
  const { accessToken } = await logIn(directus, await directus.admin.createUser(), 'json');
  assert.equal((await me(accessToken)).status, 200);
  await delay(2_100);
  const expired = await me(accessToken);
  assert.equal(expired.status, 401);
  assert.match(expired.text, /TOKEN_EXPIRED/);
  assert.equal(await directus.identityOf(accessToken), null);
});

test('a token that somebody else signed is refused', async () => {
  const { accessToken } = await logIn(directus, await directus.admin.createUser(), 'json');
  const [header, body] = accessToken.split('.');
  const forged = createHmac('sha256', 'x').update(`${header}.${body}`).digest('base64url');
  const answer = await me(`${header}.${body}.${forged}`);
  assert.equal(answer.status, 403);
  assert.match(answer.text, /INVALID_TOKEN/);
});

test("the guard's tables can't be seen through the API, not even by an administrator", async () => {
  const { request, graphql } = directus.admin;
  for (const table of ['genie_access_sessions', 'genie_rotated_tokens']) {
    assert.equal((await request('GET', `/items/${table}`)).status, 403);
    assert.equal((await request('GET', `/collections/${table}`)).status, 403);
  }
  const seen = await Promise.all([
    request('GET', '/collections'),
    request('GET', '/fields'),
    request('GET', '/relations'),
    request('GET', '/schema/snapshot'),
    graphql('items', '{ __schema { types { name } } }'),
  ]);
  for (const { status, text } of seen) {
    assert.equal(status, 200);
    assert.doesNotMatch(text, /genie_access_sessions|genie_rotated_tokens/);
  }
  assert.equal(countLines(directus.lines, 'genie_'), 0, 'nor in the log');
});

test('nobody switches a guard off through the API', async () => {
  const { data } = await directus.admin.request('GET', '/extensions');
  assert.ok(Array.isArray(data));
  for (const folder of ['session-guard', 'login-limit', 'no-public-hashing']) {
    const guard = data.find((extension) => field(field(extension, 'meta'), 'folder') === folder);
    const path = `/extensions/${textField(guard, 'id')}`;
    for (const enabled of [false, 0, null, '', 'false', 'no']) {
      const answer = await directus.admin.request('PATCH', path, { meta: { enabled } });
      assert.equal(answer.status, 403, `${folder}: ${JSON.stringify(enabled)}`);
    }
  }
});

test('no dead token passes while Directus loads its extensions anew', async () => {
  const device = await logIn(directus, await directus.admin.createUser(), 'session');
  await directus.withCookie('/auth/logout', 'session', device.cookie);
  const json = await logIn(directus, await directus.admin.createUser(), 'json');
  await directus.logout(json.refreshToken);
  const { data } = await directus.admin.request('GET', '/extensions');
  assert.ok(Array.isArray(data));
  const other = data.find(
    (extension) => field(field(extension, 'meta'), 'folder') === 'login-limit',
  );
  const path = `/extensions/${textField(other, 'id')}`;
  let isReloading = true;
  const reload = directus.admin
    .request('PATCH', path, { meta: { enabled: true } })
    .then(() => delay(500))
    .finally(() => {
      isReloading = false;
    });
  const seen = new Set<number>();
  while (isReloading) seen.add((await me(json.accessToken)).status);
  await reload;
  assert.ok(!seen.has(200), [...seen].join());
  const fresh = await logIn(directus, await directus.admin.createUser(), 'json');
  assert.equal((await me(fresh.accessToken)).status, 200, 'logins work after it');
});
