import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type AccountSystem, startAccountSystem, tokenIn } from '../support/account-system.ts';
import { field } from '../support/directus-client.ts';
import { newAddress } from '../support/system.ts';

/** Registration where an address has to be proven first. */
let system: AccountSystem;

before(async () => {
  system = await startAccountSystem({
    api: { trustProxy: '127.0.0.1', isAddressProofRequired: true },
  });
});
after(() => system?.stop());

const password = 'a-password-of-mine-7';
const newEmail = () => `person-${randomUUID()}@example.com`;

const post = (path: string, body: unknown) =>
  system.api.request('POST', path, { body, headers: { 'x-forwarded-for': newAddress() } });

const register = (email: string, secret = password) =>
  post('/api/register', { email, password: secret });

async function logIn(email: string, secret = password) {
  const body = { email, password: secret };
  const answer = await system.directus.admin.request('POST', '/auth/login', body, null);
  const [error] = (field(answer.body, 'errors') ?? []) as { extensions: { code: string } }[];
  return error?.extensions.code ?? answer.status;
}

async function userOf(email: string) {
  const query = `/users?filter[email][_eq]=${encodeURIComponent(email)}&fields=id,status,email_verified_at,subscription_tier`;
  const { data } = await system.directus.admin.request('GET', query);
  return (data as Record<string, unknown>[])[0];
}

test('an account signs in nowhere until its link is opened, and then with its password', async () => {
  const email = newEmail();
  const answer = await register(email);
  assert.deepEqual([answer.status, answer.text], [202, '{"ok":true}']);
  const link = tokenIn(await system.mailTo(email, 'Confirm'), '/account/verify');
  const { email_verified_at: proof, status } = (await userOf(email)) ?? {};
  assert.deepEqual([proof, status], [null, 'unverified']);
  assert.equal(await logIn(email), 'EMAIL_UNPROVEN');
  assert.equal(await logIn(email, 'wrong'), 'INVALID_CREDENTIALS');
  const session = await post('/api/session', { email, password });
  assert.deepEqual([session.status, session.body.code], [403, 'account.email_unproven']);
  const wrong = await post('/api/session', { email, password: 'wrong' });
  assert.equal(wrong.body.code, 'auth.invalid_credentials');
  const proven = await post('/api/account/email/verify', { token: link });
  assert.deepEqual(proven.body, { ok: true, email, passwordKept: true });
  assert.equal(await logIn(email), 200);
  assert.equal((await userOf(email))?.subscription_tier, 'pro');
});

test('a taken address is answered alike; its mailbox is told, and nothing of the account changes', async () => {
  const email = newEmail();
  const first = await register(email);
  const link = tokenIn(await system.mailTo(email, 'Confirm'), '/account/verify');
  await post('/api/account/email/verify', { token: link });
  const again = await register(email.toUpperCase(), 'of-somebody-else-8');
  const plain = ({ status, text, headers }: typeof again) => {
    const names = [...headers.keys()].filter((name) => name !== 'x-request-id' && name !== 'date');
    return { status, text, headers: names.map((name) => [name, headers.get(name)]) };
  };
  assert.deepEqual(plain(again), plain(first));
  const mail = await system.mailTo(email, 'have an account already');
  assert.doesNotMatch(mail.text, /#token=/);
  assert.equal(await logIn(email), 200);
  assert.equal(await logIn(email, 'of-somebody-else-8'), 'INVALID_CREDENTIALS');
});

test('whoever registered first has nothing of it once the owner registers too', async () => {
  const email = newEmail();
  await register(email, 'of-the-attacker-8');
  await system.mailTo(email, 'Confirm');
  await register(email, password);
  const mail = await system.mailTo(email, 'Choose a password');
  assert.doesNotMatch(mail.text, /account\/verify/);
  const body = { token: tokenIn(mail, '/account/reset'), password };
  const answer = await post('/api/account/password/reset', body);
  assert.equal(answer.status, 200, answer.text);
  assert.equal(await logIn(email, 'of-the-attacker-8'), 'INVALID_CREDENTIALS');
  assert.equal(await logIn(email), 200);
});

test('the same registration sent by a sender twice makes one account', async () => {
  const email = newEmail();
  const answers = await Promise.all([register(email), register(email), register(email)]);
  assert.deepEqual(
    answers.map(({ status }) => status),
    [202, 202, 202],
  );
  await system.settled();
  const { data } = await system.directus.admin.request(
    'GET',
    `/users?filter[email][_eq]=${encodeURIComponent(email)}&fields=id`,
  );
  assert.equal((data as unknown[]).length, 1);
});

test('what is wrong with a registration is still said at once', async () => {
  for (const body of [
    { email: 'nobody', password },
    { email: newEmail(), password: 'password1' },
    { email: newEmail(), password, role: 'x' },
  ]) {
    assert.equal((await post('/api/register', body)).status, 400);
  }
});

test('without a mail server registration says so, and makes nobody', async () => {
  const bare = await system.startApi({ mail: undefined as never });
  const email = newEmail();
  const answer = await bare.request('POST', '/api/register', { body: { email, password } });
  assert.deepEqual([answer.status, answer.body.code], [503, 'mail.not_configured']);
  assert.equal(await userOf(email), undefined);
});

test('neither log nor outbox has the password or the address in the clear', async () => {
  const email = newEmail();
  await system.directus.admin.request('GET', '/server/ping');
  await register(email, 'seen-nowhere-password-9');
  const rows = JSON.stringify(await system.rows('mail_outbox'));
  await system.settled();
  for (const text of [rows, system.api.log()]) {
    assert.ok(!text.includes('seen-nowhere-password-9') && !text.includes(email));
  }
});
