/**
 * Each line of "What 12 changes" in docs/how-to/directus-12.md, tried on a Directus 12 without a licence. What is beyond its
 * limits: `directus-12-limits.test.ts`.
 */
import assert from 'node:assert/strict';
import { text as readText } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import {
  applyDesiredState,
  inspectDesiredState,
  versionOfDirectus,
} from '../../directus/src/index.ts';
import { openSqlite } from '../../extensions/guard/test/support/guarded-directus.ts';
import { field } from '../support/directus-client.ts';
import { testRelease } from '../support/directus-settings.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { type Person, type System, startSystem } from '../support/system.ts';

const skip = testRelease !== '12' && 'needs Directus 12: npm run test:directus12';

describe('without a licence Directus 12', { skip }, () => {
  let system: System<TestDirectus>;
  let makers: FakeUpstream;
  let reported: Promise<{ what: string; body: Record<string, unknown> }>;
  let mia: Person;

  before(async () => {
    makers = await startFakeUpstream();
    reported = new Promise((resolve) => {
      makers.answer(async (request, response) => {
        const body = JSON.parse(await readText(request));
        resolve({ what: `${request.method} ${request.url}`, body });
        response.end('{}');
      });
    });
    system = await startSystem({ directus: { env: { TELEMETRY_URL: makers.url } } });
    mia = await system.person();
  });
  after(async () => {
    await system?.stop();
    await makers?.close();
  });

  const ask = (method: string, path: string, body?: unknown, token?: string | null) =>
    system.directus.admin.request(method, path, body, token);
  const refusalOf = (body: unknown) => {
    const errors = field(body, 'errors');
    const extensions = field(Array.isArray(errors) ? errors[0] : undefined, 'extensions');
    return [field(extensions, 'code'), field(extensions, 'category')];
  };

  test('is in the desired state, but for what needs a licence; nothing is tried again', async () => {
    const { url, adminToken } = system.directus;
    const { differences, leftOut } = await inspectDesiredState({ url, adminToken });
    assert.deepEqual(differences, []);
    assert.ok(leftOut.includes('Pro: read on directus_users'));
    assert.deepEqual((await applyDesiredState({ url, adminToken })).changes, []);
  });

  test('lets people read nothing but their id at Directus itself, and what is theirs at the API', async () => {
    const own = await ask('GET', '/users/me', undefined, mia.token);
    assert.deepEqual(own.data, { id: mia.id });
    for (const path of ['/users', '/items/platform_connections', '/items/caption_jobs']) {
      assert.equal((await ask('GET', path, undefined, mia.token)).status, 403, path);
    }
    const change = await ask('PATCH', '/users/me', { first_name: 'Mia' }, mia.token);
    assert.equal(change.status, 403);
    const me = await system.api.request('GET', '/api/me', { token: mia.token });
    assert.equal(me.status, 200, me.text);
  });

  test('takes a permission of all, and none with rows, fields or a validation', async () => {
    const [policy] = ((await ask('GET', '/policies?filter[name][_eq]=Pro')).data ?? []) as object[];
    const plain = { policy: field(policy, 'id'), collection: 'directus_roles', action: 'read' };
    const custom = [
      { fields: ['id'] },
      { fields: ['*'], permissions: { id: { _null: false } } },
      { fields: ['*'], validation: { id: { _null: false } } },
    ];
    for (const rule of custom) {
      const { status, body } = await ask('POST', '/permissions', { ...plain, ...rule });
      assert.equal(status, 403);
      assert.deepEqual(refusalOf(body), ['RESOURCE_RESTRICTED', 'custom_permission_rules_enabled']);
    }
    const all = await ask('POST', '/permissions', { ...plain, fields: ['*'], permissions: {} });
    assert.equal(all.status, 200, all.text);
    await ask('DELETE', `/permissions/${field(all.data, 'id')}`);
  });

  test('lets nobody in with TOKEN_VALIDATION=users-me but administrators', async () => {
    const api = await system.startApi({ tokenValidation: 'users-me' });
    const user = await api.request('GET', '/api/me', { token: mia.token });
    assert.equal(user.status, 401, user.text);
    const { adminEmail, adminPassword, login } = system.directus;
    const { accessToken: token } = await login(adminEmail, adminPassword);
    assert.equal((await api.request('GET', '/api/me', { token })).status, 200);
  });

  test('has auto and introspect let everybody in', async () => {
    for (const tokenValidation of ['auto', 'introspect'] as const) {
      const api = await system.startApi({ tokenValidation });
      const user = await api.request('GET', '/api/me', { token: mia.token });
      assert.equal(user.status, 200, `${tokenValidation}: ${user.text}`);
    }
  });

  test('takes three people with access to the Studio, and no fourth', async () => {
    const roles = await ask('GET', '/roles?filter[name][_eq]=Administrator');
    const role = field((roles.data as object[])[0], 'id');
    await system.directus.admin.createUser({ role });
    await system.directus.admin.createUser({ role });
    const body = { email: 'fourth@example.com', password: 'a-password-of-the-fourth-1', role };
    const fourth = await ask('POST', '/users', { ...body, status: 'active' });
    assert.equal(fourth.status, 403, fourth.text);
    assert.equal(refusalOf(fourth.body)[0], 'LIMIT_EXCEEDED');
  });

  test('tells nobody without a login of its health, and has no hashing on demand', async () => {
    assert.equal((await ask('GET', '/server/health', undefined, null)).status, 403);
    assert.equal((await ask('GET', '/server/ping', undefined, null)).status, 200);
    for (const name of ['generate', 'verify']) {
      assert.equal((await ask('POST', `/utils/hash/${name}`, { string: 'x' })).status, 404, name);
    }
  });

  test('reports its address, version and counts to its makers, whatever TELEMETRY says', async () => {
    const { what, body } = await reported;
    assert.equal(what, 'POST /v1/metrics');
    const { url, version, admin_users: administrators } = body;
    assert.equal(url, system.directus.url);
    assert.deepEqual([version, administrators], [versionOfDirectus('12'), 1]);
    const counts = [
      'api_users',
      'collections',
      'items',
      'files',
      'database_size',
      'roles',
      'flows',
    ];
    for (const name of counts) assert.equal(typeof body[name], 'number', name);
    assert.ok(!JSON.stringify(body).includes('@example.com'), 'an address of a person');
  });

  test('shows nothing of its activity that is older than 30 days, and keeps it', async (t) => {
    const db = await openSqlite(system.directus.settings.dataDir);
    t.after(() => db.destroy());
    const ago = (days: number) => Date.now() - days * 86_400_000;
    const rows = [29, 31].map((days) => ({
      action: `${days}-days-ago`,
      collection: 'directus_users',
      item: mia.id,
      timestamp: ago(days),
    }));
    await db('directus_activity').insert(rows);
    const { data } = await ask('GET', '/activity?filter[action][_contains]=days-ago&fields=action');
    assert.deepEqual(data, [{ action: '29-days-ago' }]);
    const kept = await db('directus_activity').where('action', 'like', '%days-ago');
    assert.equal(kept.length, 2);
  });

  test('makes nobody who signs in by a provider', async () => {
    const body = { email: 'of-a-provider@example.com', provider: 'keycloak', status: 'active' };
    const answer = await ask('POST', '/users', body);
    assert.equal(answer.status, 400, answer.text);
    assert.match(answer.text, /isn't included in the current license/);
  });
});
