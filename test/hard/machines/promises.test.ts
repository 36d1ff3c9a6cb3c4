/** What one machine promises, two of each keep together. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createTestDirectusClient } from '../../support/directus-client.ts';
import { testAdmin } from '../../support/directus-settings.ts';
import { until } from '../../support/until.ts';
import { type Fleet, startFleet, whyNoFleet } from './fleet.ts';

const skip = (await whyNoFleet()) ?? false;
const sessionTtlMs = 15_000;
const limit = 30;

describe('two APIs and two Directus behind round-robin proxies', { skip }, () => {
  let fleet: Fleet;
  let admin: ReturnType<typeof createTestDirectusClient>;
  before(async () => {
    fleet = await startFleet({}, { SESSION_COOKIE_TTL: `${sessionTtlMs / 1_000}s` });
    admin = createTestDirectusClient(fleet.directusUrl, testAdmin.token);
  });
  after(() => fleet?.stop());

  const statusAt = async (url: string, token: string) =>
    (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).status;

  /** Every endpoint that takes a token, at every process. */
  const endpoints = () => [
    ...fleet.apis.map(({ url }) => `${url}/api/me`),
    ...[fleet.pair.one, fleet.pair.two].map(({ url }) => `${url}/users/me`),
    `${fleet.apiUrl}/api/me`,
  ];

  const events: Record<string, (user: { id: string; refresh: string }) => Promise<unknown>> = {
    'logged out': ({ refresh }) =>
      admin.request('POST', '/auth/logout', { refresh_token: refresh }, null),
    suspended: ({ id }) => admin.request('PATCH', `/users/${id}`, { status: 'suspended' }),
    deleted: ({ id }) => admin.request('DELETE', `/users/${id}`),
    'given another password': ({ id }) =>
      admin.request('PATCH', `/users/${id}`, { password: 'another-password-9X' }),
    'given another e-mail': ({ id }) =>
      admin.request('PATCH', `/users/${id}`, { email: `${id}@elsewhere.example.com` }),
    'given no role': ({ id }) => admin.request('PATCH', `/users/${id}`, { role: null }),
    'signed out by an administrator': async ({ id }) => {
      const role = (await admin.request('GET', '/users/me')).data as { role: string };
      const other = await admin.createUser({ role: role.role });
      const { accessToken } = await admin.login(other.email, other.password);
      const answer = await fetch(`${fleet.apiUrl}/api/admin/users/${id}/sign-out`, {
        method: 'POST',
        headers: { authorization: `Bearer ${accessToken}` },
      });
      assert.equal(answer.status, 200);
    },
  };
  for (const [what, happens] of Object.entries(events)) {
    test(`${what}: refused on the very next request, at every process`, async () => {
      for (let round = 0; round < 5; round += 1) {
        const user = await admin.createUser();
        const { accessToken, refreshToken } = await admin.login(user.email, user.password);
        for (const endpoint of endpoints())
          assert.equal(await statusAt(endpoint, accessToken), 200, endpoint);
        await happens({ id: user.id, refresh: refreshToken });
        const statuses = await Promise.all(
          endpoints().map((endpoint) => statusAt(endpoint, accessToken)),
        );
        for (const status of statuses) assert.ok([401, 403].includes(status), statuses.join());
      }
    });
  }

  test('a session used by three tabs outlives its tokens, whichever process renews it', async () => {
    const user = await admin.createUser();
    const signIn = await fetch(`${fleet.apiUrl}/api/session`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: fleet.apiUrl },
      body: JSON.stringify({ email: user.email, password: user.password }),
    });
    assert.equal(signIn.status, 200, await signIn.text());
    let cookie = cookieOf(signIn) ?? '';
    const tokens = new Set([cookie]);
    const endsAt = Date.now() + 3 * sessionTtlMs;
    const tab = async () => {
      while (Date.now() < endsAt) {
        const answer = await fetch(`${fleet.apiUrl}/api/session`, { headers: { cookie } });
        assert.equal(answer.status, 200, await answer.text());
        cookie = cookieOf(answer) ?? cookie;
        tokens.add(cookie);
        await sleep(200);
      }
    };
    await Promise.all([tab(), tab(), tab()]);
    assert.ok(tokens.size >= 3, `${tokens.size} tokens`);
  });

  test('batches accepted by either are worked off once, and either shows them', async () => {
    const user = await admin.createUser();
    const { accessToken } = await admin.login(user.email, user.password);
    const headers = { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' };
    const ids: unknown[] = [];
    for (let n = 0; n < 20; n += 1) {
      const body = JSON.stringify({ items: [{}, { platform: 'x' }] });
      const answer = await fetch(`${fleet.apiUrl}/api/captions/batch`, {
        method: 'POST',
        headers,
        body,
      });
      assert.equal(answer.status, 202);
      ids.push(((await answer.json()) as { jobId: string }).jobId);
    }
    for (const id of ids) {
      for (const api of fleet.apis) {
        await until(async () => {
          const answer = await fetch(`${api.url}/api/queue/jobs/${id}`, { headers });
          return (
            ((await answer.json()) as { job?: { status: string } }).job?.status === 'completed'
          );
        });
      }
    }
  });
});

describe('a limit on two APIs', { skip }, () => {
  let fleet: Fleet;
  before(async () => {
    fleet = await startFleet({ RATE_LIMIT_MAX: `${limit}` });
  });
  after(() => fleet?.stop());

  test('is one limit, whichever is asked', async () => {
    await fleet.pair.one.admin.createUser({ token: 'static-token-of-the-limit' });
    const statuses: number[] = [];
    const headers = { authorization: 'Bearer static-token-of-the-limit' };
    for (let n = 0; n < 2 * limit; n += 1) {
      statuses.push((await fetch(`${fleet.apiUrl}/api/me`, { headers })).status);
    }
    assert.equal(statuses.filter((status) => status === 200).length, limit);
    assert.equal(statuses.filter((status) => status === 429).length, limit);
  });
});

function cookieOf(answer: Response): string | undefined {
  const set = answer.headers.getSetCookie()[0]?.split(';')[0];
  return set?.endsWith('=') ? undefined : set;
}
