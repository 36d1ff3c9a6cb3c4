import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { TestUser } from '../support/directus-client.ts';
import { otherTokenValidation } from '../support/directus-settings.ts';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';
import { type System, startSystem } from '../support/system.ts';

let system: System;
let directus: System['directus'];
let api: TestApi;

before(async () => {
  system = await startSystem({ directus: {}, api: { tokenValidation: otherTokenValidation } });
  ({ directus, api } = system);
});

after(() => system?.stop());

const me = (token: string) => api.request('GET', '/api/me', { token });

async function loggedIn(
  fields: Record<string, unknown> = {},
): Promise<TestUser & { token: string }> {
  const user = await directus.admin.createUser(fields);
  const { accessToken } = await directus.login(user.email, user.password);
  assert.equal((await me(accessToken)).status, 200);
  return { ...user, token: accessToken };
}

function assertRefused(answer: ApiAnswer, challenge = 'Bearer error="invalid_token"') {
  assert.equal(answer.status, 401);
  assert.equal(answer.body.error, 'Invalid or expired token');
  assert.equal(answer.body.ok, false);
  assert.equal(answer.headers.get('www-authenticate'), challenge);
}

test('refuses a suspended user on the next request', async () => {
  const { id, token } = await loggedIn();
  await directus.admin.request('PATCH', `/users/${id}`, { status: 'suspended' });
  assertRefused(await me(token));
});

test('refuses a deleted user on the next request', async () => {
  const { id, token } = await loggedIn();
  await directus.admin.request('DELETE', `/users/${id}`);
  assertRefused(await me(token));
});

test('refuses a token of a former role on the next request', async () => {
  const { id, token } = await loggedIn();
  const role = await directus.admin.request('POST', '/roles', { name: 'Other' });
  const other = (role.data as { id: string }).id;
  await directus.admin.request('PATCH', `/users/${id}`, { role: other });
  assertRefused(await me(token));
});

test('refuses a demoted administrator on the next request', async () => {
  const roles = await directus.admin.request('GET', '/roles?filter[name][_eq]=Administrator');
  const [{ id: administrator } = { id: '' }] = roles.data as { id: string }[];
  const { id, token } = await loggedIn({ role: administrator });
  const { user } = (await me(token)).body as { user: { isAdmin: boolean } };
  assert.equal(user.isAdmin, true);
  await directus.admin.request('PATCH', `/users/${id}`, { role: null });
  assertRefused(await me(token));
});

test('refuses a share link, for which Directus answers 200', async () => {
  const id = { field: 'id', type: 'integer', schema: { is_primary_key: true } };
  const notes = { collection: 'notes', schema: {}, meta: {}, fields: [id] };
  await directus.admin.request('POST', '/collections', notes);
  await directus.admin.request('POST', '/items/notes', { id: 1 });
  const share = await directus.admin.request('POST', '/shares', {
    collection: 'notes',
    item: '1',
  });
  const login = await directus.admin.request(
    'POST',
    '/shares/auth',
    { share: (share.data as { id: string }).id },
    null,
  );
  const token = (login.data as { access_token: string }).access_token;
  const stock = await directus.admin.request('GET', '/users/me', undefined, token);
  assert.equal(stock.status, 200);
  assertRefused(await me(token));
});

test('refuses forged tokens: wrong secret, no algorithm, altered claims, expired', async () => {
  const { id, token } = await loggedIn();
  const [header = '', payload = '', signature = ''] = token.split('.');
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<
    string,
    unknown
  >;
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const sign = (text: string, secret: string) =>
    `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
  const secret = directus.settings.secret;
  const second = Math.floor(Date.now() / 1000);
  const forged = {
    'another secret': sign(`${header}.${payload}`, 'x'.repeat(32)),
    'alg none': `${part({ alg: 'none', typ: 'JWT' })}.${payload}.`,
    'alg none, old signature': `${part({ alg: 'none', typ: 'JWT' })}.${payload}.${signature}`,
    'altered claims': `${header}.${part({ ...claims, admin_access: true })}.${signature}`,
    'another issuer': sign(`${header}.${part({ ...claims, iss: 'someone' })}`, secret),
    expired: sign(`${header}.${part({ ...claims, iat: second - 60, exp: second - 1 })}`, secret),
    'no signature': `${header}.${payload}`,
    garbage: 'garbage',
    'an id': id,
  };
  for (const [name, text] of Object.entries(forged)) {
    await test(name, async () => assertRefused(await me(text)));
  }
});

test('a missing or unreadable Authorization header is refused, and says what is wanted', async () => {
  const without = await api.request('GET', '/api/me');
  assertRefused(without, 'Bearer');
  const basic = await api.request('GET', '/api/me', { headers: { authorization: 'Basic YTpi' } });
  assertRefused(basic, 'Bearer');
  const empty = await api.request('GET', '/api/me', { headers: { authorization: 'Bearer ' } });
  assertRefused(empty, 'Bearer error="invalid_token"');
  assertRefused(await me('a'.repeat(10_000)));
});

test('the scheme counts in any case', async () => {
  const { token } = await loggedIn();
  for (const scheme of ['bearer', 'BEARER']) {
    const headers = { authorization: `${scheme} ${token}` };
    assert.equal((await api.request('GET', '/api/me', { headers })).status, 200);
  }
});

test('a static token passes while its user is active', async () => {
  const token = `static-${crypto.randomUUID()}`;
  const user = await directus.admin.createUser({ token });
  assert.equal((await me(token)).status, 200);
  await directus.admin.request('PATCH', `/users/${user.id}`, { status: 'suspended' });
  assertRefused(await me(token));
  await directus.admin.request('PATCH', `/users/${user.id}`, { status: 'active', token: null });
  assertRefused(await me(token));
});

test('a token in the address, a cookie or a body opens nothing', async () => {
  const { token } = await loggedIn();
  assertRefused(await api.request('GET', `/api/me?access_token=${token}`), 'Bearer');
  const cookie = `directus_session_token=${token}`;
  assertRefused(await api.request('GET', '/api/me', { headers: { cookie } }), 'Bearer');
  assert.ok(!api.log().includes(token));
});

test('200 clients at once, one of them revoked: only that one is refused', async () => {
  const users = await Promise.all([loggedIn(), loggedIn(), loggedIn(), loggedIn()]);
  const [revoked] = users;
  assert.ok(revoked);
  await directus.admin.request('PATCH', `/users/${revoked.id}`, { status: 'suspended' });
  const answers = await Promise.all(
    Array.from({ length: 200 }, (_, index) => me(users[index % 4]?.token ?? '')),
  );
  answers.forEach((answer, index) => {
    assert.equal(answer.status, index % 4 === 0 ? 401 : 200);
  });
});
