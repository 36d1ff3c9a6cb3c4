import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { field } from '../../../../test/support/directus-client.ts';
import { type GuardedDirectus, startGuardedDirectus } from '../support/guarded-directus.ts';

let directus: GuardedDirectus;

before(async () => {
  // Failures count here, of one account at least.
  directus = await startGuardedDirectus({ LOGIN_LIMIT_ACCOUNT_FAILURES: '3' });
});
after(() => directus?.stop());

const user = (fields = {}) => directus.admin.createUser({ status: 'unverified', ...fields });

async function logIn(email: string, password: string, mode = 'json') {
  const body = { email, password, mode };
  const answer = await directus.admin.request('POST', '/auth/login', body, null);
  const [error] = (field(answer.body, 'errors') ?? []) as { extensions: { code: string } }[];
  return { status: answer.status, code: error?.extensions.code, text: answer.text };
}

test('an account that waits for its proof is told so after the right password, in every mode', async () => {
  const { email, password } = await user();
  for (const mode of ['json', 'cookie', 'session']) {
    const answer = await logIn(email, password, mode);
    assert.deepEqual([answer.status, answer.code], [403, 'EMAIL_UNPROVEN']);
  }
  const graphql = await directus.admin.graphql(
    'system',
    `mutation { auth_login(email: "${email}", password: "${password}") { access_token } }`,
  );
  assert.match(graphql.text, /EMAIL_UNPROVEN/);
  assert.doesNotMatch(graphql.text, /"access_token":"/);
});

test('after a wrong password it is answered as nobody is, and the failures count', async () => {
  const { email } = await user();
  const wrong = await logIn(email, 'wrong');
  const nobody = await logIn('nobody-at-all@example.com', 'wrong');
  assert.deepEqual(wrong, nobody);
  for (let attempt = 0; attempt < 2; attempt += 1) await logIn(email, 'wrong');
  assert.equal((await logIn(email, 'wrong')).status, 429);
});

test('nobody but the one that waits is told: not one who is suspended, archived or invited', async () => {
  for (const status of ['suspended', 'archived', 'invited', 'draft']) {
    const { email, password } = await user({ status });
    const { code } = await logIn(email, password);
    assert.equal(code, 'INVALID_CREDENTIALS', status);
  }
});

test('a password in another spelling is the right one here as well', async () => {
  const { email } = await user({ password: 'Zoë Ångström 7'.normalize('NFC') });
  assert.equal((await logIn(email, 'Zoë Ångström 7'.normalize('NFD'))).code, 'EMAIL_UNPROVEN');
});

test('a static token of an account that waits opens nothing, until the address is proven', async () => {
  const token = 'a-static-token-of-the-tests-here';
  const { id } = await user({ token });
  const me = () => directus.admin.request('GET', '/users/me', undefined, token);
  assert.equal((await me()).status, 401);
  await directus.admin.request('PATCH', `/users/${id}`, { status: 'active' });
  assert.equal((await me()).status, 200);
});

const proofOf = async (id: string) =>
  field(
    (await directus.admin.request('GET', `/users/${id}?fields=email_verified_at`)).data,
    'email_verified_at',
  );

test('another address is unproven, whoever writes it; the same in other letters stays proven', async () => {
  const now = '2026-03-01T09:30:00.000Z';
  const { id, email } = await user({ status: 'active', email_verified_at: now });
  const { admin } = directus;
  await admin.request('PATCH', `/users/${id}`, { email: email.toUpperCase() });
  assert.notEqual(await proofOf(id), null);
  await admin.request('PATCH', `/users/${id}`, { first_name: 'Other' });
  assert.notEqual(await proofOf(id), null);
  await admin.request('PATCH', `/users/${id}`, { email: `rest-${email}` });
  assert.equal(await proofOf(id), null);
  await admin.request('PATCH', `/users/${id}`, { email_verified_at: now });
  await admin.graphql(
    'system',
    `mutation { update_users_item(id: "${id}", data: { email: "graphql-${email}" }) { id } }`,
  );
  assert.equal(await proofOf(id), null);
  await admin.request('PATCH', `/users/${id}`, { email, email_verified_at: now });
  assert.notEqual(await proofOf(id), null, 'an administrator who says both');
});
