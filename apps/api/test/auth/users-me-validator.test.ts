import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createDirectusClient, type DirectusClient } from '@genie-helper/directus-client';
import {
  type FakeUpstream,
  jsonAnswer,
  startFakeUpstream,
} from '../../../../test/support/fake-upstream.ts';
import type { TokenValidator } from '../../src/auth/token-validator.ts';
import { createUsersMeValidator } from '../../src/auth/users-me-validator.ts';

const role = { id: 'role-1', name: 'Pro' };
const whole = { id: 'user-1', email: 'a@example.com', first_name: 'A', status: 'active', role };
let upstream: FakeUpstream;
let client: DirectusClient;
let validator: TokenValidator;

before(async () => {
  upstream = await startFakeUpstream();
  client = createDirectusClient({
    url: upstream.url,
    callTimeoutMs: 300,
    maxResponseBytes: 10_000,
  });
  validator = createUsersMeValidator(client);
});

after(async () => {
  await client.close();
  await upstream.close();
});

function jwtFor(claims: Record<string, unknown>): string {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.c2ln`;
}

function answerData(data: unknown) {
  upstream.answer(jsonAnswer(200, JSON.stringify({ data })));
}

test('vouches for a whole, active user', async () => {
  answerData({ ...whole, subscription_tier: 'pro' });
  const { isAdmin, hasSecondFactor, ...user } =
    (await validator.validate('static-token')).user ?? assert.fail();
  assert.deepEqual(user, {
    userId: 'user-1',
    email: 'a@example.com',
    firstName: 'A',
    role,
    subscriptionTier: 'pro',
  });
  assert.equal(typeof isAdmin, 'function');
  assert.equal(typeof hasSecondFactor, 'function');
});

for (const [name, data, reason] of [
  ['a deleted user: an id and nothing else', { id: 'user-1' }, 'user_unreadable'],
  ['a share link', { share: 'share-1' }, 'share_token'],
  ['a share link that also has a user', { ...whole, share: 'share-1' }, 'share_token'],
  ['a suspended user', { ...whole, status: 'suspended' }, 'user_inactive'],
  ['an archived user', { ...whole, status: 'archived' }, 'user_inactive'],
  ['a draft user', { ...whole, status: 'draft' }, 'user_inactive'],
  ['a user without a status', { ...whole, status: undefined }, 'user_unreadable'],
  ['a user without an id', { ...whole, id: undefined }, 'user_unreadable'],
  ['a user with an empty id', { ...whole, id: '' }, 'user_unreadable'],
  ['a user without a readable e-mail', { ...whole, email: undefined }, 'no_email'],
  ['a user whose role cannot be read', { ...whole, role: 'role-1' }, 'user_unreadable'],
] as const) {
  test(`a 200 is no proof: refuses ${name}`, async () => {
    answerData(data);
    assert.deepEqual(await validator.validate('static-token'), { reason });
  });
}

for (const [name, claims, reason] of [
  ['of a former role', { id: 'user-1', role: 'role-0' }, 'role_changed'],
  ['of no role, where the user has one', { id: 'user-1' }, 'role_changed'],
  ['of another user', { id: 'user-2', role: 'role-1' }, 'forged'],
  ['of a share', { id: 'user-1', role: 'role-1', share: 'share-1' }, 'share_token'],
] as const) {
  test(`refuses a JWT ${name}, though Directus answers with a whole user`, async () => {
    answerData(whole);
    assert.deepEqual(await validator.validate(jwtFor(claims)), { reason });
  });
}

test('vouches for a JWT of the role that the user has now', async () => {
  answerData(whole);
  const { user } = await validator.validate(jwtFor({ id: 'user-1', role: 'role-1' }));
  assert.equal(user?.userId, 'user-1');
});

for (const [code, reason] of [
  ['INVALID_CREDENTIALS', 'refused_by_directus'],
  ['INVALID_TOKEN', 'forged'],
  ['TOKEN_EXPIRED', 'expired'],
  ['FORBIDDEN', 'refused_by_directus'],
  ['USER_SUSPENDED', 'user_inactive'],
] as const) {
  for (const status of [401, 403]) {
    test(`${status} ${code} is a refusal: ${reason}`, async () => {
      upstream.answer(jsonAnswer(status, JSON.stringify({ errors: [{ extensions: { code } }] })));
      assert.deepEqual(await validator.validate('static-token'), { reason });
    });
  }
}

const outages = {
  '503': jsonAnswer(503, '{"errors":[{"extensions":{"code":"SERVICE_UNAVAILABLE"}}]}'),
  '401 that is not Directus speaking': jsonAnswer(401, '<h1>Unauthorized</h1>'),
  '401 with a code that Directus does not use for tokens': jsonAnswer(
    401,
    '{"errors":[{"extensions":{"code":"SOMETHING_ELSE"}}]}',
  ),
  '200 with a list': jsonAnswer(200, '{"data":[]}'),
  silence: () => undefined,
};

for (const [name, behaviour] of Object.entries(outages)) {
  test(`${name} is an outage: neither a pass nor a refusal`, async () => {
    upstream.answer(behaviour);
    await assert.rejects(validator.validate('static-token'), { code: 'directus.unavailable' });
    answerData(whole);
    assert.equal((await validator.validate('static-token')).user?.userId, 'user-1');
  });
}

/** Answers each address with its own data; what isn't named is refused, as to a user without rights. */
function answerRows(data: { me?: unknown; access?: unknown; roles?: unknown }) {
  const { me = whole, access, roles } = data;
  const byPath = { '/users/me': me, '/access': access, '/roles': roles };
  upstream.answer((request, response) => {
    const { pathname } = new URL(request.url ?? '', upstream.url);
    const found = Object.entries(byPath).find(([path]) => path === pathname)?.[1];
    const answer =
      found === undefined
        ? jsonAnswer(403, '{"errors":[{"extensions":{"code":"FORBIDDEN"}}]}')
        : jsonAnswer(200, JSON.stringify({ data: found }));
    answer(request, response);
  });
}

async function isAdmin(data: Parameters<typeof answerRows>[0]): Promise<boolean> {
  answerRows(data);
  return await ((await validator.validate('static-token')).user ?? assert.fail()).isAdmin();
}

const policy = { admin_access: true, ip_access: null };
const onRole = (id: string) => ({ user: null, role: id, policy });
const roles = [
  { id: 'role-1', parent: 'role-2' },
  { id: 'role-2', parent: 'role-3' },
  { id: 'role-3', parent: null },
  { id: 'role-4', parent: 'role-1' },
  { id: 'role-5', parent: 'role-6' },
  { id: 'role-6', parent: 'role-5' },
];

for (const [name, data] of [
  ['by a policy on the user', { access: [{ user: 'user-1', role: null, policy }] }],
  ['by a policy on the role', { access: [onRole('role-1')], roles }],
  ['by a policy two roles above', { access: [onRole('role-3')], roles }],
  ['by the name of the role', { me: { ...whole, role: { id: 'r', name: 'Administrator' } } }],
  [
    'by a policy whose list of addresses is empty',
    {
      access: [{ user: 'user-1', role: null, policy: { admin_access: true, ip_access: [] } }],
    },
  ],
] as const) {
  test(`admin ${name}`, async () => assert.equal(await isAdmin(data), true));
}

for (const [name, data] of [
  ['without the right to read who is one', {}],
  ['where nobody is one', { access: [] }],
  ['by a policy on somebody else', { access: [{ user: 'user-2', role: null, policy }] }],
  ['by a policy on a role below', { access: [onRole('role-4')], roles }],
  ['by roles that go round in a circle', { access: [onRole('role-5')], roles }],
  ['by a policy on nobody', { access: [{ user: null, role: null, policy }] }],
  ...[
    ['without admin access', { admin_access: false, ip_access: null }],
    ['with the word true', { admin_access: 'true', ip_access: null }],
    ['with the number 1', { admin_access: 1, ip_access: null }],
    ['bound to addresses', { admin_access: true, ip_access: ['127.0.0.1'] }],
    ['whose addresses cannot be read', { admin_access: true }],
    ['that is an id', 'policy-1'],
  ].map(
    ([what, given]) =>
      [
        `by a policy ${what}`,
        { access: [{ user: 'user-1', role: 'role-1', policy: given }], roles },
      ] as const,
  ),
] as const) {
  test(`no admin ${name}`, async () => assert.equal(await isAdmin(data), false));
}

test('an outage is no word about admins', async () => {
  answerData(whole);
  const user = (await validator.validate('static-token')).user ?? assert.fail();
  for (const answer of [jsonAnswer(500, '{}'), jsonAnswer(200, '{"data":{}}')]) {
    upstream.answer(answer);
    await assert.rejects(user.isAdmin(), { code: 'directus.unavailable' });
  }
});
