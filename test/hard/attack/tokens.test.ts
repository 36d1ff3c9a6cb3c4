import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { TestUser } from '../../support/directus-client.ts';
import { testIntrospectionSecret } from '../../support/directus-pool.ts';
import type { TestApi } from '../../support/start-api.ts';
import { type System, startSystem } from '../../support/system.ts';
import { forgeTokens } from './support/forge-tokens.ts';

let stack: System;
let attacker: TestUser;
let victim: TestUser;
let genuine: string;
let apis: { name: string; api: TestApi }[];

before(async () => {
  stack = await startSystem({ api: { tokenValidation: 'introspect' } });
  const usersMe = await stack.startApi({ tokenValidation: 'users-me' });
  apis = [
    { name: 'introspect', api: stack.api },
    { name: 'users-me', api: usersMe },
  ];
  attacker = await stack.directus.admin.createUser();
  victim = await stack.directus.admin.createUser();
  genuine = (await stack.directus.login(attacker.email, attacker.password)).accessToken;
});
after(() => stack?.stop());

const forged = () =>
  Object.entries(
    forgeTokens({ token: genuine, secret: stack.directus.settings.secret }, victim.id),
  );

async function assertGenuineCounts() {
  for (const { api } of apis) {
    assert.equal((await api.request('GET', '/api/me', { token: genuine })).status, 200);
  }
  assert.equal(await stack.askDirectus(genuine), 200);
}

describe('a token that is not exactly one of Directus’s own is 401', () => {
  test('at the API, whichever way it checks, in the header and in the cookie', async () => {
    await assertGenuineCounts();
    for (const [what, token] of forged()) {
      for (const { name, api } of apis) {
        const inHeader = await api.request('GET', '/api/me', { token });
        assert.equal(inHeader.status, 401, `${what}, ${name}: ${inHeader.text}`);
        assert.equal(inHeader.body.error, 'Invalid or expired token', what);
        const headers = { cookie: `genie_session=${token}` };
        const inCookie = await api.request('GET', '/api/me', { headers });
        assert.equal(inCookie.status, 401, `${what}, ${name}, cookie: ${inCookie.text}`);
        const admin = await api.request('GET', '/api/admin/users', { token });
        assert.equal(admin.status, 401, what);
      }
    }
    await assertGenuineCounts();
  });

  test('at Directus, in the header, the address and the cookie, over REST and GraphQL', async () => {
    const { admin } = stack.directus;
    const query = '{ users_me { id email } }';
    for (const [what, token] of forged()) {
      const answers = {
        header: await admin.request('GET', '/users/me', undefined, token),
        address: await admin.request(
          'GET',
          `/users/me?access_token=${encodeURIComponent(token)}`,
          undefined,
          null,
        ),
        cookie: await admin.request('GET', '/users/me', undefined, null, {
          cookie: `directus_session_token=${token}`,
        }),
        graphql: await admin.graphql('system', query, token),
      };
      for (const [where, { status, text }] of Object.entries(answers)) {
        assert.ok(status === 401 || status === 403, `${what}, ${where}: ${status} ${text}`);
        assert.ok(!text.includes(attacker.id) && !text.includes(victim.id), what);
      }
    }
    assert.equal(await stack.askDirectus(genuine), 200);
  });
});

test('a refresh token is no access token, and an access token refreshes nothing', async () => {
  const { directus } = stack;
  const tokens = await directus.login(victim.email, victim.password);
  for (const { api } of apis) {
    const answer = await api.request('GET', '/api/me', { token: tokens.refreshToken });
    assert.equal(answer.status, 401);
  }
  assert.equal(await stack.askDirectus(tokens.refreshToken), 401);
  const body = { refresh_token: tokens.accessToken, mode: 'json' };
  const refreshed = await directus.admin.request('POST', '/auth/refresh', body, null);
  assert.notEqual(refreshed.status, 200, refreshed.text);
});

test('tokens of others that were forged use up nothing of theirs, and break no neighbour’s check', async () => {
  const limited = await stack.startApi({ rateLimitMax: 20 });
  const { accessToken } = await stack.directus.login(victim.email, victim.password);
  const [header = '', , signature = ''] = accessToken.split('.');
  const claims = Buffer.from(JSON.stringify({ id: victim.id, iss: 'directus' }));
  const forgery = `${header}.${claims.toString('base64url')}.${signature}`;
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, index) =>
      limited.request('GET', '/api/me', { token: index % 6 === 0 ? accessToken : forgery }),
    ),
  );
  const own = answers.filter((_, index) => index % 6 === 0).map(({ status }) => status);
  assert.deepEqual(own, Array(10).fill(200));
  await limited.stop();
});

test('the shared secret and the admin token of the API open nothing in each other’s place', async () => {
  const { directus } = stack;
  const asToken = await stack.api.request('GET', '/api/me', { token: testIntrospectionSecret });
  assert.equal(asToken.status, 401);
  assert.equal(await stack.askDirectus(testIntrospectionSecret), 401);
  const headers = { 'x-rbac-sync-secret': directus.adminToken };
  const body = { tokens: [genuine] };
  const asked = await directus.admin.request('POST', '/genie/introspect', body, null, headers);
  assert.equal(asked.status, 401, asked.text);
  const asAdmin = await directus.admin.request('POST', '/genie/introspect', body);
  assert.equal(asAdmin.status, 401, asAdmin.text);
});
