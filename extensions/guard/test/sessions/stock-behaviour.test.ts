import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { proRoleId } from '../../../../directus/state/accounts.ts';
import { field } from '../../../../test/support/directus-client.ts';
import { tokenField } from '../support/caller.ts';
import {
  countLines,
  type LoggedDirectus,
  startLoggedDirectus,
  textField,
} from '../support/guarded-directus.ts';
import { logIn, revocationEvents } from '../support/revocation-events.ts';

let directus: LoggedDirectus;

before(async () => {
  directus = await startLoggedDirectus({ ACCESS_TOKEN_TTL: '2s', LOG_LEVEL: 'info' });
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

const note = { field: 'guard_note', type: 'string', schema: {} };
const friend = { field: 'guard_friend', type: 'uuid', schema: {} };
const friendship = { collection: 'directus_users', related_collection: 'directus_users' };
const rebuilds: [string, string, unknown][] = [
  ['PATCH', '/fields/directus_users/guard_note', { ...note, schema: { max_length: 20 } }],
  ['POST', '/relations', { ...friendship, field: friend.field, schema: { on_delete: 'SET NULL' } }],
  ['DELETE', '/relations/directus_users/guard_friend', undefined],
  ['DELETE', '/fields/directus_users/guard_note', undefined],
];

test('a changed password ends sessions also after the table of users was rebuilt', async () => {
  const { request } = directus.admin;
  for (const field of [note, friend]) {
    assert.equal((await request('POST', '/fields/directus_users', field)).status, 200);
  }
  const flow = revocationEvents.find(({ name }) => name === 'password change by a flow');
  for (const [method, path, body] of rebuilds) {
    const answer = await request(method, path, body);
    assert.ok(answer.status < 300, answer.text);
    const user = await directus.admin.createUser();
    const device = await logIn(directus, user, 'json');
    await flow?.happen(directus, user, device);
    assert.equal(await directus.identityOf(device.accessToken), null, `${method} ${path}`);
  }
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
  for (const table of ['genie_access_sessions', 'genie_rotated_tokens', 'genie_rights_version']) {
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
    assert.doesNotMatch(text, /genie_access_sessions|genie_rotated_tokens|genie_rights_version/);
  }
  const besidesRequests = directus.lines.filter((line) => !line.includes('"req"'));
  assert.equal(countLines(besidesRequests, 'genie_'), 0, 'nor in the log');
});

test('nobody switches a guard off through the API', async () => {
  const { data } = await directus.admin.request('GET', '/extensions');
  assert.ok(Array.isArray(data));
  for (const folder of ['guard']) {
    const guard: unknown = data.find(
      (extension) => field(field(extension, 'meta'), 'folder') === folder,
    );
    const path = `/extensions/${textField(guard, 'id')}`;
    const values = [false, 0, null, '', 'false', 'no'];
    const others = [{ folder: 'x' }, { source: 'module' }, { bundle: textField(guard, 'id') }];
    for (const meta of [...values.map((enabled) => ({ enabled })), ...others]) {
      const answer = await directus.admin.request('PATCH', path, { meta });
      assert.equal(answer.status, 403, `${folder}: ${JSON.stringify(meta)}`);
    }
    assert.equal((await directus.admin.request('DELETE', path)).status, 403, `delete ${folder}`);
  }
});

test('no dead token passes while Directus loads its extensions anew', async () => {
  const device = await logIn(directus, await directus.admin.createUser(), 'session');
  await directus.withCookie('/auth/logout', 'session', device.cookie);
  const json = await logIn(directus, await directus.admin.createUser(), 'json');
  await directus.logout(json.refreshToken);
  const { data } = await directus.admin.request('GET', '/extensions');
  assert.ok(Array.isArray(data));
  const other = data.find((extension) => field(field(extension, 'meta'), 'folder') === 'guard');
  const path = `/extensions/${textField(other, 'id')}`;
  const reloaded = countLines(directus.lines, 'Extensions reloaded');
  let isReloading = true;
  const reload = directus.admin
    .request('PATCH', path, { meta: { enabled: true } })
    .then(async () => {
      while (countLines(directus.lines, 'Extensions reloaded') === reloaded) await delay(10);
    })
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
