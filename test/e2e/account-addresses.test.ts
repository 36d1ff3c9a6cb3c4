import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type AccountSystem, startAccountSystem, tokenIn } from '../support/account-system.ts';
import { openBrowser } from '../support/browser.ts';
import type { TestApi } from '../support/start-api.ts';
import { newAddress } from '../support/system.ts';

let system: AccountSystem;
let api: TestApi;

before(async () => {
  system = await startAccountSystem({ api: { trustProxy: '127.0.0.1' } });
  ({ api } = system);
});
after(() => system?.stop());

const password = 'a-password-of-mine-7';
const newEmail = () => `person-${randomUUID()}@example.com`;

async function register(email = newEmail()) {
  const headers = { 'x-forwarded-for': newAddress() };
  const answer = await api.request('POST', '/api/register', { body: { email, password }, headers });
  assert.equal(answer.status, 201, answer.text);
  return { email, userId: String(answer.body.userId) };
}

async function registerAndSignIn() {
  const person = await register();
  const { accessToken, refreshToken } = await system.directus.login(person.email, password);
  return { ...person, token: accessToken, refreshToken };
}

const account = async (token: string) =>
  (await api.request('GET', '/api/account', { token })).body.account as Record<string, unknown>;

const post = (path: string, body?: unknown, token?: string) =>
  api.request('POST', path, {
    ...(body === undefined ? {} : { body }),
    ...(token === undefined ? {} : { token }),
    headers: { 'x-forwarded-for': newAddress() },
  });

const logsIn = async (email: string, secret = password) =>
  (await system.directus.admin.request('POST', '/auth/login', { email, password: secret }, null))
    .status === 200;

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

test('another address: the old one is told, the link makes the change and ends every login', async () => {
  const { email, token, refreshToken } = await registerAndSignIn();
  const next = newEmail();
  const body = { email: next.toUpperCase(), currentPassword: password };
  const wrong = await post('/api/account/email', { ...body, currentPassword: 'wrong' }, token);
  assert.equal(wrong.body.code, 'account.proof_refused');
  assert.equal((await post('/api/account/email', body, token)).status, 202);
  const { sessions } = (await api.request('GET', '/api/account/sessions', { token })).body;
  assert.equal((sessions as unknown[]).length, 1, 'a proof leaves no login behind');
  const told = await system.mailTo(email, 'about to change');
  assert.doesNotMatch(told.text, new RegExp(next));
  const link = tokenIn(await system.mailTo(next, 'new e-mail address'), '/account/email');
  assert.equal((await account(token)).email, email);
  const answer = await post('/api/account/email/verify', { token: link });
  assert.deepEqual(answer.body, { ok: true, email: next, passwordKept: true });
  assert.equal((await api.request('GET', '/api/account', { token })).status, 401);
  assert.equal(await system.askDirectus(token), 401);
  const refreshed = await system.directus.admin.request(
    'POST',
    '/auth/refresh',
    { refresh_token: refreshToken, mode: 'json' },
    null,
  );
  assert.equal(refreshed.status, 401);
  assert.equal(await logsIn(email), false);
  const { accessToken } = await system.directus.login(next, password);
  assert.equal((await account(accessToken)).emailVerified, true);
  const notice = await system.mailTo(email, 'address was changed');
  const back = await post('/api/account/not-me', { token: tokenIn(notice, '/account/not-me') });
  assert.deepEqual(back.body, { ok: true, email });
  assert.equal(await system.askDirectus(accessToken), 401);
  assert.equal(await logsIn(next), false);
  assert.equal(await logsIn(email), false, 'the password has ended');
  await system.mailTo(email, 'password');
  const notices = (await system.mailsTo(next)).map(({ subject }) => subject);
  assert.ok(!notices.includes('Your e-mail address was changed'), 'the intruder has no way back');
});

test('"this wasn\'t me" to the first mail stops the change, though the password was changed', async () => {
  const { email, userId, token } = await registerAndSignIn();
  const next = newEmail();
  await post('/api/account/email', { email: next, currentPassword: password }, token);
  const stop = tokenIn(await system.mailTo(email, 'about to change'), '/account/not-me');
  const change = tokenIn(await system.mailTo(next, 'new e-mail address'), '/account/email');
  const { admin } = system.directus;
  await admin.request('PATCH', `/users/${userId}`, { password: 'of-the-intruder-9' });
  const { accessToken } = await system.directus.login(email, 'of-the-intruder-9');
  assert.equal((await post('/api/account/not-me', { token: stop })).status, 200);
  assert.equal((await post('/api/account/email/verify', { token: change })).status, 400);
  assert.equal(await system.askDirectus(accessToken), 401);
  assert.equal(await logsIn(email, 'of-the-intruder-9'), false);
});

test("an intruder's own way back is worth nothing once the owner has said that it wasn't him", async () => {
  const { email, token } = await registerAndSignIn();
  const theirs = newEmail();
  await post('/api/account/email', { email: theirs, currentPassword: password }, token);
  const change = tokenIn(await system.mailTo(theirs, 'new e-mail address'), '/account/email');
  await post('/api/account/email/verify', { token: change });
  const owner = tokenIn(await system.mailTo(email, 'address was changed'), '/account/not-me');
  const { accessToken } = await system.directus.login(theirs, password);
  await post('/api/account/email', { email: newEmail(), currentPassword: password }, accessToken);
  const intruder = tokenIn(await system.mailTo(theirs, 'about to change'), '/account/not-me');
  assert.equal((await post('/api/account/not-me', { token: owner })).body.email, email);
  assert.equal((await post('/api/account/not-me', { token: intruder })).status, 400);
});

test('whoever registers the former address does not keep its owner from taking the account back', async () => {
  const { email, userId, token } = await registerAndSignIn();
  const theirs = newEmail();
  await post('/api/account/email', { email: theirs, currentPassword: password }, token);
  const change = tokenIn(await system.mailTo(theirs, 'new e-mail address'), '/account/email');
  await post('/api/account/email/verify', { token: change });
  const notMe = tokenIn(await system.mailTo(email, 'address was changed'), '/account/not-me');
  const blocker = await register(email);
  const { accessToken } = await system.directus.login(email, password);
  assert.equal((await account(accessToken)).id, blocker.userId);
  assert.equal((await post('/api/account/not-me', { token: notMe })).body.email, email);
  const reset = tokenIn(await system.mailTo(email, 'Set a new password'), '/account/reset');
  const body = { token: reset, password: 'of-the-owner-again-8' };
  assert.equal((await post('/api/account/password/reset', body)).status, 200);
  const owner = await system.directus.login(email, 'of-the-owner-again-8');
  assert.equal((await account(owner.accessToken)).id, userId);
  assert.equal(await system.askDirectus(accessToken), 401, 'nothing opens the other one');
  await system.settled();
  const blocked = await system.directus.admin.request('GET', `/users/${blocker.userId}`);
  assert.equal((blocked.data as { email: unknown }).email, null);
});

test('an address that another account has proven stays there, and nobody has the first one', async () => {
  const { email, userId, token } = await registerAndSignIn();
  const theirs = newEmail();
  await post('/api/account/email', { email: theirs, currentPassword: password }, token);
  const change = tokenIn(await system.mailTo(theirs, 'new e-mail address'), '/account/email');
  await post('/api/account/email/verify', { token: change });
  const notMe = tokenIn(await system.mailTo(email, 'address was changed'), '/account/not-me');
  await system.settled();
  const other = await register(email);
  await system.settled();
  const proof = tokenIn(await system.mailTo(email, 'Confirm your e-mail'), '/account/verify');
  const { accessToken } = await system.directus.login(email, password);
  const proven = await post('/api/account/email/verify', { token: proof }, accessToken);
  assert.equal(proven.status, 200, proven.text);
  const answer = await post('/api/account/not-me', { token: notMe });
  assert.deepEqual([answer.status, answer.body.code], [409, 'account.email_taken']);
  assert.doesNotMatch(answer.text, new RegExp(theirs));
  assert.equal((await account(accessToken)).id, other.userId);
  await post('/api/account/password/forgot', { email: theirs });
  await system.settled();
  const mailed = (await system.mailsTo(theirs)).map(({ text }) => text).join('');
  assert.doesNotMatch(mailed, /account\/reset/, 'whoever took it over has no way back');
  const left = await system.directus.admin.request('GET', `/users/${userId}?fields=status`);
  assert.deepEqual(left.data, { status: 'suspended' });
});

test('a taken address is answered alike, and its mailbox alone is told', async () => {
  const other = await register();
  const { email, token } = await registerAndSignIn();
  const body = { email: other.email, currentPassword: password };
  const answer = await post('/api/account/email', body, token);
  assert.deepEqual([answer.status, answer.text], [202, '{"ok":true}']);
  const mail = await system.mailTo(other.email, 'has an account already');
  assert.doesNotMatch(mail.text, /#token=/);
  assert.equal((await account(token)).email, email);
  const own = await post('/api/account/email', { ...body, email: email.toUpperCase() }, token);
  assert.deepEqual(own.body.details, [{ path: 'email', message: 'is your address already' }]);
});

test('taken in between, the link changes nothing and says so', async () => {
  const { email, token } = await registerAndSignIn();
  const next = newEmail();
  await post('/api/account/email', { email: next, currentPassword: password }, token);
  const link = tokenIn(await system.mailTo(next, 'new e-mail address'), '/account/email');
  await register(next);
  const answer = await post('/api/account/email/verify', { token: link });
  assert.deepEqual([answer.status, answer.body.code], [409, 'account.email_taken']);
  assert.equal((await account(token)).email, email);
});

test('an address of 254 characters changes; one with a header in it is none', async () => {
  const { token } = await registerAndSignIn();
  const label = 'd'.repeat(60);
  const domain = `${label}.${label}.${label}.example.com`.padStart(254 - 59, 'e');
  const longest = `${'a'.repeat(254 - domain.length - 1)}@${domain}`;
  assert.equal(longest.length, 254);
  const ask = (email: string) =>
    post('/api/account/email', { email, currentPassword: password }, token);
  const odd = [
    'a@example.com\r\nBcc: b@example.com',
    'a@example.com\u0000',
    'a@example.com, b@example.com',
    '"a b"@example.com\n',
    `a${longest}`,
    '🌸@🌸',
    'שלום@דוגמה',
  ];
  for (const email of odd) {
    const { status, body } = await ask(email);
    assert.equal(status, 400, email);
    assert.deepEqual((body.details as { path: string }[])[0]?.path, 'email');
  }
  assert.equal((await ask(longest)).status, 202);
  const link = tokenIn(await system.mailTo(longest, 'new e-mail address'), '/account/email');
  assert.equal((await post('/api/account/email/verify', { token: link })).body.email, longest);
});

for (const status of ['suspended', 'archived']) {
  test(`the links of an account that is ${status} do nothing`, async () => {
    const { email, userId, token } = await registerAndSignIn();
    const verify = tokenIn(await system.mailTo(email, 'Confirm'), '/account/verify');
    await post('/api/account/email', { email: newEmail(), currentPassword: password }, token);
    const stop = tokenIn(await system.mailTo(email, 'about to change'), '/account/not-me');
    await system.directus.admin.request('PATCH', `/users/${userId}`, { status });
    assert.equal((await post('/api/account/email/verify', { token: verify })).status, 400);
    assert.equal((await post('/api/account/not-me', { token: stop })).status, 400);
    const row = await system.directus.admin.request('GET', `/users/${userId}?fields=status`);
    assert.deepEqual(row.data, { status });
  });
}

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
