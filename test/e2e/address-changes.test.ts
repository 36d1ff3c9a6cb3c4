import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { createPeople, newEmail, password } from '../support/account-people.ts';
import { type AccountSystem, startAccountSystem, tokenIn } from '../support/account-system.ts';
import type { TestApi } from '../support/start-api.ts';

let system: AccountSystem;
const { register, registerAndSignIn, account, post, logsIn } = createPeople(() => system);
let api: TestApi;

before(async () => {
  system = await startAccountSystem({ api: { trustProxy: '127.0.0.1' } });
  ({ api } = system);
});
after(() => system?.stop());

/** Asks for another address and follows its link. @returns the link by which the owner takes it back */
async function moveAway(email: string, token: string, to: string) {
  await post('/api/account/email', { email: to, currentPassword: password }, token);
  const change = tokenIn(await system.mailTo(to, 'new e-mail address'), '/account/email');
  await post('/api/account/email/verify', { token: change });
  return tokenIn(await system.mailTo(email, 'address was changed'), '/account/not-me');
}

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
  const owner = await moveAway(email, token, theirs);
  const { accessToken } = await system.directus.login(theirs, password);
  await post('/api/account/email', { email: newEmail(), currentPassword: password }, accessToken);
  const intruder = tokenIn(await system.mailTo(theirs, 'about to change'), '/account/not-me');
  assert.equal((await post('/api/account/not-me', { token: owner })).body.email, email);
  assert.equal((await post('/api/account/not-me', { token: intruder })).status, 400);
});

test('whoever registers the former address does not keep its owner from taking the account back', async () => {
  const { email, userId, token } = await registerAndSignIn();
  const theirs = newEmail();
  const notMe = await moveAway(email, token, theirs);
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
  const notMe = await moveAway(email, token, theirs);
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
