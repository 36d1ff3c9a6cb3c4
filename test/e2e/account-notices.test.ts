import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type AccountSystem, startAccountSystem, tokenIn } from '../support/account-system.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import type { TestUser } from '../support/directus-client.ts';

/** What an account's owner is told of, whichever door it comes through. */
let system: AccountSystem;

before(async () => {
  system = await startAccountSystem({
    // Directus believes its proxy, so that a test signs in from where it likes.
    directus: { settings: { trustProxy: 'loopback' } },
    api: { trustProxy: '127.0.0.1' },
  });
});
after(() => system?.stop());

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1';
const home = '203.0.113.7';
const elsewhere = '198.51.100.9';
const subject = 'A new device signed in to your account';

interface Place {
  agent?: string;
  address?: string;
}

const headersOf = ({ agent = firefox, address = home }: Place) => ({
  'user-agent': agent,
  'x-forwarded-for': address,
});

/** Signs in at the console, in a browser that keeps its cookies. */
async function signIn(user: TestUser, place: Place = {}, jar = new Map<string, string>()) {
  const browser = openBrowser({ url: system.api.url, jar });
  const body = { email: user.email, password: user.password };
  const answer = await browser.send('POST', '/api/session', { body, headers: headersOf(place) });
  assert.equal(answer.status, 200, answer.text);
  return browser;
}

/** Signs in at Directus itself, as its SDK does. */
async function logIn(user: TestUser, place: Place = {}) {
  const body = { email: user.email, password: user.password };
  const { admin } = system.directus;
  // On a slow machine Directus may have closed the connection that was idle meanwhile; a GET does no harm.
  await admin.request('GET', '/server/ping').catch(() => undefined);
  const answer = await admin.request('POST', '/auth/login', body, null, headersOf(place));
  assert.equal(answer.status, 200, answer.text);
  return (answer.data as { access_token: string }).access_token;
}

/** How many mails of a kind somebody got until now. */
async function told(user: TestUser, about = subject): Promise<number> {
  await system.settled();
  return (await system.mailsTo(user.email)).filter((mail) => mail.subject === about).length;
}

const newUser = () =>
  system.directus.admin.createUser({ email: `person-${randomUUID()}@example.com` });

test('a sign-in from a device not seen before is told, at the console and at Directus', async () => {
  const user = await newUser();
  await signIn(user);
  assert.equal(await told(user), 0, 'the first one of an account');
  await signIn(user);
  await logIn(user);
  assert.equal(await told(user), 0, 'the same browser at the same place');
  await signIn(user, { agent: safari, address: elsewhere });
  const mail = await system.mailTo(user.email, 'new device');
  assert.match(mail.text, /Device: +Safari on iPhone/);
  assert.match(mail.text, /Network address: +198\.51\.100\.9/);
  await logIn(user, { agent: 'curl/8.14.1', address: elsewhere });
  assert.equal(await told(user), 2);
  await logIn(user, { agent: 'curl/8.14.1', address: '198.51.100.200' });
  assert.equal(await told(user), 2, 'the same part of the network');
});

test('the cookie of an earlier sign-in makes a browser known anywhere, for its own user alone', async () => {
  const [user, other] = [await newUser(), await newUser()];
  const first: TestBrowser = await signIn(user);
  await signIn(user, { address: elsewhere }, first.jar);
  assert.equal(await told(user), 0);
  await signIn(user, { address: '192.0.2.1' }, new Map([['genie_device', 'A'.repeat(22)]]));
  assert.equal(await told(user), 1, 'one that was made up');
  await signIn(other);
  await signIn(other, { address: elsewhere, agent: safari }, new Map(first.jar));
  assert.equal(await told(other), 1, "another person's");
});

test('a wrong password is no sign-in, and the proof of a password is none either', async () => {
  const user = await newUser();
  const token = await logIn(user);
  const wrong = { email: user.email, password: 'wrong' };
  const place = headersOf({ agent: safari, address: elsewhere });
  await system.directus.admin.request('POST', '/auth/login', wrong, null, place);
  await system.api.request('POST', '/api/account/email', {
    token,
    headers: place,
    body: { email: `next-${user.email}`, currentPassword: user.password },
  });
  assert.equal(await told(user), 0);
});

test('a new password is told whoever sets it, and a new address to the former one', async () => {
  const user = await newUser();
  const { admin } = system.directus;
  await admin.request('PATCH', `/users/${user.id}`, { password: 'set-by-an-admin-7' });
  assert.equal(await told(user, 'Your password was changed'), 1);
  const token = await logIn({ ...user, password: 'set-by-an-admin-7' });
  await admin.request('PATCH', '/users/me', { password: 'set-by-its-owner-8' }, token);
  assert.equal(await told(user, 'Your password was changed'), 2);
  await admin.request('PATCH', `/users/${user.id}`, { email: `next-${user.email}` });
  assert.equal(await told(user, 'Your e-mail address was changed'), 1);
  assert.equal(
    await told({ ...user, email: `next-${user.email}` }, 'Your e-mail address was changed'),
    0,
  );
});

test('"this wasn\'t me" ends the intruder: logins, password and what he is known by', async () => {
  const user = await newUser();
  await logIn(user);
  const intruder = { agent: safari, address: elsewhere };
  const token = await logIn(user, intruder);
  const link = tokenIn(await system.mailTo(user.email, 'new device'), '/account/not-me');
  const body = { token: link };
  const answer = await system.api.request('POST', '/api/account/not-me', { body });
  assert.deepEqual(answer.body, { ok: true, email: user.email });
  assert.equal(await system.askDirectus(token), 401);
  const { admin } = system.directus;
  const again = await admin.request(
    'POST',
    '/auth/login',
    { email: user.email, password: user.password },
    null,
  );
  assert.equal(again.status, 401);
  assert.equal((await system.api.request('POST', '/api/account/not-me', { body })).status, 400);
  await admin.request('PATCH', `/users/${user.id}`, { password: 'chosen-by-its-owner-8' });
  await system.settled();
  await system.emptyMailbox();
  await logIn({ ...user, password: 'chosen-by-its-owner-8' }, intruder);
  assert.equal(await told(user), 1, 'the device of the intruder is a new one again');
});

test('two APIs tell each thing once, and one that stops leaves none untold', async () => {
  const second = await system.startApi();
  const users = await Promise.all(Array.from({ length: 10 }, newUser));
  await Promise.all(
    users.map(({ id }) =>
      system.directus.admin.request('PATCH', `/users/${id}`, { password: 'another-password-7' }),
    ),
  );
  await second.stop();
  for (const user of users) assert.equal(await told(user, 'Your password was changed'), 1);
});

test('what a person put into a user agent, a name or an address is in no mail', async () => {
  const user = await newUser();
  await logIn(user);
  await logIn(user, { agent: 'Call +1 555 0100 <b>now</b>', address: elsewhere });
  const mail = await system.mailTo(user.email, 'new device');
  assert.match(mail.text, /Device: +an unknown program/);
  assert.doesNotMatch(mail.text, /555 0100|<b>/);
});

test('twenty new devices in a day are told, and no more', async () => {
  const user = await newUser();
  await logIn(user);
  for (let index = 0; index < 25; index += 1) {
    await logIn(user, { agent: safari, address: `10.${index}.0.1` });
  }
  assert.equal(await told(user), 19);
});
