import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { authentication, createDirectus, rest } from '@directus/sdk';
import { type AccountSystem, startAccountSystem, tokenIn } from '../support/account-system.ts';
import { openBrowser } from '../support/browser.ts';
import { field, type TestUser } from '../support/directus-client.ts';
import { codeOf } from '../support/one-time-code.ts';
import { setUpSecondFactor } from '../support/second-factor.ts';
import { openUserDatabase } from '../support/user-database.ts';

let system: AccountSystem;

before(async () => {
  // Codes are counted by account; the limits by address would come first.
  const env = { LOGIN_LIMIT_ACCOUNT_FAILURES: '100000', LOGIN_LIMIT_ADDRESS_FAILURES: '100000' };
  system = await startAccountSystem({ directus: { env } });
});
after(() => system?.stop());

interface Owner extends TestUser {
  token: string;
}

async function owner(fields: Record<string, unknown> = {}): Promise<Owner> {
  const { directus } = system;
  const user = await directus.admin.createUser({
    email_verified_at: '2026-01-01T00:00:00Z',
    ...fields,
  });
  const { accessToken } = await directus.login(user.email, user.password);
  return { ...user, token: accessToken };
}

async function ownerWithFactor(fields: Record<string, unknown> = {}) {
  const user = await owner(fields);
  return { ...user, ...(await setUpSecondFactor(system.api, user)) };
}

function ask(user: { token: string }, method: string, path: string, body?: unknown) {
  return system.api.request(method, path, {
    token: user.token,
    ...(body === undefined ? {} : { body }),
  });
}

async function accountOf(user: { token: string }) {
  const { body } = await ask(user, 'GET', '/api/account');
  return field(body.account, 'twoFactor');
}

function logIn({ email, password }: TestUser, otp?: string) {
  const { admin } = system.directus;
  return admin.request('POST', '/auth/login', { email, password, otp }, null);
}

function signIn({ email, password }: TestUser, otp?: string) {
  const browser = openBrowser({ url: system.api.url });
  return browser.send('POST', '/api/session', { body: { email, password, otp } });
}

describe('setting a second factor up', () => {
  test('takes the password, and counts for nothing before it is confirmed', async () => {
    const user = await owner();
    const wrong = await ask(user, 'POST', '/api/account/two-factor', { currentPassword: 'wrong' });
    assert.equal(wrong.status, 401);
    assert.equal(wrong.body.code, 'account.proof_refused');
    const begun = await ask(user, 'POST', '/api/account/two-factor', {
      currentPassword: user.password,
    });
    assert.equal(begun.status, 200, begun.text);
    assert.match(String(begun.body.secret), /^[A-Z2-7]{32}$/);
    const url = new URL(String(begun.body.otpauthUrl));
    assert.equal(url.searchParams.get('secret'), begun.body.secret);
    assert.equal(decodeURIComponent(url.pathname), `/Genie Helper:${user.email}`);
    const leftMs = Date.parse(String(begun.body.expiresAt)) - Date.now();
    assert.ok(leftMs > 9 * 60_000 && leftMs <= 10 * 60_000, `${leftMs}`);
    assert.deepEqual(await accountOf(user), { enabled: false, recoveryCodesLeft: 0 });
    assert.equal((await logIn(user)).status, 200);
  });

  test('gives ten recovery codes once, and leaves who is signed in', async () => {
    const user = await ownerWithFactor();
    assert.equal(new Set(user.recoveryCodes).size, 10);
    for (const code of user.recoveryCodes) assert.match(code, /^([0-9a-hjkmnp-tv-z]{5}-){3}\w{5}$/);
    assert.deepEqual(await accountOf(user), { enabled: true, recoveryCodesLeft: 10 });
    const again = await ask(user, 'POST', '/api/account/two-factor/confirm', {
      otp: codeOf(user.secret),
    });
    assert.equal(again.body.code, 'account.two_factor_not_pending');
    assert.match((await logIn(user)).text, /INVALID_OTP/);
  });

  test('is refused where there is one, whose code the proof needs first', async () => {
    const user = await ownerWithFactor();
    const body = { currentPassword: user.password };
    const answer = await ask(user, 'POST', '/api/account/two-factor', body);
    assert.equal(answer.body.code, 'account.otp_required');
  });

  test('ends with a wrong secret, and after ten wrong codes', async () => {
    const user = await owner();
    const begin = () =>
      ask(user, 'POST', '/api/account/two-factor', { currentPassword: user.password });
    const first = String((await begin()).body.secret);
    const secret = String((await begin()).body.secret);
    assert.notEqual(first, secret);
    const confirm = (otp: string) => ask(user, 'POST', '/api/account/two-factor/confirm', { otp });
    assert.equal((await confirm(codeOf(first))).body.code, 'account.proof_refused');
    for (let count = 1; count < 10; count += 1) {
      assert.equal((await confirm('nope-nope')).status, 401);
    }
    assert.equal((await confirm(codeOf(secret))).body.code, 'account.two_factor_not_pending');
  });
});

describe('a code', () => {
  test("signs in with Directus's own SDK, once; so does a recovery code", async () => {
    const user = await ownerWithFactor();
    const [recoveryCode = ''] = user.recoveryCodes;
    for (const otp of [codeOf(user.secret), recoveryCode]) {
      const sdk = () =>
        createDirectus(system.directus.url)
          .with(authentication('json', { autoRefresh: false }))
          .with(rest());
      const { email, password } = user;
      const tokens = await sdk().login({ email, password }, { otp });
      const me = await system.api.request('GET', '/api/me', {
        token: String(tokens.access_token),
      });
      assert.equal(me.status, 200, me.text);
      await assert.rejects(sdk().login({ email, password }, { otp }), (error) =>
        JSON.stringify(error).includes('INVALID_OTP'),
      );
    }
    assert.deepEqual(await accountOf(user), { enabled: true, recoveryCodesLeft: 9 });
  });

  test('signs in at the console, once, in whatever way a recovery code is typed', async () => {
    const user = await ownerWithFactor();
    const [one = '', two = ''] = user.recoveryCodes;
    assert.equal((await signIn(user)).body.code, 'auth.code_needed');
    const typed = [codeOf(user.secret), one.toUpperCase(), ` ${two.replaceAll('-', ' ')} `];
    for (const otp of typed) {
      assert.equal((await signIn(user, otp)).status, 200, otp);
      assert.equal((await signIn(user, otp)).body.code, 'auth.code_needed', otp);
    }
  });

  test('signs in over GraphQL, once', async () => {
    const user = await ownerWithFactor();
    const [otp = ''] = user.recoveryCodes;
    const login = `mutation { auth_login(email: "${user.email}", password: "${user.password}", otp: "${otp}") { access_token } }`;
    const { graphql } = system.directus.admin;
    assert.match((await graphql('system', login, null)).text, /"access_token":"ey/);
    assert.match((await graphql('system', login, null)).text, /INVALID_OTP/);
  });

  test('of another account, or of a former set of recovery codes, opens nothing', async () => {
    const [user, other] = [await ownerWithFactor(), await ownerWithFactor()];
    const [otp = '', others = ''] = other.recoveryCodes;
    assert.match((await logIn(user, otp)).text, /INVALID_OTP/);
    const renewed = await ask(other, 'POST', '/api/account/recovery-codes', {
      currentPassword: other.password,
      otp,
    });
    assert.equal(renewed.status, 200, renewed.text);
    assert.match((await logIn(other, others)).text, /INVALID_OTP/);
    assert.equal((await logIn(other, (renewed.body.recoveryCodes as string[])[3])).status, 200);
  });
});

describe('wrong codes after the right password', () => {
  test('300 from 30 addresses: ten are looked at in an hour; then 429', async () => {
    const user = await ownerWithFactor();
    const behind = await system.startApi({ trustProxy: '127.0.0.1' });
    const from = (address: string, otp: string) =>
      openBrowser({ url: behind.url }).send('POST', '/api/session', {
        body: { email: user.email, password: user.password, otp },
        headers: { 'x-forwarded-for': address },
      });
    const statuses: number[] = [];
    for (let round = 0; round < 10; round += 1) {
      const answers = await Promise.all(
        Array.from({ length: 30 }, (_, index) => from(`198.51.100.${index + 1}`, '000000')),
      );
      statuses.push(...answers.map(({ status }) => status));
    }
    assert.equal(statuses.filter((status) => status === 401).length, 10, statuses.join());
    assert.equal(statuses.filter((status) => status === 429).length, 290);
    const right = await from('203.0.113.77', codeOf(user.secret));
    assert.equal(right.status, 429);
    assert.ok(Number(right.headers['retry-after']) > 3_000);
    // Nobody finds one of these by trying.
    assert.equal((await from('203.0.113.77', user.recoveryCodes[0] ?? '')).status, 200);
  });

  test('below the limit keep nobody out, and nobody without the password makes one', async () => {
    const user = await ownerWithFactor();
    for (let count = 0; count < 9; count += 1) {
      assert.match((await logIn(user, '000000')).text, /INVALID_OTP/);
      await logIn({ ...user, password: 'wrong' }, '000000');
      await logIn({ ...user, password: 'wrong' }, codeOf(user.secret));
    }
    assert.equal((await logIn(user, codeOf(user.secret))).status, 200);
  });
});

describe('taking a second factor off', () => {
  test('takes the password and a code, and ends the recovery codes', async () => {
    const user = await ownerWithFactor();
    const off = (proof: object) => ask(user, 'DELETE', '/api/account/two-factor', proof);
    const currentPassword = user.password;
    assert.equal((await off({ currentPassword })).body.code, 'account.otp_required');
    const wrong = { currentPassword, otp: '000000' };
    assert.equal((await off(wrong)).body.code, 'account.proof_refused');
    const done = await off({ currentPassword, otp: codeOf(user.secret) });
    assert.equal(done.status, 204, done.text);
    assert.deepEqual(await accountOf(user), { enabled: false, recoveryCodesLeft: 0 });
    assert.equal((await logIn(user)).status, 200);
    const renewed = await ask(user, 'POST', '/api/account/recovery-codes', { currentPassword });
    assert.equal(renewed.body.code, 'account.two_factor_off');
    // What was told then is of no use to a factor that is set up anew.
    const next = await setUpSecondFactor(system.api, user);
    assert.match((await logIn(user, user.recoveryCodes[0])).text, /INVALID_OTP/);
    assert.equal((await logIn(user, next.recoveryCodes[0])).status, 200);
  });

  test('an administrator may do for others; nobody else may', async () => {
    const user = await ownerWithFactor();
    const path = `/api/admin/users/${user.id}/two-factor`;
    assert.equal((await ask(user, 'DELETE', path)).status, 403);
    const admin = { token: system.directus.adminToken };
    const listed = await ask(admin, 'GET', `/api/admin/users?ids=${user.id}`);
    assert.equal(field((listed.body.users as object[])[0], 'twoFactor'), true);
    assert.equal((await ask(admin, 'DELETE', path)).status, 204);
    assert.equal((await logIn(user)).status, 200);
    assert.match(system.api.log(), /an administrator took the second factor of a user off/);
    const none = await ask(admin, 'DELETE', `/api/admin/users/${crypto.randomUUID()}/two-factor`);
    assert.equal(none.status, 404);
  });
});

test('its owner is told of a factor on, a recovery code used, and a factor off', async () => {
  const user = await ownerWithFactor();
  await system.mailTo(user.email, 'second factor now');
  assert.equal((await logIn(user, user.recoveryCodes[0])).status, 200);
  assert.match((await system.mailTo(user.email, 'recovery code')).text, /Recovery codes left: 9/);
  const proof = { currentPassword: user.password, otp: codeOf(user.secret) };
  assert.equal((await ask(user, 'DELETE', '/api/account/two-factor', proof)).status, 204);
  const off = await system.mailTo(user.email, 'taken off');
  assert.match(off.text, /account\/not-me#token=/);
});

describe('a reset by link', () => {
  async function linkFor(user: TestUser): Promise<string> {
    await system.api.request('POST', '/api/account/password/forgot', {
      body: { email: user.email },
    });
    return tokenIn(await system.mailTo(user.email, 'password'), '/account/reset');
  }
  const reset = (token: string, otp?: string) =>
    system.api.request('POST', '/api/account/password/reset', {
      body: { token, password: 'another password 7Q', ...(otp === undefined ? {} : { otp }) },
    });

  test('takes a recovery code too; wrong ones there leave the tries of sign-ins', async () => {
    const user = await ownerWithFactor();
    const token = await linkFor(user);
    assert.equal((await reset(token)).body.code, 'account.otp_required');
    for (let count = 0; count < 4; count += 1) {
      assert.equal((await reset(token, '000000')).body.code, 'account.proof_refused');
    }
    const done = await reset(token, user.recoveryCodes[0]);
    assert.equal(done.status, 200, done.text);
    const renewed = { ...user, password: 'another password 7Q' };
    for (let count = 0; count < 9; count += 1) {
      assert.match((await logIn(renewed, '000000')).text, /INVALID_OTP/);
    }
    assert.equal((await logIn(renewed, codeOf(user.secret))).status, 200);
  });

  test('takes off a factor that was set before anybody proved the address', async () => {
    const user = await ownerWithFactor({ email_verified_at: null });
    assert.equal((await reset(await linkFor(user))).status, 200);
    const renewed = { ...user, password: 'another password 7Q' };
    assert.equal((await logIn(renewed)).status, 200);
  });
});

describe('"this wasn\'t me"', () => {
  const notMe = async (user: TestUser, subject: string) => {
    const token = tokenIn(await system.mailTo(user.email, subject), '/account/not-me');
    return await system.api.request('POST', '/api/account/not-me', { body: { token } });
  };
  const setPassword = async (user: TestUser, otp?: string) => {
    const mail = await system.mailTo(user.email, 'Set a new password');
    const token = tokenIn(mail, '/account/reset');
    const body = { token, password: 'another password 7Q', otp };
    return await system.api.request('POST', '/api/account/password/reset', { body });
  };

  test('takes off a factor that an intruder has set, who would keep the owner out by it', async () => {
    const user = await ownerWithFactor();
    assert.equal((await notMe(user, 'second factor now')).status, 200);
    assert.equal((await setPassword(user)).status, 200);
    assert.equal((await logIn({ ...user, password: 'another password 7Q' })).status, 200);
  });

  test('leaves a factor of before', async () => {
    const user = await ownerWithFactor();
    const db = openUserDatabase(system.directus);
    await db.ageSecondFactor(user.id, 60_000).finally(db.close);
    assert.equal((await logIn(user, user.recoveryCodes[0])).status, 200);
    assert.equal((await notMe(user, 'recovery code')).status, 200);
    assert.equal((await setPassword(user)).body.code, 'account.otp_required');
    assert.equal((await setPassword(user, codeOf(user.secret))).status, 200);
  });
});
