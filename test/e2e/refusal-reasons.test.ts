import assert from 'node:assert/strict';
import { createHmac, randomUUID } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { refreshGraceMs } from '@genie-helper/guard-protocol';
import { newClientSecret } from '@genie-helper/service-clients';
import { type RefusalReason, refusalReasons } from '../../apps/api/src/auth/refusal-reasons.ts';
import { readSamples } from '../support/read-samples.ts';
import { manageClients, newClient } from '../support/service-clients.ts';
import type { ApiRequest, TestApi } from '../support/start-api.ts';
import { type System, startSystem } from '../support/system.ts';

const sharedSecret = 'a-shared-secret-of-at-least-32-characters';
const requestId = 'the-same-for-all';
let stack: System;
let usersMe: TestApi;

before(async () => {
  const secrets = { sharedSecret: { current: sharedSecret, previous: undefined } };
  stack = await startSystem({ directus: {}, api: secrets });
  usersMe = await stack.startApi({ ...secrets, tokenValidation: 'users-me' });
});
after(() => stack?.stop());

/** What a refused person is told, word for word, whatever the reason. */
const answers = new Set<string>();
const covered = new Set<RefusalReason>();

/** Sends one request and looks for its one line in the log, its one count in the metrics, and its answer. */
async function assertReason(
  reason: RefusalReason,
  request: ApiRequest,
  {
    api = stack.api,
    path = '/api/me',
    method = 'GET',
    userId = undefined as string | undefined,
  } = {},
) {
  const counted = async () => {
    const { text } = await api.request('GET', '/metrics');
    return readSamples(text).get(`genie_auth_refusals_total{reason="${reason}"}`) ?? 0;
  };
  const [logged, before] = [api.log().length, await counted()];
  const headers = { ...request.headers, 'x-request-id': requestId };
  const answer = await api.request(method, path, { ...request, headers });
  assert.ok([401, 403].includes(answer.status), `${answer.status} ${answer.text}`);
  assert.deepEqual(Object.keys(answer.body).sort(), ['code', 'error', 'ok', 'requestId']);
  assert.equal(await counted(), before + 1, `the metric of ${reason}`);
  const lines = api.log().slice(logged).trim().split('\n');
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const answered = parsed.filter((line) => line.msg === 'answered' && line.requestId === requestId);
  assert.deepEqual(
    answered.map((line) => [line.reason, line.userId]),
    [[reason, userId]],
  );
  if (request.token !== undefined && reason !== 'not_admin' && reason !== 'no_second_factor') {
    assert.ok(!api.log().slice(logged).includes(request.token), 'the log has the token');
    const challenge = answer.headers.get('www-authenticate');
    answers.add(`${answer.status} ${challenge} ${answer.text}`);
  }
  covered.add(reason);
}

async function loggedIn(fields: Record<string, unknown> = {}) {
  const user = await stack.directus.admin.createUser(fields);
  const { accessToken, refreshToken } = await stack.directus.login(user.email, user.password);
  return { ...user, token: accessToken, refreshToken };
}

const patch = (id: string, fields: object) =>
  stack.directus.admin.request('PATCH', `/users/${id}`, fields);

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token that Directus itself might have signed, with other claims. */
function signed(claims: Record<string, unknown>, secret: string = stack.directus.settings.secret) {
  const second = Math.floor(Date.now() / 1_000);
  const all = { iss: 'directus', iat: second - 60, exp: second + 600, ...claims };
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part(all)}`;
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`;
}

const claimsOf = (token: string) =>
  JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as Record<
    string,
    unknown
  >;

describe('each reason is in the log and in the metric, and in no answer', () => {
  test('malformed', async () => {
    await assertReason('malformed', { headers: { authorization: 'Bearer a token with spaces' } });
  });

  test('unknown: garbage, and a static token that nobody has', async () => {
    await assertReason('unknown', { token: `no-such-token-${randomUUID()}` });
  });

  test('forged: signed with another secret', async () => {
    const { token } = await loggedIn();
    await assertReason('forged', { token: signed(claimsOf(token), 'x'.repeat(32)) });
  });

  test('expired', async () => {
    const { id, token } = await loggedIn();
    const second = Math.floor(Date.now() / 1_000);
    const old = signed({ ...claimsOf(token), iat: second - 60, exp: second - 1 });
    await assertReason('expired', { token: old }, { userId: id });
  });

  test('share_token', async () => {
    const share = await stack.directus.admin.createShare();
    const login = await stack.directus.admin.request(
      'POST',
      '/shares/auth',
      { share: share.id },
      null,
    );
    const token = (login.data as { access_token: string }).access_token;
    await assertReason('share_token', { token });
  });

  test('issued_before_guard: a good signature without a login', async () => {
    const { id, token } = await loggedIn();
    const { sid: _, ...claims } = claimsOf(token);
    await assertReason('issued_before_guard', { token: signed(claims) }, { userId: id });
  });

  test('session_ended: signed out', async () => {
    const { id, token, refreshToken } = await loggedIn();
    await stack.directus.admin.request(
      'POST',
      '/auth/logout',
      { refresh_token: refreshToken },
      null,
    );
    await assertReason('session_ended', { token }, { userId: id });
  });

  test('session_expired: its login has lasted for thirty days', async () => {
    const { id, token } = await loggedIn();
    const { database } = stack.directus.settings;
    assert.equal(database.client, 'sqlite3');
    const db = new DatabaseSync(database.filename, { timeout: 5_000 });
    db.prepare('UPDATE genie_access_sessions SET begun_at = begun_at - ? WHERE sid = ?').run(
      30 * 86_400_000,
      String(claimsOf(token).sid),
    );
    db.close();
    await assertReason('session_expired', { token }, { userId: id });
  });

  test('reused: a refresh token of it came again, long after its replacement', async () => {
    const { id, token, refreshToken } = await loggedIn();
    const refresh = () => {
      const body = { refresh_token: refreshToken };
      return stack.directus.admin.request('POST', '/auth/refresh', body, null);
    };
    assert.equal((await refresh()).status, 200);
    await delay(refreshGraceMs + 50);
    assert.equal((await refresh()).status, 401);
    await assertReason('reused', { token }, { userId: id });
  });

  test('user_deleted, as far as the tables tell it', async () => {
    const { id, token } = await loggedIn();
    await stack.directus.admin.request('DELETE', `/users/${id}`);
    await assertReason('user_deleted', { token }, { userId: id });
  });

  test('user_inactive', async () => {
    const { id, token } = await loggedIn();
    await patch(id, { status: 'suspended' });
    await assertReason('user_inactive', { token }, { userId: id });
  });

  test('role_changed', async () => {
    const { id, token } = await loggedIn();
    await patch(id, { role: null });
    await assertReason('role_changed', { token }, { userId: id });
  });

  test('no_email: a static token of a user without one', async () => {
    const token = `static-${randomUUID()}`;
    const { id } = await stack.directus.admin.createUser({ token });
    await patch(id, { email: null });
    await assertReason('no_email', { token });
  });

  test('no_credential', async () => {
    await assertReason('no_credential', {});
  });

  test('not_a_session and foreign_origin, of a cookie', async () => {
    await assertReason('not_a_session', { headers: { cookie: 'genie_session=garbage' } });
    const { token } = await stack.signIn();
    const headers = { cookie: `genie_session=${token}`, origin: 'https://elsewhere.example' };
    const batch = { path: '/api/captions/generate', method: 'POST' };
    await assertReason('foreign_origin', { headers, body: {} }, batch);
  });

  test('not_admin', async () => {
    const { id, token } = await loggedIn();
    await assertReason('not_admin', { token }, { path: '/api/admin/audit', userId: id });
  });

  test('no_second_factor', async () => {
    const api = await stack.startApi({ isAdminFactorRequired: true });
    const found = await stack.directus.admin.request(
      'GET',
      '/roles?filter[name][_eq]=Administrator',
    );
    const role = (found.data as { id: string }[])[0]?.id;
    const { id, token } = await loggedIn({ role });
    const expected = { api, path: '/api/admin/audit', userId: id };
    await assertReason('no_second_factor', { token }, expected);
  });

  test('secret_missing and secret_wrong', async () => {
    const reveal = { path: '/api/credentials/reveal', method: 'POST' };
    await assertReason('secret_missing', { body: {} }, reveal);
    const headers = { 'x-rbac-sync-secret': 'wrong' };
    await assertReason('secret_wrong', { headers, body: {} }, reveal);
  });

  test('the reasons of service clients', async () => {
    const clients = await manageClients(stack);
    const reveal = { path: '/api/credentials/reveal', method: 'POST' };
    const body = { creatorProfileId: randomUUID() };
    const assertClient = (reason: RefusalReason, secret: string) =>
      assertReason(reason, { headers: { 'x-rbac-sync-secret': secret }, body }, reveal);
    await assertClient('client_unknown', newClientSecret('0123456789abcdef'));
    const { client, secret } = await newClient(clients, { routes: ['store'] });
    await assertClient('client_route', secret);
    await assertClient('client_secret_wrong', newClientSecret(client.id));
    await clients.change(client.id, { mustSign: true });
    await assertClient('client_unsigned', secret);
    await clients.end(client.id);
    await assertClient('client_ended', secret);
  });

  test('users-me says what it can know', async () => {
    const api = usersMe;
    const { id, token } = await loggedIn();
    await assertReason('forged', { token: signed(claimsOf(token), 'x'.repeat(32)) }, { api });
    await assertReason('refused_by_directus', { token: `no-such-token-${randomUUID()}` }, { api });
    await patch(id, { status: 'suspended' });
    await assertReason('refused_by_directus', { token }, { api });
  });
});

test('every bad token is answered with the same bytes', () => {
  assert.deepEqual(
    [...answers],
    [
      `401 Bearer error="invalid_token" ${JSON.stringify({
        ok: false,
        error: 'Invalid or expired token',
        code: 'auth.invalid_token',
        requestId,
      })}`,
    ],
  );
});

test('no reason is left out here but those that need a Directus without the guard, or a wait', () => {
  const left = Object.keys(refusalReasons).filter(
    (reason) => !covered.has(reason as RefusalReason),
  );
  // The last ones are in signed-requests.test.ts.
  assert.deepEqual(left, [
    ...['session_replaced', 'user_unreadable', 'client_expired'],
    ...['malformed', 'wrong', 'old', 'replayed', 'digest'].map((what) => `signature_${what}`),
  ]);
});
