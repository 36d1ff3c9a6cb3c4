import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPeople, newEmail, password } from '../support/account-people.ts';
import { type AccountSystem, startAccountSystem, tokenIn } from '../support/account-system.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestApi } from '../support/start-api.ts';

let system: AccountSystem;
const { register, registerAndSignIn, account, post } = createPeople(() => system);
let api: TestApi;

before(async () => {
  system = await startAccountSystem({ api: { trustProxy: '127.0.0.1' } });
  ({ api } = system);
});
after(() => system?.stop());

test('an account shows what there is of it, and its owner changes its name alone', async () => {
  const { email, userId, token } = await registerAndSignIn();
  const { createdAt, ...shown } = await account(token);
  assert.deepEqual(shown, {
    id: userId,
    email,
    emailVerified: false,
    firstName: email.slice(0, 36 + 7).slice(0, 50),
    lastName: null,
    subscriptionTier: 'pro',
    twoFactor: { enabled: false, recoveryCodesLeft: 0 },
  });
  assert.ok(Math.abs(Date.parse(String(createdAt)) - Date.now()) < 600_000);
  const body = { firstName: 'Zoë 🌸', lastName: 'Ångström' };
  const changed = await api.request('PATCH', '/api/account', { token, body });
  assert.equal(changed.status, 200);
  assert.deepEqual(
    { ...(changed.body.account as object) },
    { ...shown, createdAt, firstName: 'Zoë 🌸', lastName: 'Ångström' },
  );
  const cleared = await api.request('PATCH', '/api/account', { token, body: { lastName: ' ' } });
  assert.equal((cleared.body.account as { lastName: unknown }).lastName, null);
  for (const wrong of [
    { email: 'x@example.com' },
    { emailVerified: true },
    { firstName: 'a\nb' },
  ]) {
    const refused = await api.request('PATCH', '/api/account', { token, body: wrong });
    assert.equal(refused.status, 400);
  }
});

test('nobody but an administrator writes at Directus that an address is proven', async () => {
  const { userId, token } = await registerAndSignIn();
  const now = new Date().toISOString();
  const { admin } = system.directus;
  const own = await admin.request('PATCH', '/users/me', { email_verified_at: now }, token);
  assert.equal(own.status, 403);
  const read = await admin.request('GET', '/users/me?fields=email_verified_at', undefined, token);
  assert.deepEqual(read.data, { email_verified_at: null });
  await admin.request('PATCH', `/users/${userId}`, { email_verified_at: now });
  assert.equal((await account(token)).emailVerified, true);
  // Another address isn't proven by the proof of the former one; its own in other letters is.
  await admin.request('PATCH', `/users/${userId}`, { email: newEmail() });
  const after = await admin.request('GET', `/users/${userId}?fields=email_verified_at`);
  assert.deepEqual(after.data, { email_verified_at: null });
});

test('the registered one proves the address by the link, signed in, and stays signed in', async () => {
  const { email, token, refreshToken } = await registerAndSignIn();
  const mail = await system.mailTo(email, 'Confirm');
  const link = tokenIn(mail, '/account/verify');
  const answer = await post('/api/account/email/verify', { token: link }, token);
  assert.deepEqual(answer.body, { ok: true, email, passwordKept: true });
  assert.equal((await account(token)).emailVerified, true);
  assert.equal(
    (
      await system.directus.admin.request(
        'POST',
        '/auth/refresh',
        { refresh_token: refreshToken, mode: 'json' },
        null,
      )
    ).status,
    200,
  );
  const again = await post('/api/account/email/verify', { token: link }, token);
  assert.deepEqual([again.status, again.body.code], [400, 'account.token_invalid']);
  assert.equal(
    (await post('/api/account/email/resend', undefined, token)).body.code,
    'account.already_verified',
  );
});

test('signed in by the cookie counts as well, from a page of ours alone', async () => {
  const { email, userId } = await register();
  const browser = openBrowser({ url: api.url });
  await browser.send('POST', '/api/session', { body: { email, password } });
  const link = tokenIn(await system.mailTo(email, 'Confirm'), '/account/verify');
  const body = { token: link };
  const foreign = await browser.send('POST', '/api/account/email/verify', {
    body,
    origin: 'https://elsewhere.example',
  });
  assert.equal(foreign.status, 403);
  const answer = await browser.send('POST', '/api/account/email/verify', { body });
  assert.deepEqual(answer.body, { ok: true, email, passwordKept: true });
  const session = await browser.send('GET', '/api/session');
  assert.equal((session.body.user as { id: string }).id, userId);
});

test('on another device the password shows who registered, and a wrong one leaves the link', async () => {
  const { email, token } = await registerAndSignIn();
  const link = tokenIn(await system.mailTo(email, 'Confirm'), '/account/verify');
  const wrong = await post('/api/account/email/verify', { token: link, currentPassword: 'wrong' });
  assert.deepEqual([wrong.status, wrong.body.code], [401, 'account.proof_refused']);
  const body = { token: link, currentPassword: password };
  const answer = await post('/api/account/email/verify', body);
  assert.deepEqual(answer.body, { ok: true, email, passwordKept: true });
  assert.equal((await account(token)).emailVerified, true);
});

test('a newer link ends the older one, and two who bring one link at once get one answer', async () => {
  const { email, token } = await registerAndSignIn();
  const first = tokenIn(await system.mailTo(email, 'Confirm'), '/account/verify');
  await system.emptyMailbox();
  assert.equal((await post('/api/account/email/resend', undefined, token)).status, 202);
  const second = tokenIn(await system.mailTo(email, 'Confirm'), '/account/verify');
  const old = await post('/api/account/email/verify', { token: first }, token);
  assert.equal(old.body.code, 'account.token_invalid');
  const both = await Promise.all([
    post('/api/account/email/verify', { token: second }, token),
    post('/api/account/email/verify', { token: second }, token),
  ]);
  assert.deepEqual(both.map(({ status }) => status).sort(), [200, 400]);
});

test('a scanner that follows the link with GET or HEAD changes nothing', async () => {
  const { email, token } = await registerAndSignIn();
  const link = tokenIn(await system.mailTo(email, 'Confirm'), '/account/verify');
  for (const path of ['/api/account/email/verify', '/api/account/not-me']) {
    for (const method of ['GET', 'HEAD']) {
      assert.equal((await fetch(`${api.url}${path}?token=${link}`, { method })).status, 405);
    }
  }
  assert.equal((await account(token)).emailVerified, false);
  assert.equal((await post('/api/account/email/verify', { token: link }, token)).status, 200);
});

test('every bad link is one answer, and other fields are named', async () => {
  const { email, token } = await registerAndSignIn();
  const link = tokenIn(await system.mailTo(email, 'Confirm'), '/account/verify');
  const bad = [
    '',
    'x',
    `${link}=`,
    link.slice(1),
    'A'.repeat(43),
    '🌸'.repeat(43),
    `${link}\u0000`,
  ];
  for (const path of ['/api/account/email/verify', '/api/account/not-me']) {
    for (const one of bad) {
      const { status, body } = await post(path, { token: one });
      assert.deepEqual([status, body.code], [400, 'account.token_invalid'], JSON.stringify(one));
    }
    for (const one of [{}, { token: 1 }, { token: link, more: 1 }]) {
      assert.equal((await post(path, one)).body.code, 'request.invalid');
    }
  }
  // A link of one purpose is none of another.
  assert.equal(
    (await post('/api/account/not-me', { token: link })).body.code,
    'account.token_invalid',
  );
  assert.equal((await account(token)).emailVerified, false);
});

test('without a mail server the routes that need one say so, and registration goes on', async () => {
  const bare = await system.startApi({ mail: undefined as never });
  const person = await registerAndSignIn();
  const { token } = person;
  const body = { email: newEmail(), currentPassword: password };
  for (const [path, sent] of [
    ['/api/account/email/resend', undefined],
    ['/api/account/email', body],
  ] as const) {
    const answer = await bare.request('POST', path, { token, ...(sent && { body: sent }) });
    assert.deepEqual([answer.status, answer.body.code], [503, 'mail.not_configured']);
  }
  const made = await bare.request('POST', '/api/register', {
    body: { email: newEmail(), password },
  });
  assert.equal(made.status, 201);
});

test('no token of a link is in a log, a metric or, in the clear, in the database', async () => {
  const { email, token } = await registerAndSignIn();
  const link = tokenIn(await system.mailTo(email, 'Confirm'), '/account/verify');
  await post('/api/account/email/verify', { token: link }, token);
  assert.ok(!api.log().includes(link));
  const metrics = await fetch(`${api.url}/metrics`);
  assert.ok(!(await metrics.text()).includes(link));
});
