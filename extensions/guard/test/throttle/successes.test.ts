import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { TestUser } from '../../../../test/support/directus-client.ts';
import { testRelease } from '../../../../test/support/directus-settings.ts';
import { sendFrom } from '../../../../test/support/send-from.ts';
import { startTestDirectus, type TestDirectus } from '../../../../test/support/start-directus.ts';

const accountSuccesses = 5;
const addressSuccesses = 12;
const userSessions = 3;
let directus: TestDirectus;
const lines: string[] = [];

before(async () => {
  directus = await startTestDirectus({
    env: {
      LOGIN_LIMIT_ACCOUNT_SUCCESSES: String(accountSuccesses),
      LOGIN_LIMIT_ADDRESS_SUCCESSES: String(addressSuccesses),
      LOGIN_LIMIT_USER_SESSIONS: String(userSessions),
      // Longer than any test takes, so that none of them depends on how fast it runs.
      LOGIN_LIMIT_WINDOW_SECONDS: '3600',
    },
    onLine: (line) => lines.push(line),
  });
});
after(() => directus?.stop());

/** A loopback address that no other test uses. */
const newAddress = () => `127.${randomInt(1, 255)}.${randomInt(0, 255)}.${randomInt(2, 255)}`;

async function logIn(
  from: string,
  email: string,
  password: string,
): Promise<{ status: number; retryAfter: number; text: string }> {
  const url = `${directus.url}/auth/login`;
  const body = { email, password };
  const { status, text, headers } = await sendFrom(from, { method: 'POST', url, body });
  return { status, text, retryAfter: Number(headers['retry-after'] ?? 0) };
}

async function statusesOf(from: string, user: TestUser, times: number): Promise<number[]> {
  const attempts = Array.from({ length: times }, () => logIn(from, user.email, user.password));
  return (await Promise.all(attempts)).map(({ status }) => status).sort();
}

const expected = (right: number, refused: number) => [
  ...Array<number>(right).fill(200),
  ...Array<number>(refused).fill(429),
];

test('right logins of one account from one address are limited, at once or one by one', async () => {
  const user = await directus.admin.createUser();
  const address = newAddress();
  assert.deepEqual(await statusesOf(address, user, 20), expected(5, 15));
  const refused = await logIn(address, user.email.toUpperCase(), user.password);
  assert.equal(refused.status, 429);
  assert.ok(refused.retryAfter > 3_000 && refused.retryAfter <= 3_600, `${refused.retryAfter}`);
  assert.match(refused.text, /REQUESTS_EXCEEDED/);
});

test('many right logins in one GraphQL document count each', async () => {
  const user = await directus.admin.createUser();
  const login = `auth_login(email: "${user.email}", password: "${user.password}") { expires }`;
  const logins = Array.from({ length: 20 }, (_, index) => `a${index}: ${login}`);
  const url = `${directus.url}/graphql/system`;
  const body = { query: `mutation { ${logins.join(' ')} }` };
  const { text } = await sendFrom(newAddress(), { method: 'POST', url, body });
  if (testRelease === '12') {
    // It takes one login a document, and tries none where there are more.
    assert.match(text, /\\"auth_login\\" can only be used once per request/);
  } else {
    assert.equal(text.split('REQUESTS_EXCEEDED').length - 1, 20 - accountSuccesses);
  }
});

test('the limit of one account leaves others at its address, and itself elsewhere, alone', async () => {
  const [user, other] = [await directus.admin.createUser(), await directus.admin.createUser()];
  const address = newAddress();
  await statusesOf(address, user, accountSuccesses + 1);
  assert.equal((await logIn(address, other.email, other.password)).status, 200);
  assert.equal((await logIn(newAddress(), user.email, user.password)).status, 200);
});

test('right logins over many accounts are limited by address', async () => {
  const address = newAddress();
  let right = 0;
  for (let count = 0; count < 4; count += 1) {
    const statuses = await statusesOf(address, await directus.admin.createUser(), 4);
    right += statuses.filter((status) => status === 200).length;
  }
  assert.equal(right, addressSuccesses);
});

test('a stranger elsewhere can’t tell from the limit whether an account exists', async () => {
  const user = await directus.admin.createUser();
  await statusesOf(newAddress(), user, accountSuccesses + 1);
  const stranger = newAddress();
  for (const email of [user.email, 'nobody@example.com']) {
    assert.equal((await logIn(stranger, email, 'wrong password')).status, 401);
  }
});

test('wrong passwords use up nobody’s right logins', async () => {
  const user = await directus.admin.createUser();
  const address = newAddress();
  for (let count = 0; count < accountSuccesses + 2; count += 1) {
    assert.equal((await logIn(address, user.email, 'wrong password')).status, 401);
  }
  assert.deepEqual(await statusesOf(address, user, accountSuccesses), expected(5, 0));
});

test('one session of a user more than the bound ends the oldest, and no failed login does', async () => {
  const user = await directus.admin.createUser();
  const tokens: string[] = [];
  for (let count = 0; count < userSessions + 2; count += 1) {
    const { text } = await logIn(newAddress(), user.email, user.password);
    tokens.push(JSON.parse(text).data.access_token);
    await logIn(newAddress(), user.email, 'wrong password');
  }
  const asked = tokens.map((token) => directus.admin.request('GET', '/users/me', undefined, token));
  const statuses = (await Promise.all(asked)).map(({ status }) => status);
  assert.deepEqual(statuses, [401, 401, 200, 200, 200]);
});

test('a right password that is asked for a code counts too', async () => {
  const user = await directus.admin.createUser({ tfa_secret: 'JBSWY3DPEHPK3PXP' });
  const address = newAddress();
  for (let count = 0; count < accountSuccesses; count += 1) {
    assert.match((await logIn(address, user.email, user.password)).text, /INVALID_OTP/);
  }
  assert.equal((await logIn(address, user.email, user.password)).status, 429);
});

test('the log says which limit it was, and not each time', () => {
  const told = lines.filter((line) => line.includes('account_successes, limit 5'));
  assert.equal(told.length, 1, told.join('\n'));
});
