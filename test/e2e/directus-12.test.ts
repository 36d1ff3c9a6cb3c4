/** Each line of "What 12 changes" in docs/how-to/directus-12.md, tried on a Directus 12 without a licence. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { diagnose } from '../../apps/cli/test/support/doctor.ts';
import { applyDesiredState, inspectDesiredState } from '../../directus/src/index.ts';
import { openSqlite } from '../../extensions/guard/test/support/guarded-directus.ts';
import { openBrowser } from '../support/browser.ts';
import { field } from '../support/directus-client.ts';
import { testAdmin, testRelease } from '../support/directus-settings.ts';
import { type FakeUpstream, startFakeUpstream } from '../support/fake-upstream.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { type Person, type System, startSystem } from '../support/system.ts';

const skip = testRelease !== '12' && 'needs Directus 12: npm run test:directus12';

describe('without a licence Directus 12', { skip }, () => {
  let system: System<TestDirectus>;
  let makers: FakeUpstream;
  let reported: Promise<string>;
  let mia: Person;

  before(async () => {
    makers = await startFakeUpstream();
    reported = new Promise((resolve) => {
      makers.answer((request, response) => {
        resolve(`${request.method} ${request.url}`);
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

  test('reports to its makers, whatever TELEMETRY says', async () => {
    assert.equal(await reported, 'POST /v1/metrics');
  });
});

describe('beyond the limits of its core Directus 12 is locked', { skip }, () => {
  let system: System<TestDirectus>;
  let mia: Person;
  let cookie: Map<string, string>;
  let dir: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'genie-locked-'));
    system = await startSystem({ directus: {} });
    mia = await system.person();
    cookie = (await system.signIn()).browser.jar;
    // Directus itself takes no fourth; a database of before may have some.
    const db = await openSqlite(system.directus.settings.dataDir);
    const { id: role } = await db('directus_roles').where({ name: 'Administrator' }).first('id');
    const administrators = Array.from({ length: 3 }, (_, n) => ({
      id: randomUUID(),
      email: `administrator-${n}@example.com`,
      role,
      status: 'active',
      provider: 'default',
    }));
    await db('directus_users').insert(administrators);
    await db.destroy();
    await system.directus.restart();
  });
  after(async () => {
    await system?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  test('a sign-in is 503, never "wrong password", and the log has the reason', async () => {
    const { email, password } = await system.directus.admin.createUser();
    const answer = await openBrowser({ url: system.api.url }).send('POST', '/api/session', {
      body: { email, password },
    });
    assert.equal(answer.status, 503, answer.text);
    assert.equal(answer.body.code, 'directus.unavailable');
    assert.match(system.api.log(), /a login: 403 RESOURCE_RESTRICTED/);
  });

  test('what is kept at Directus is 503 as well, and the log names the licence', async () => {
    const { token } = mia;
    const jobs = await system.api.request('GET', `/api/queue/jobs/${randomUUID()}`, { token });
    assert.equal(jobs.status, 503, jobs.text);
    assert.match(system.api.log(), /RESOURCE_RESTRICTED; its licence does not allow it/);
  });

  test('nobody who is signed in is refused for it, and who was revoked is', async () => {
    const me = () => openBrowser({ url: system.api.url, jar: cookie }).send('GET', '/api/me');
    assert.equal((await me()).status, 200);
    const request = { token: mia.token };
    assert.equal((await system.api.request('GET', '/api/me', request)).status, 200);
    await system.directus.admin.request('PATCH', `/users/${mia.id}`, { status: 'suspended' });
    assert.equal((await system.api.request('GET', '/api/me', request)).status, 401);
  });

  test('the doctor says so, what is too much, and what to do', async () => {
    const variables = {
      DIRECTUS_RELEASE: '12',
      DIRECTUS_URL: system.directus.url,
      DIRECTUS_ADMIN_TOKEN: testAdmin.token,
    };
    const { of } = await diagnose(dir, {}, { variables });
    const { status, message, details, fix } = of('directus.licence');
    assert.equal(status, 'fail', message);
    assert.match(message, /beyond what its licence allows, so only administrators sign in/);
    assert.deepEqual(details, ['It has 4 seats, and may have 3.']);
    assert.match(String(fix), /Suspend people .*directus-12\.md/);
  });
});
