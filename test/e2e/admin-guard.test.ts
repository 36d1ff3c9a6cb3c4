import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { proPolicy } from '../../directus/state/accounts.ts';
import { adminGrants, type GrantKit } from '../support/admin-grants.ts';
import { field, type TestUser } from '../support/directus-client.ts';
import { noUsersMe } from '../support/directus-settings.ts';
import type { ApiAnswer, TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { type System, startSystem } from '../support/system.ts';

/** Every address that is for admins alone. */
const adminPaths = ['/api/admin/audit', '/api/genie/sessions'] as const;
const ways = ['introspect', 'users-me'] as const;
let system: System<TestDirectus>;
let directus: TestDirectus;

before(async () => {
  system = await startSystem({ directus: {} });
  ({ directus } = system);
});
after(() => system?.stop());

for (const tokenValidation of ways) {
  const skip = tokenValidation === 'users-me' && noUsersMe;
  describe(`the admin guard, with TOKEN_VALIDATION=${tokenValidation}`, { skip }, () => {
    let api: TestApi;
    let kit: GrantKit;

    before(async () => {
      api = await system.startApi({ tokenValidation });
      kit = { make, request: directus.admin.request, memberPolicy: proPolicy.id };
    });

    /** Those of the test that runs. */
    const made: TestUser[] = [];
    async function createUser(fields: Record<string, unknown> = {}): Promise<TestUser> {
      const user = await directus.admin.createUser(fields);
      made.push(user);
      return user;
    }
    // Without a licence Directus 12 has places for three administrators.
    afterEach(async () => {
      for (const { id } of made.splice(0)) {
        await directus.admin.request('DELETE', `/users/${id}`);
      }
    });

    async function make(path: string, body: unknown): Promise<string> {
      const answer = await directus.admin.request('POST', path, body);
      const id = field(answer.data, 'id');
      assert.equal(typeof id, 'string', answer.text);
      return String(id);
    }

    async function logIn({ email, password }: { email: string; password: string }) {
      return (await directus.login(email, password)).accessToken;
    }

    async function assertAdmitted(token: string, when: string): Promise<void> {
      for (const path of adminPaths) {
        const { status, body } = await api.request('GET', path, { token });
        assert.equal(status, 200, `${path} ${when}`);
        assert.equal(body.ok, true);
      }
      assert.equal(await isAdmin(token), true, when);
    }

    async function assertAdminOnly(token: string, when: string): Promise<void> {
      for (const path of adminPaths) {
        const answer = await api.request('GET', path, { token });
        assert.equal(answer.status, 403, `${path} ${when}`);
        const requestId = answer.headers.get('x-request-id');
        const code = 'auth.admin_only';
        assert.deepEqual(answer.body, { ok: false, error: 'Admin only', code, requestId });
      }
      assert.equal(await isAdmin(token), false, when);
    }

    async function assertNobody(token: string | undefined): Promise<void> {
      for (const path of adminPaths) {
        const answer: ApiAnswer = await api.request(
          'GET',
          path,
          token === undefined ? {} : { token },
        );
        assert.equal(answer.status, 401, path);
        assert.equal(answer.body.error, 'Invalid or expired token');
      }
    }

    /** What `/api/me` says of the same token. */
    async function isAdmin(token: string): Promise<unknown> {
      return field((await api.request('GET', '/api/me', { token })).body.user, 'isAdmin');
    }

    test('admits the first administrator, by login and by static token', async () => {
      const { adminEmail: email, adminPassword: password, adminToken } = directus;
      await assertAdmitted(await logIn({ email, password }), 'by login');
      await assertAdmitted(adminToken, 'by static token');
    });

    test('refuses everybody else with 403, and nobody with 401', async () => {
      await assertAdminOnly(await logIn(await createUser()), 'as a Pro user');
      const imitation = await make('/roles', {
        name: 'administrator ',
        policies: [{ policy: kit.memberPolicy }],
      });
      const user = await createUser({ role: imitation });
      await assertAdminOnly(await logIn(user), 'by a similar name');
      await assertNobody(undefined);
      await assertNobody('x');
    });

    for (const grant of adminGrants) {
      test(`admin by ${grant.name}: admitted and refused from the request after the change on`, async () => {
        const { user, give, take } = await grant.make(kit, createUser);
        const token = await logIn(user);
        await assertAdminOnly(token, 'before');
        for (const round of ['first', 'second']) {
          await give();
          await assertAdmitted(token, `after the ${round} promotion`);
          await take();
          await assertAdminOnly(token, `after the ${round} demotion`);
        }
      });
    }

    test('a policy bound to addresses makes no admin, whatever address this server has', async () => {
      for (const ip_access of [['127.0.0.1'], ['10.0.0.1']]) {
        const bound = { name: 'bound', admin_access: true, ip_access };
        const policies = [{ policy: await make('/policies', bound) }, { policy: kit.memberPolicy }];
        const user = await createUser({
          role: await make('/roles', { name: 'Bound', policies }),
        });
        await assertAdminOnly(await logIn(user), `with ${ip_access}`);
      }
    });

    test('a role taken away kills the token, and the next one is no admin', async () => {
      const role = await make('/roles', {
        name: 'Heads',
        policies: [{ policy: await make('/policies', { name: 'all', admin_access: true }) }],
      });
      for (const [to, isKnown] of [
        [await make('/roles', { name: 'Hands', policies: [{ policy: kit.memberPolicy }] }), true],
        [null, tokenValidation === 'introspect'],
      ] as const) {
        const user = await createUser({ role });
        const token = await logIn(user);
        await assertAdmitted(token, 'before');
        await directus.admin.request('PATCH', `/users/${user.id}`, { role: to });
        await assertNobody(token);
        const next = await logIn(user);
        // A user without a role may read nothing of itself, so /users/me can't vouch for it.
        if (isKnown) await assertAdminOnly(next, 'with a new token');
        else await assertNobody(next);
      }
    });

    test('a promotion by a role needs a new token, and admits with it', async () => {
      const user = await createUser();
      const token = await logIn(user);
      await assertAdminOnly(token, 'before');
      const policy = await make('/policies', { name: 'all', admin_access: true });
      const role = await make('/roles', { name: 'Heads', policies: [{ policy }] });
      await directus.admin.request('PATCH', `/users/${user.id}`, { role });
      await assertNobody(token);
      await assertAdmitted(await logIn(user), 'with a new token');
    });

    test('a static token follows its user through every change', async () => {
      const token = `static-${crypto.randomUUID()}`;
      const user = await createUser({ token });
      await assertAdminOnly(token, 'before');
      const policy = await make('/policies', { name: 'all', admin_access: true });
      const role = await make('/roles', { name: 'Heads', policies: [{ policy }] });
      await directus.admin.request('PATCH', `/users/${user.id}`, { role });
      await assertAdmitted(token, 'in the role');
      await directus.admin.request('PATCH', `/users/${user.id}`, { status: 'suspended' });
      await assertNobody(token);
    });
  });
}

test('without the second factor that is required, an administrator has no jobs but the own', async () => {
  const api = await system.startApi({ isAdminFactorRequired: true });
  const { admin } = directus;
  const found = await admin.request('GET', '/roles?filter[name][_eq]=Administrator');
  const role = field((found.data as unknown[])[0], 'id');
  const owner = await admin.createUser();
  const user = await admin.createUser({ role });
  const tokenOf = async (one: TestUser) =>
    (await directus.login(one.email, one.password)).accessToken;
  const body = { items: [{ platform: 'x', topic: 'sunrise' }] };
  const ownToken = await tokenOf(owner);
  const made = await api.request('POST', '/api/captions/batch', { token: ownToken, body });
  const job = `/api/queue/jobs/${made.body.jobId}`;
  assert.equal((await api.request('GET', job, { token: ownToken })).status, 200);

  const token = await tokenOf(user);
  for (const query of ['all=true', `userId=${owner.id}`]) {
    const listed = await api.request('GET', `/api/queue/jobs?${query}`, { token });
    const code = 'auth.two_factor_required';
    assert.deepEqual([listed.status, listed.body.code], [403, code], listed.text);
  }
  for (const [method, path] of [
    ['GET', job],
    ['POST', `${job}/retry`],
    ['POST', `${job}/cancel`],
  ] as const) {
    assert.equal((await api.request(method, path, { token })).status, 404, `${method} ${path}`);
  }
  assert.equal((await api.request('GET', '/api/queue/jobs', { token })).status, 200);
  await admin.request('DELETE', `/users/${user.id}`);
});
