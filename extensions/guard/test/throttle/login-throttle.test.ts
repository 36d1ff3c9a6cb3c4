import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { field } from '../../../../test/support/directus-client.ts';
import { testRelease } from '../../../../test/support/directus-settings.ts';
import { sendFrom } from '../../../../test/support/send-from.ts';
import { startTestDirectus, type TestDirectus } from '../../../../test/support/start-directus.ts';

const accountFailures = 3;
const addressFailures = 12;
let directus: TestDirectus;
let administrator: { role: string };

before(async () => {
  directus = await startTestDirectus({
    // None of newAddress().
    settings: { trustProxy: '127.0.0.0/24, ::1' },
    env: {
      LOGIN_LIMIT_ACCOUNT_FAILURES: String(accountFailures),
      LOGIN_LIMIT_ADDRESS_FAILURES: String(addressFailures),
      // Longer than any test takes, so that none of them depends on how fast it runs.
      LOGIN_LIMIT_WINDOW_SECONDS: '3600',
    },
  });
  const roles = await directus.admin.request('GET', '/roles?filter[name][_eq]=Administrator');
  administrator = { role: String(field((roles.data as object[])[0], 'id')) };
});
after(() => directus?.stop());

/** A loopback address that no other test uses. */
const newAddress = () => `127.${randomInt(1, 255)}.${randomInt(0, 255)}.${randomInt(2, 255)}`;

const logIn = (
  from: string,
  email: string,
  password: string,
  more: { otp?: string; headers?: Record<string, string> } = {},
) => {
  const otp = more.otp === undefined ? {} : { otp: more.otp };
  return postFrom(from, `${directus.url}/auth/login`, { email, password, ...otp }, more.headers);
};

async function failUntilRefused(from: string, email: string): Promise<LimitAnswer> {
  for (let count = 0; count < accountFailures; count += 1) {
    assert.equal((await logIn(from, email, 'wrong password')).status, 401);
  }
  return await logIn(from, email, 'wrong password');
}

describe('guessing passwords', () => {
  test('is refused after the allowed failures, with 429, Retry-After and Directus’s error', async () => {
    const user = await directus.admin.createUser();
    const refused = await failUntilRefused(newAddress(), user.email);
    assert.equal(refused.status, 429);
    assert.ok(Number(refused.retryAfter) > 3_000 && Number(refused.retryAfter) <= 3_600);
    const errors = field(JSON.parse(refused.text), 'errors');
    assert.ok(Array.isArray(errors) && errors.length === 1);
    assert.equal(field(field(errors[0], 'extensions'), 'code'), 'REQUESTS_EXCEEDED');
    assert.match(String(field(errors[0], 'message')), /^Too many requests/);
  });

  test('is refused even with the right password, but only at the address that failed', async () => {
    const user = await directus.admin.createUser();
    const attacker = newAddress();
    await failUntilRefused(attacker, user.email);
    assert.equal((await logIn(attacker, user.email, user.password)).status, 429);
    assert.equal((await logIn(newAddress(), user.email, user.password)).status, 200);
    const status = await directus.admin.request('GET', `/users/${user.id}?fields=status`);
    assert.deepEqual(status.data, { status: 'active' });
  });

  test('of one account leaves other accounts of the same address alone', async () => {
    const [attacked, other] = [
      await directus.admin.createUser(),
      await directus.admin.createUser(),
    ];
    const address = newAddress();
    await failUntilRefused(address, attacked.email);
    assert.equal((await logIn(address, other.email, other.password)).status, 200);
  });

  test('looks the same for accounts that exist and accounts that don’t', async () => {
    const refused = await failUntilRefused(newAddress(), 'nobody@example.com');
    assert.equal(refused.status, 429);
  });

  test('counts one account in any letter case as one', async () => {
    const user = await directus.admin.createUser();
    const address = newAddress();
    await failUntilRefused(address, user.email);
    assert.equal((await logIn(address, user.email.toUpperCase(), user.password)).status, 429);
  });

  test('over many accounts is refused by address', async () => {
    const address = newAddress();
    for (let count = 0; count < addressFailures; count += 1) {
      assert.equal((await logIn(address, `nobody-${count}@example.com`, 'x')).status, 401);
    }
    const user = await directus.admin.createUser();
    assert.equal((await logIn(address, user.email, user.password)).status, 429);
    assert.equal((await logIn(newAddress(), user.email, user.password)).status, 200);
  });

  test('isn’t helped by naming another address in a header', async () => {
    const user = await directus.admin.createUser();
    const address = newAddress();
    await failUntilRefused(address, user.email);
    for (const name of ['x-forwarded-for', 'x-real-ip', 'forwarded']) {
      const headers = { [name]: '203.0.113.9' };
      assert.equal((await logIn(address, user.email, user.password, { headers })).status, 429);
    }
  });

  test('counts on the client that a trusted proxy names, whose other clients go on', async () => {
    const user = await directus.admin.createUser();
    const through = (client: string, password: string) => {
      const headers = { 'x-forwarded-for': `198.51.100.1, ${client}` };
      return logIn('127.0.0.7', user.email, password, { headers });
    };
    for (let count = 0; count < accountFailures; count += 1) {
      assert.equal((await through('203.0.113.9', 'wrong password')).status, 401);
    }
    assert.equal((await through('203.0.113.9', user.password)).status, 429);
    assert.equal((await through('203.0.113.10', user.password)).status, 200);
  });

  test('isn’t helped by guessing in parallel', async () => {
    const user = await directus.admin.createUser();
    const address = newAddress();
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => logIn(address, user.email, 'wrong password')),
    );
    assert.equal(answers.filter(({ status }) => status === 401).length, accountFailures);
    assert.equal(answers.filter(({ status }) => status === 429).length, 30 - accountFailures);
  });

  test('isn’t helped by GraphQL, nor by many logins in one document', async () => {
    const user = await directus.admin.createUser();
    const address = newAddress();
    const login = (password: string) =>
      `auth_login(email: "${user.email}", password: "${password}") { access_token }`;
    const url = `${directus.url}/graphql/system`;
    const send = (...logins: string[]) =>
      postFrom(address, url, { query: `mutation { ${logins.join(' ')} }` });
    const guesses = Array.from({ length: 20 }, (_, index) => `a${index}: ${login(`g${index}`)}`);
    const answer = await send(...guesses);
    if (testRelease === '12') {
      // It takes one login a document, and tries none where there are more.
      assert.match(answer.text, /\\"auth_login\\" can only be used once per request/);
      for (const guess of guesses.slice(0, accountFailures)) {
        assert.match((await send(guess)).text, /INVALID_CREDENTIALS/);
      }
    } else {
      assert.equal(answer.text.split('INVALID_CREDENTIALS').length - 1, accountFailures);
      assert.equal(answer.text.split('REQUESTS_EXCEEDED').length - 1, 20 - accountFailures);
      assert.equal(answer.status, 429);
      assert.ok(Number(answer.retryAfter) > 0);
    }
    const right = await send(login(user.password));
    assert.equal(right.status, 429);
    assert.equal((await logIn(address, user.email, user.password)).status, 429);
    const elsewhere = { query: `mutation { ${login(user.password)} }` };
    assert.match((await postFrom(newAddress(), url, elsewhere)).text, /"access_token":"ey/);
  });
});

describe('people who know their password', () => {
  test('aren’t refused by the limits of failures, however many at once log in', async () => {
    const user = await directus.admin.createUser();
    const address = newAddress();
    const answers = await Promise.all(
      Array.from({ length: addressFailures * 2 }, () => logIn(address, user.email, user.password)),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
  });

  test('start anew after a success, without buying guesses at other accounts', async () => {
    const [own, other] = [await directus.admin.createUser(), await directus.admin.createUser()];
    const address = newAddress();
    for (let round = 0; round < addressFailures / 2; round += 1) {
      for (let count = 0; count < 2; count += 1) {
        assert.equal((await logIn(address, own.email, 'typo')).status, 401);
      }
      if (round < addressFailures / 2 - 1) {
        assert.equal((await logIn(address, own.email, own.password)).status, 200);
      }
    }
    assert.equal((await logIn(address, other.email, other.password)).status, 429);
  });

  test('don’t use up attempts with requests that aren’t logins', async () => {
    const user = await directus.admin.createUser();
    const address = newAddress();
    for (let count = 0; count < accountFailures + 2; count += 1) {
      const url = `${directus.url}/auth/login`;
      assert.equal((await postFrom(address, url, { email: user.email })).status, 400);
    }
    assert.equal((await logIn(address, user.email, user.password)).status, 200);
  });
});

describe('the other endpoints', () => {
  test('refuse to guess the code of a second factor; asking for the code costs nothing', async () => {
    const user = await directus.admin.createUser({ tfa_secret: 'JBSWY3DPEHPK3PXP' });
    const address = newAddress();
    for (let count = 0; count < accountFailures + 2; count += 1) {
      const asked = await logIn(address, user.email, user.password);
      assert.match(asked.text, /INVALID_OTP/);
    }
    for (let count = 0; count < accountFailures; count += 1) {
      const wrong = await logIn(address, user.email, user.password, { otp: 'nope00' });
      assert.match(wrong.text, /INVALID_OTP/);
    }
    const refused = await logIn(address, user.email, user.password, { otp: 'nope00' });
    assert.equal(refused.status, 429);
  });

  test('refuse to guess the code that turns an administrator’s second factor off', async () => {
    const tfa_secret = 'JBSWY3DPEHPK3PXP';
    const user = await directus.admin.createUser({ ...administrator, tfa_secret });
    const headers = { authorization: `Bearer ${await staticToken(user.id)}` };
    const url = `${directus.url}/users/me/tfa/disable`;
    const address = newAddress();
    for (let count = 0; count < accountFailures; count += 1) {
      assert.equal((await postFrom(address, url, { otp: 'nope00' }, headers)).status, 400);
    }
    assert.equal((await postFrom(address, url, { otp: 'nope00' }, headers)).status, 429);
  });

  test('refuse to guess the password of an administrator whose session was stolen', async () => {
    const user = await directus.admin.createUser(administrator);
    const headers = { authorization: `Bearer ${await staticToken(user.id)}` };
    const url = `${directus.url}/users/me/tfa/generate`;
    const address = newAddress();
    for (let count = 0; count < accountFailures; count += 1) {
      assert.equal((await postFrom(address, url, { password: 'guess' }, headers)).status, 401);
    }
    const right = { password: user.password };
    assert.equal((await postFrom(address, url, right, headers)).status, 429);
    assert.equal((await postFrom(newAddress(), url, right, headers)).status, 200);
  });

  test('refuse to guess the password of a share', async () => {
    const { id: share } = await directus.admin.createShare('share password');
    const url = `${directus.url}/shares/auth`;
    const address = newAddress();
    const spellings = [share, share.toUpperCase(), `{${share}}`, share.replaceAll('-', '')];
    for (let count = 0; count < accountFailures; count += 1) {
      const guess = { share: spellings[count % spellings.length], password: 'x' };
      assert.equal((await postFrom(address, url, guess)).status, 401);
    }
    const right = { share, password: 'share password' };
    assert.equal((await postFrom(address, url, right)).status, 429);
    assert.equal((await postFrom(newAddress(), url, right)).status, 200);
  });
});

async function staticToken(userId: string): Promise<string> {
  const token = `static-${randomInt(1e12)}`;
  const answer = await directus.admin.request('PATCH', `/users/${userId}`, { token });
  assert.equal(answer.status, 200, answer.text);
  return token;
}

interface LimitAnswer {
  status: number;
  retryAfter: string | undefined;
  text: string;
}

/** Posts JSON from a loopback address of choice. */
async function postFrom(
  localAddress: string,
  url: string,
  body: unknown,
  headers: Record<string, string> = {},
): Promise<LimitAnswer> {
  const answer = await sendFrom(localAddress, { method: 'POST', url, body, headers });
  const retryAfter = answer.headers['retry-after'];
  return { status: answer.status, retryAfter: retryAfter?.toString(), text: answer.text };
}
