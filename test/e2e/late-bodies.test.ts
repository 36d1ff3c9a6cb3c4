import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { proRoleId } from '../../directus/state/accounts.ts';
import { testRelease } from '../support/directus-settings.ts';
import { type HeldRequest, holdBody, type RequestToHold } from '../support/held-request.ts';
import type { TestApi } from '../support/start-api.ts';
import { plainCookie, type SignedIn, type System, startSystem } from '../support/system.ts';

/** The promise: what was revoked while a body was held back does nothing, as if it had come afterwards. */
let system: System;
let apis: [name: string, api: TestApi][];

before(async () => {
  system = await startSystem();
  apis = [['introspect', system.api]];
  // Without a licence Directus 12 lets nobody read their own account.
  if (testRelease === '11') {
    apis.push(['users-me', await system.startApi({ tokenValidation: 'users-me' })]);
  }
});
after(() => system?.stop());

const caption = { platform: 'x', topic: 'a walk by the sea' };
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

/** How many tokens an API has checked until now. */
async function checksOf(api: TestApi): Promise<number> {
  const { text } = await api.request('GET', '/metrics');
  const counts = text.matchAll(/^genie_token_checks_total\{[^}]*\} (\d+)$/gm);
  return [...counts].reduce((sum, [, count]) => sum + Number(count), 0);
}

/** Holds a request's body back once its guard has asked Directus. */
async function holdChecked(api: TestApi, request: RequestToHold): Promise<HeldRequest> {
  const earlier = await checksOf(api);
  const held = await holdBody(api.url, request);
  while ((await checksOf(api)) === earlier) await sleep(5);
  return held;
}

const generate = (token: string) => ({
  path: '/api/captions/generate',
  headers: bearer(token),
  body: caption,
});

async function administrator(): Promise<Record<string, unknown>> {
  const filter = '/roles?filter[name][_eq]=Administrator';
  const { data } = await system.directus.admin.request('GET', filter);
  const [{ id } = { id: '' }] = data as { id: string }[];
  return { role: id };
}

describe('a body that is held back until after', () => {
  const change = (id: string, fields: object) =>
    system.directus.admin.request('PATCH', `/users/${id}`, fields);
  const events: [event: string, happen: (user: { id: string; refreshToken: string }) => unknown][] =
    [
      [
        'a logout',
        ({ refreshToken: refresh_token }) =>
          system.directus.admin.request('POST', '/auth/logout', { refresh_token }, null),
      ],
      ['a suspension', ({ id }) => change(id, { status: 'suspended' })],
      ['a new password', ({ id }) => change(id, { password: 'another-password-5T' })],
      ['a role taken away', ({ id }) => change(id, { role: null })],
      ['a deletion', ({ id }) => system.directus.admin.request('DELETE', `/users/${id}`)],
    ];
  for (const [event, happen] of events) {
    test(`${event} opens nothing, and does if nothing happened`, async () => {
      for (const [name, api] of apis) {
        const user = await system.person();
        const [lives, dies] = [
          await holdChecked(api, generate(user.token)),
          await holdChecked(api, generate(user.token)),
        ];
        const before = await lives.finish();
        assert.equal(before.status, 200, `${name}: ${before.text}`);
        await happen(user);
        const { status, text } = await dies.finish();
        assert.equal(status, 401, `${name}: ${text}`);
        assert.match(text, /"error":"Invalid or expired token"/);
      }
    });
  }

  test("an administrator's demotion signs nobody out", async () => {
    for (const [name, api] of apis) {
      const [admin, victim] = [await system.person(await administrator()), await system.person()];
      const signOut = {
        path: `/api/admin/users/${victim.id}/sign-out`,
        headers: bearer(admin.token),
        body: {},
      };
      const held = await holdChecked(api, signOut);
      await change(admin.id, { role: proRoleId });
      const { status, text } = await held.finish();
      assert.equal(status, 401, `${name}: ${text}`);
      assert.equal(await system.askDirectus(victim.token), 200);
    }
  });

  test('admin rights taken from a policy of the user is 403, and signs nobody out', async () => {
    const { admin } = system.directus;
    for (const [name, api] of apis) {
      const [user, victim] = [await system.person(), await system.person()];
      const policy = await admin.request('POST', '/policies', {
        name: 'late bodies',
        admin_access: true,
        users: { create: [{ user: user.id }], update: [], delete: [] },
      });
      const { id } = policy.data as { id: string };
      const signOut = {
        path: `/api/admin/users/${victim.id}/sign-out`,
        headers: bearer(user.token),
        body: {},
      };
      const held = await holdChecked(api, signOut);
      await admin.request('DELETE', `/policies/${id}`);
      const { status, text } = await held.finish();
      assert.equal(status, 403, `${name}: ${text}`);
      assert.equal(await system.askDirectus(victim.token), 200);
    }
  });

  test("the end of the console's session opens nothing, by its cookie", async () => {
    const user: SignedIn = await system.signIn();
    const headers = { cookie: `${plainCookie}=${user.token}`, origin: system.api.url };
    const request = { path: '/api/captions/generate', headers, body: caption };
    const held = await holdChecked(system.api, request);
    await user.browser.send('DELETE', '/api/session');
    assert.equal((await held.finish()).status, 401);
  });
});

test('a body that comes with its head costs one check, one that comes later two', async () => {
  const user = await system.person();
  const { api } = system;
  const start = await checksOf(api);
  const body = { ...caption, topic: 'x'.repeat(500) };
  const answer = await api.request('POST', '/api/captions/generate', { token: user.token, body });
  assert.equal(answer.status, 200);
  assert.equal((await checksOf(api)) - start, 1);
  const held = await holdChecked(api, generate(user.token));
  await held.finish();
  assert.equal((await checksOf(api)) - start, 3);
});

test('a refusal after the body says why in the log', async () => {
  const user = await system.person();
  const held = await holdChecked(system.api, generate(user.token));
  await system.directus.admin.request('PATCH', `/users/${user.id}`, { status: 'suspended' });
  await held.finish();
  const lines = system.api.log().split('\n');
  const line = lines.find((one) => one.includes(user.id) && one.includes('request refused'));
  assert.match(line ?? '', /"reason":"(?:user_inactive|session_ended)"/);
});
