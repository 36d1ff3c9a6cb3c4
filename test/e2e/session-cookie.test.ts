import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type BrowserAnswer, openBrowser } from '../support/browser.ts';
import { noUsersMe, otherTokenValidation } from '../support/directus-settings.ts';
import { makeCertificate } from '../support/make-certificate.ts';
import { codeOf } from '../support/one-time-code.ts';
import { plainCookie, type System, startSystem } from '../support/system.ts';

let stack: System;

before(async () => {
  stack = await startSystem();
});

after(() => stack?.stop());

function assertRefused(answer: BrowserAnswer, challenge = 'Bearer error="invalid_token"') {
  assert.equal(answer.status, 401);
  assert.equal(answer.body.code, 'auth.invalid_token');
  assert.equal(answer.body.error, 'Invalid or expired token');
  assert.equal(answer.headers['www-authenticate'], challenge);
}

describe('signing in', () => {
  test('answers who it is and until when, and puts the token into the cookie alone', async () => {
    const { id, email, browser, answer, token } = await stack.signIn();
    assert.equal(answer.status, 200);
    const { expiresAt, ...rest } = answer.body;
    assert.deepEqual(rest, {
      ok: true,
      user: {
        id,
        email,
        firstName: 'Test',
        role: 'Pro',
        isAdmin: false,
        subscriptionTier: 'pro',
      },
    });
    const hours = (Date.parse(String(expiresAt)) - Date.now()) / 3_600_000;
    assert.ok(hours > 23.9 && hours <= 24, `${hours} hours`);
    const device = browser.jar.get('genie_device') ?? '';
    assert.match(device, /^[\w-]{22}$/);
    assert.deepEqual(answer.setCookies, [
      `${plainCookie}=${token}; Path=/; HttpOnly; SameSite=Strict`,
      `genie_device=${device}; Path=/; HttpOnly; SameSite=Strict; Max-Age=34560000`,
    ]);
    const { 'set-cookie': _, ...otherHeaders } = answer.headers;
    assert.ok(!answer.text.includes(token) && !JSON.stringify(otherHeaders).includes(token));
    const session = await browser.send('GET', '/api/session');
    assert.deepEqual(session.body, answer.body);
    assert.deepEqual(session.setCookies, []);
    const me = await browser.send('GET', '/api/me');
    assert.deepEqual(me.body.user, answer.body.user);
    assert.ok(![session, me].some(({ text }) => text.includes(token)));
  });

  test('under HTTPS the cookie is Secure, has the prefix __Host-, and no other name counts', async () => {
    const { cert, key } = await makeCertificate();
    const https = { cert: Buffer.from(cert), key: Buffer.from(key) };
    const api = await stack.startApi({ https });
    const user = await stack.directus.admin.createUser();
    const browser = openBrowser({ url: api.url, ca: cert });
    const body = { email: user.email, password: user.password };
    const answer = await browser.send('POST', '/api/session', { body });
    const token = browser.jar.get('__Host-genie_session') ?? '';
    const device = browser.jar.get('__Host-genie_device');
    assert.deepEqual(answer.setCookies, [
      `__Host-genie_session=${token}; Path=/; HttpOnly; SameSite=Strict; Secure`,
      `__Host-genie_device=${device}; Path=/; HttpOnly; SameSite=Strict; Max-Age=34560000; Secure`,
    ]);
    assert.equal((await browser.send('GET', '/api/me')).status, 200);
    const other = openBrowser({ url: api.url, ca: cert, jar: new Map([[plainCookie, token]]) });
    assertRefused(await other.send('GET', '/api/me'), 'Bearer');
    const end = await browser.send('DELETE', '/api/session');
    assert.equal(end.status, 200);
    assert.deepEqual(end.setCookies, [
      '__Host-genie_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict; Secure',
    ]);
  });

  test('is Secure behind a trusted proxy that ends TLS, and ignores the headers of another', async () => {
    const proxied = await stack.startApi({ trustProxy: '127.0.0.1' });
    const user = await stack.directus.admin.createUser();
    const body = { email: user.email, password: user.password };
    const headers = {
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'genie.example.com',
      'x-forwarded-for': '203.0.113.9',
    };
    const origin = 'https://genie.example.com';
    const trusting = openBrowser({ url: proxied.url });
    const answer = await trusting.send('POST', '/api/session', { body, origin, headers });
    assert.match(answer.setCookies[0] ?? '', /^__Host-genie_session=.*; Secure$/);
    const end = await trusting.send('DELETE', '/api/session', { origin, headers });
    assert.equal(end.status, 200);

    const deaf = openBrowser({ url: stack.api.url });
    const foreign = await deaf.send('POST', '/api/session', { body, origin, headers });
    assert.equal(foreign.status, 403);
    const plain = await deaf.send('POST', '/api/session', { body, headers });
    assert.match(plain.setCookies[0] ?? '', /^genie_session=.*SameSite=Strict$/);
  });

  test('the token is in no line of the log, nor is the password or the address', async () => {
    const { browser, token, email, password } = await stack.signIn();
    await browser.send('GET', '/api/me');
    await browser.send('GET', `/api/me?${plainCookie}=${token}`);
    await browser.send('DELETE', '/api/session');
    for (const secret of [token, token.split('.')[2] ?? '', email, password]) {
      assert.ok(!stack.api.log().includes(secret));
    }
  });
});

describe('a refused sign-in', () => {
  const refuse = async (body: object) => {
    const browser = openBrowser({ url: stack.api.url });
    const answer = await browser.send('POST', '/api/session', { body });
    assert.deepEqual(answer.setCookies, []);
    return answer;
  };

  test('looks the same for a wrong password, an unknown address, and accounts that are not active', async () => {
    const user = await stack.directus.admin.createUser();
    const suspended = await stack.directus.admin.createUser({ status: 'suspended' });
    const archived = await stack.directus.admin.createUser({ status: 'archived' });
    const answers = await Promise.all(
      [
        { email: user.email, password: 'wrong' },
        { email: 'nobody@example.com', password: user.password },
        { email: 'nobody@no-such-tld.qqq', password: user.password },
        { email: suspended.email, password: suspended.password },
        { email: archived.email, password: archived.password },
        { email: suspended.email, password: 'wrong', otp: '123456' },
      ].map(refuse),
    );
    for (const answer of answers) {
      assert.equal(answer.status, 401);
      const { requestId: _, ...body } = answer.body;
      assert.deepEqual(body, {
        ok: false,
        code: 'auth.invalid_credentials',
        error: 'The e-mail address or the password is wrong, or the account is not active.',
      });
      assert.equal(answer.headers['www-authenticate'], 'Bearer');
    }
  });

  test('tells that a code is needed where the password was right, and nowhere else', async () => {
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    const user = await stack.directus.admin.createUser({ tfa_secret: secret });
    const right = { email: user.email, password: user.password };
    for (const body of [right, { ...right, otp: '000000' }]) {
      const answer = await refuse(body);
      assert.equal(answer.status, 401);
      assert.equal(answer.body.code, 'auth.code_needed');
    }
    const wrong = await refuse({ ...right, password: 'wrong', otp: '000000' });
    assert.equal(wrong.body.code, 'auth.invalid_credentials');
    const browser = openBrowser({ url: stack.api.url });
    const body = { ...right, otp: codeOf(secret) };
    assert.equal((await browser.send('POST', '/api/session', { body })).status, 200);
  });

  test('is 400 for fields that are missing, wrong or too many, and 415 for a form', async () => {
    const right = { email: 'a@example.com', password: 'x' };
    for (const body of [
      {},
      { ...right, password: '' },
      { ...right, otp: 123456 },
      { ...right, mode: 'json' },
    ]) {
      assert.equal((await refuse(body)).status, 400);
    }
    for (const type of ['application/x-www-form-urlencoded', 'text/plain', 'multipart/form-data']) {
      const browser = openBrowser({ url: stack.api.url });
      const answer = await browser.send('POST', '/api/session', {
        body: 'email=a%40example.com&password=x',
        headers: { 'content-type': type },
      });
      assert.equal(answer.status, 415);
    }
  });
});

describe('signing out', () => {
  test('ends the session at once: here, at another API, and at Directus; other sessions live on', async () => {
    const other = await stack.startApi({ tokenValidation: otherTokenValidation });
    const { browser, token, email, password } = await stack.signIn();
    const second = openBrowser({ url: stack.api.url });
    await second.send('POST', '/api/session', { body: { email, password } });
    const elsewhere = openBrowser({ url: other.url, jar: new Map([[plainCookie, token]]) });
    assert.equal((await elsewhere.send('GET', '/api/session')).status, 200);
    assert.equal(await stack.askDirectus(token), 200);

    const end = await browser.send('DELETE', '/api/session');
    assert.equal(end.status, 200);
    assert.deepEqual(end.body, { ok: true });
    assert.equal(end.headers['clear-site-data'], '"cache", "storage"');
    assert.deepEqual(end.setCookies, [
      `${plainCookie}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict`,
    ]);
    assert.equal(browser.jar.has(plainCookie), false);

    assertRefused(await browser.send('GET', '/api/session'), 'Bearer');
    assertRefused(await elsewhere.send('GET', '/api/session'));
    assert.equal(await stack.askDirectus(token), 401);
    assert.equal((await second.send('GET', '/api/session')).status, 200);
  });

  test('a second time is 401 and removes the cookie all the same', async () => {
    const { browser, token } = await stack.signIn();
    await browser.send('DELETE', '/api/session');
    browser.jar.set(plainCookie, token);
    assertRefused(await browser.send('DELETE', '/api/session'));
    assert.equal(browser.jar.has(plainCookie), false);
  });
});

for (const tokenValidation of ['introspect', 'users-me'] as const) {
  const skip = tokenValidation === 'users-me' && noUsersMe;
  describe(`a session is refused on the next request (${tokenValidation}) after`, { skip }, () => {
    const events: Record<string, (id: string, token: string) => Promise<unknown>> = {
      'a suspension': (id) =>
        stack.directus.admin.request('PATCH', `/users/${id}`, { status: 'suspended' }),
      'a removal': (id) => stack.directus.admin.request('DELETE', `/users/${id}`),
      'a new password': (id) =>
        stack.directus.admin.request('PATCH', `/users/${id}`, { password: 'another-password-9X' }),
      'another role': (id) => stack.directus.admin.request('PATCH', `/users/${id}`, { role: null }),
      'a logout at Directus': (_, token) =>
        stack.directus.admin.request('POST', '/auth/logout', { mode: 'session' }, null, {
          cookie: `directus_session_token=${token}`,
        }),
    };
    for (const [name, event] of Object.entries(events)) {
      test(name, async () => {
        const api = await stack.startApi({ tokenValidation });
        const { browser, id, token } = await stack.signIn(api);
        assert.equal((await browser.send('GET', '/api/me')).status, 200);
        await event(id, token);
        assertRefused(await browser.send('GET', '/api/me'));
        assert.equal(browser.jar.get(plainCookie), token, 'a later cookie might be removed');
      });
    }
  });
}

describe('what is no session', () => {
  const send = (cookie: string | string[], path = '/api/me') =>
    openBrowser({ url: stack.api.url }).send('GET', path, { headers: { cookie } });
  const dropped = [`${plainCookie}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict`];

  test('garbage, another kind of token, a huge one: 401, and the cookie is removed', async () => {
    const user = await stack.directus.admin.createUser({ token: `static-${crypto.randomUUID()}` });
    const { accessToken } = await stack.directus.login(user.email, user.password);
    const { token } = await stack.signIn();
    const [header, payload] = token.split('.');
    for (const value of [
      '',
      'garbage',
      'a.b.c',
      accessToken,
      stack.directus.adminToken,
      `"${token}"`,
      `${header}.${payload}`,
      'x'.repeat(8_000),
    ]) {
      const answer = await send(`${plainCookie}=${value}`);
      assertRefused(answer);
      assert.deepEqual(answer.setCookies, dropped, value.slice(0, 20));
    }
    const forged = await send(`${plainCookie}=${header}.${payload}.${'A'.repeat(43)}`);
    assertRefused(forged);
    assert.equal((await send(`${plainCookie}=${'x'.repeat(20_000)}`)).status, 431);
  });

  test('two cookies of the name, in one header or two, are none, whoever they are of', async () => {
    const [one, two] = [await stack.signIn(), await stack.signIn()];
    const pairs = [one, two].map(({ token }) => `${plainCookie}=${token}`);
    assertRefused(await send(pairs.join('; ')));
    assertRefused(await send([...pairs]));
    assertRefused(await send(`${pairs[0]}; ${pairs[0]}`));
    assertRefused(await send(`other=1; not_${pairs[0]}`), 'Bearer');
    assert.equal((await send(`other=1; ${pairs[0]}; last=2`)).status, 200);
  });

  test('the cookie of Directus itself opens nothing', async () => {
    const user = await stack.directus.admin.createUser();
    const { cookie } = await stack.directus.login(user.email, user.password, 'session');
    assertRefused(await send(cookie), 'Bearer');
  });

  test('beside an Authorization header, whatever is in it, the cookie does not count', async () => {
    const [cookieUser, headerUser] = [
      await stack.signIn(),
      await stack.directus.admin.createUser(),
    ];
    const { accessToken } = await stack.directus.login(headerUser.email, headerUser.password);
    const ask = (authorization: string) =>
      cookieUser.browser.send('GET', '/api/me', { headers: { authorization } });
    const both = await ask(`Bearer ${accessToken}`);
    assert.deepEqual((both.body.user as { id: string }).id, headerUser.id);
    assertRefused(await ask('Bearer nonsense'));
    assertRefused(await ask('Basic YTpi'), 'Bearer');
  });

  test('a token in the header opens no route of the session, and is no session', async () => {
    const user = await stack.directus.admin.createUser();
    const { accessToken: token } = await stack.directus.login(user.email, user.password);
    for (const method of ['GET', 'DELETE']) {
      const answer = await stack.api.request(method, '/api/session', { token });
      assert.equal(answer.status, 401);
    }
    assert.equal((await stack.api.request('GET', '/api/me', { token })).status, 200);
  });
});

test('a cookie opens no route of servers', async () => {
  const { browser } = await stack.signIn();
  const answer = await browser.send('POST', '/api/credentials/reveal', { body: {} });
  assert.ok(answer.status === 401 || answer.status === 500);
});

test('503 while Directus is away, and the session is there afterwards', async (t) => {
  const own = await startSystem({ directus: {} });
  t.after(() => own.stop());
  const { browser, token } = await own.signIn();
  await own.directus.halt();
  for (const method of ['GET', 'DELETE']) {
    const answer = await browser.send(method, '/api/session');
    assert.equal(answer.status, 503);
    assert.deepEqual(answer.setCookies, []);
    assert.equal(answer.headers['clear-site-data'], undefined);
  }
  const signIn = await browser.send('POST', '/api/session', {
    body: { email: 'a@example.com', password: 'x' },
  });
  assert.equal(signIn.status, 503);
  await own.directus.restart();
  assert.equal((await browser.send('GET', '/api/session')).status, 200);
  assert.equal(browser.jar.get(plainCookie), token);
});
