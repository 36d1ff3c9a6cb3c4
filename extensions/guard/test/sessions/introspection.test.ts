import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { field, type TestUser } from '../../../../test/support/directus-client.ts';
import { notOnTwelve } from '../../../../test/support/directus-settings.ts';
import { tokenField } from '../support/caller.ts';
import {
  type GuardedDirectus,
  introspectionSecret,
  startGuardedDirectus,
  textField,
} from '../support/guarded-directus.ts';
import { logIn } from '../support/revocation-events.ts';
import { claimsOf, signToken } from '../support/sign-token.ts';

const previousSecret = 'test-only-previous-introspection-secret-2e';
const proRoleId = '804d487e-2200-4cc4-b188-70465471e0a4';
const adminPolicy = { name: 'test admins', admin_access: true, app_access: true };
let directus: GuardedDirectus;

before(async () => {
  directus = await startGuardedDirectus({
    GENIE_INTROSPECTION_SECRET_PREVIOUS: `string:${previousSecret}`,
  });
});
after(async () => {
  await directus?.stop();
});

test('says who a live token belongs to', async () => {
  const user = await directus.admin.createUser({ first_name: 'Ada' });
  const { accessToken } = await logIn(directus, user, 'json');
  assert.deepEqual(await directus.identityOf(accessToken), {
    userId: user.id,
    email: user.email,
    firstName: 'Ada',
    roleId: proRoleId,
    roleName: 'Pro',
    isAdmin: false,
    hasSecondFactor: false,
    subscriptionTier: 'pro',
    expiresAt: expiryOf(accessToken),
  });
});

test('knows a user without a role', async () => {
  const { accessToken } = await logIn(
    directus,
    await directus.admin.createUser({ role: null }),
    'json',
  );
  const identity = await directus.identityOf(accessToken);
  assert.equal(field(identity, 'roleId'), null);
  assert.equal(field(identity, 'isAdmin'), false);
});

test('says null for every kind of garbage, and its neighbours are none the worse', async () => {
  const { accessToken } = await logIn(directus, await directus.admin.createUser(), 'json');
  const [header = '', body = ''] = accessToken.split('.');
  const none = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url');
  const garbage = [
    '',
    ' ',
    '.',
    '..',
    'a.b.c',
    'x'.repeat(5_000),
    '\u0000',
    '\ud800',
    "' OR 1=1 --",
    '["x"]',
    'кот',
    `${accessToken}x`,
    accessToken.slice(0, -2),
    `${header}.${body}.`,
    `${none}.${body}.`,
    sign({ id: randomUUID(), role: null, sid: 'x' }, 'another secret'),
    sign({ id: randomUUID(), role: null, sid: 'no such login' }),
    sign({ id: randomUUID(), role: null }),
    sign({ scope: 'invite', email: 'a@example.com' }),
    sign({ ...claimsOf(accessToken), exp: 1_000 }),
    sign({ ...claimsOf(accessToken), iss: 'someone' }),
    sign({ ...claimsOf(accessToken), id: randomUUID() }),
    sign({ ...claimsOf(accessToken), role: randomUUID() }),
    sign({ ...claimsOf(accessToken), session: 'another session' }),
    sign({ ...claimsOf(accessToken), sid: { toString: 'x' } }),
  ];
  const { status, data } = await directus.introspect([accessToken, ...garbage, accessToken]);
  assert.equal(status, 200);
  assert.ok(Array.isArray(data));
  assert.deepEqual(data.at(0), data.at(-1));
  assert.notEqual(data.at(0), null);
  assert.deepEqual(
    data.slice(1, -1).map((entry, index) => entry !== null && garbage[index]),
    garbage.map(() => false),
  );
});

test('knows static tokens, as long as their user is active', async () => {
  const token = `static-${randomUUID()}`;
  const user = await directus.admin.createUser({ token });
  const identity = await directus.identityOf(token);
  assert.equal(field(identity, 'userId'), user.id);
  assert.equal(field(identity, 'expiresAt'), null);
  await directus.admin.request('PATCH', `/users/${user.id}`, { status: 'suspended' });
  assert.equal(await directus.identityOf(token), null);
});

test('says null for the token of a share link', async () => {
  const note = await directus.admin.request('POST', '/items/guard_notes', {});
  const share = await directus.admin.request('POST', '/shares', {
    collection: 'guard_notes',
    item: String(field(note.data, 'id')),
    role: proRoleId,
  });
  assert.equal(share.status, 200, share.text);
  const id = textField(share.data, 'id');
  const login = await directus.admin.request('POST', '/shares/auth', { share: id }, null);
  assert.equal(await directus.identityOf(tokenField(login, 'access_token')), null);
});

const seats = notOnTwelve('three administrators at most without a licence');

test('calls those admins who have admin access now, on any of the three ways', {
  skip: seats,
}, async () => {
  const policy = await makeId('/policies', adminPolicy);
  const parent = await makeId('/roles', { name: 'Heads', policies: [{ policy }] });
  const child = await makeId('/roles', { name: 'Hands', parent });
  const named = await makeId('/roles', { name: 'Administrator' });
  const bound = await makeId('/policies', { ...adminPolicy, ip_access: ['10.0.0.1'] });
  const onUser = await directus.admin.createUser();
  const access = await makeId('/access', { user: onUser.id, policy });
  const boundUser = await directus.admin.createUser();
  await makeId('/access', { user: boundUser.id, policy: bound });

  assert.equal(await isAdmin(await directus.admin.createUser({ role: parent })), true, 'role');
  assert.equal(await isAdmin(await directus.admin.createUser({ role: child })), true, 'parent');
  assert.equal(await isAdmin(await directus.admin.createUser({ role: named })), true, 'name');
  assert.equal(await isAdmin(boundUser), false, 'a policy bound to addresses');
  assert.equal(await isAdmin(await directus.admin.createUser()), false);

  const { accessToken } = await logIn(directus, onUser, 'json');
  assert.equal(field(await directus.identityOf(accessToken), 'isAdmin'), true, 'user');
  await directus.admin.request('DELETE', `/access/${access}`);
  assert.equal(field(await directus.identityOf(accessToken), 'isAdmin'), false, 'demoted');
  const others = await directus.admin.request(
    'GET',
    '/policies/me/globals',
    undefined,
    accessToken,
  );
  assert.equal(field(others.data, 'admin_access'), false, 'in Directus too');
});

test('answers in order for a thousand tokens in one call', async () => {
  const users = [await directus.admin.createUser(), await directus.admin.createUser()];
  const tokens = await Promise.all(users.map((user) => logIn(directus, user, 'json')));
  const asked = Array.from({ length: 1_000 }, (_, index) => tokens[index % 2]?.accessToken ?? '');
  const { data } = await directus.introspect(asked);
  assert.ok(Array.isArray(data));
  assert.deepEqual(
    data.map((identity) => field(identity, 'userId')),
    asked.map((_, index) => users[index % 2]?.id),
  );
});

test('opens with the secret or the previous one, and with nothing else', async () => {
  for (const secret of [introspectionSecret, previousSecret]) {
    assert.equal((await directus.introspect([], secret)).status, 200);
  }
  for (const secret of ['', 'x', `${introspectionSecret}x`, introspectionSecret.slice(1)]) {
    const { status, text } = await directus.introspect([], secret);
    assert.equal(status, 401);
    assert.doesNotMatch(text, /test-only/);
  }
  const { status } = await directus.admin.request('POST', '/genie/introspect', { tokens: [] });
  assert.equal(status, 401, "an administrator's token is no secret");
});

test('refuses what is malformed with 400 and what is too large with 413', async () => {
  for (const body of ['', '{', 'null', '[]', '{}', '{"tokens":"x"}', '{"tokens":[1]}']) {
    assert.equal(await statusOf(body), 400, body);
  }
  assert.equal(await statusOf(JSON.stringify({ tokens: Array(1_001).fill('x') })), 413);
  assert.equal(await statusOf(JSON.stringify({ tokens: ['x'.repeat(1_048_576)] })), 413);
  assert.equal(await statusOf('{"tokens":[]}', { 'content-encoding': 'gzip' }), 415);
});

test("isn't stored by anyone on the way", async () => {
  const { headers } = await directus.introspect([]);
  assert.equal(headers.get('cache-control'), 'no-store');
});

test('is not there without a secret', async () => {
  const other = await startGuardedDirectus({ GENIE_INTROSPECTION_SECRET: '' });
  try {
    assert.equal((await other.introspect([])).status, 404);
  } finally {
    await other.stop();
  }
});

async function makeId(path: string, body: unknown): Promise<string> {
  const { data, text } = await directus.admin.request('POST', path, body);
  assert.ok(field(data, 'id'), text);
  return textField(data, 'id');
}

async function isAdmin(user: TestUser): Promise<unknown> {
  const { accessToken } = await logIn(directus, user, 'json');
  return field(await directus.identityOf(accessToken), 'isAdmin');
}

async function statusOf(body: string, headers: Record<string, string> = {}): Promise<number> {
  const answer = await fetch(`${directus.url}/genie/introspect`, {
    method: 'POST',
    body,
    headers: { 'x-rbac-sync-secret': introspectionSecret, ...headers },
  });
  await answer.text();
  return answer.status;
}

function expiryOf(token: string): number {
  return Number(claimsOf(token).exp) * 1000;
}

function sign(claims: Record<string, unknown>, secret = directus.settings.secret): string {
  return signToken(claims, secret);
}
