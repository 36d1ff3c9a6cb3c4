import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createAccessTokenVerifier } from '../../src/sessions/access-token.ts';
import { createSignAnew } from '../../src/sessions/previous-secret.ts';
import { type GuardedDirectus, startGuardedDirectus } from '../support/guarded-directus.ts';
import { signToken } from '../support/sign-token.ts';

const former = 'former-secret-of-the-tests-00000000000001';
const today = 'todays-secret-of-the-tests-00000000000002';
const claims = {
  id: 'user',
  role: null,
  iss: 'directus',
  exp: Math.floor(Date.now() / 1_000) + 900,
};

describe('a token signed with the other secret', () => {
  const signAnew = createSignAnew(today, former);
  const verify = createAccessTokenVerifier({ secret: today, previousSecret: former });

  test('counts with its claims, and with every bit changed it does not', () => {
    const token = signToken(claims, former);
    assert.notEqual(typeof verify(token), 'string');
    const bytes = Buffer.from(token, 'latin1');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      assert.equal(typeof verify(changed.toString('latin1')), 'string', `bit ${bit}`);
    }
  });

  test('stays what it is where there is no other secret, or a third one signed it', () => {
    const token = signToken(claims, former);
    assert.equal(createSignAnew(today, undefined)(token), token);
    const third = signToken(claims, 'a-third-secret-of-the-tests-00000000003');
    for (const text of [third, '', '.', '..', 'a.b.c', 'a.b.c.d', 'static-token']) {
      assert.equal(signAnew(text), text);
    }
  });
});

describe('Directus, while SECRET is changed', () => {
  let directus: GuardedDirectus;

  before(async () => {
    directus = await startGuardedDirectus();
  });
  after(() => directus?.stop());

  test('takes tokens and session cookies of before until the former value is removed', async () => {
    const { settings, admin } = directus;
    const { id, email, password } = await admin.createUser();
    const { accessToken } = await admin.login(email, password);
    const gone = await admin.login(email, password);
    const signIn = await fetch(`${directus.url}/auth/login`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password, mode: 'session' }),
    });
    const cookie = signIn.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const withCookie = (path: string, method = 'GET') =>
      fetch(`${directus.url}${path}`, {
        method,
        headers: { cookie, 'content-type': 'application/json' },
        ...(method === 'POST' ? { body: '{"mode":"session"}' } : {}),
      });
    const statusOf = async (token: string) =>
      (await admin.request('GET', '/users/me?fields=id', undefined, token)).status;

    await directus.restart({
      SECRET: `string:${today}`,
      GENIE_SECRET_PREVIOUS: `string:${settings.secret}`,
    });
    assert.equal(await statusOf(accessToken), 200);
    assert.equal((await withCookie('/users/me')).status, 200);
    assert.equal((await withCookie('/auth/refresh', 'POST')).status, 200);
    // A session that ended stays ended, whatever signed its token.
    await admin.request('POST', '/auth/logout', { refresh_token: gone.refreshToken }, null);
    assert.equal(await statusOf(gone.accessToken), 401);

    await directus.restart({ SECRET: `string:${today}` });
    assert.ok([401, 403].includes(await statusOf(accessToken)));
    assert.equal((await admin.request('GET', `/users/${id}?fields=status`)).status, 200);
  });
});
