/** What an administrator does to other people's accounts, and what they meet on their next request. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { proRoleId } from '../../directus/state/accounts.ts';
import { type AccountSystem, startAccountSystem } from '../support/account-system.ts';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { field } from '../support/directus-client.ts';
import type { SignedIn } from '../support/system.ts';

let system: AccountSystem;
let admin: TestBrowser;
let adminId: string;
let administrator: string;

before(async () => {
  system = await startAccountSystem();
  const own = await system.directus.admin.request('GET', '/users/me?fields=role');
  administrator = String(field(own.data, 'role'));
  const second = await system.directus.admin.createUser({ role: administrator });
  adminId = second.id;
  admin = openBrowser({ url: system.api.url });
  const { email, password } = second;
  assert.equal(
    (await admin.send('POST', '/api/session', { body: { email, password } })).status,
    200,
  );
});
after(() => system?.stop());

const change = (id: string, body: object, browser = admin) =>
  browser.send('PATCH', `/api/admin/users/${id}`, { body });
const codeOf = ({ status, body }: { status: number; body: Record<string, unknown> }) => [
  status,
  body.code,
];
const statusOf = async ({ browser }: SignedIn, path = '/api/me') =>
  (await browser.send('GET', path)).status;

describe('PATCH /api/admin/users/:id', () => {
  test('another plan counts on the next request, and nobody is signed out', async () => {
    const user = await system.signIn();
    const { status, body } = await change(user.id, { subscriptionTier: 'studio' });
    assert.equal(status, 200);
    const { subscriptionTier, id } = body.user as Record<string, unknown>;
    assert.deepEqual([id, subscriptionTier], [user.id, 'studio']);
    const me = await user.browser.send('GET', '/api/me');
    assert.equal((me.body.user as Record<string, unknown>).subscriptionTier, 'studio');
    await change(user.id, { subscriptionTier: null });
    const none = await user.browser.send('GET', '/api/me');
    assert.equal((none.body.user as Record<string, unknown>).subscriptionTier, null);
  });

  test('who is suspended is refused everywhere at once, and let in again when active', async () => {
    const user = await system.signIn();
    assert.equal((await change(user.id.toUpperCase(), { status: 'suspended' })).status, 200);
    assert.equal(await statusOf(user), 401);
    assert.equal(await system.askDirectus(user.token), 401);
    const { email, password } = user;
    const signIn = () =>
      openBrowser({ url: system.api.url }).send('POST', '/api/session', {
        body: { email, password },
      });
    assert.equal((await signIn()).status, 401);
    assert.equal((await change(user.id, { status: 'active' })).status, 200);
    assert.equal(await statusOf(user), 401, 'the former login stays ended');
    assert.equal((await signIn()).status, 200);
  });

  test('who is demoted is no administrator on the next request', async () => {
    const demoted = await system.signIn(system.api, { role: administrator });
    assert.equal(await statusOf(demoted, '/api/admin/users'), 200);
    assert.equal((await change(demoted.id, { role: 'Pro' })).status, 200);
    assert.equal(await statusOf(demoted, '/api/admin/users'), 401);
    assert.equal((await change(demoted.id, { role: proRoleId.toUpperCase() })).status, 200);
  });

  test('the user is told by mail what has changed', async () => {
    const user = await system.signIn();
    await change(user.id, { status: 'suspended' });
    const { text } = await system.mailTo(user.email, 'suspended');
    assert.match(text, /active → suspended/);
    await change(user.id, { status: 'active', subscriptionTier: 'studio' });
    const again = await system.mailTo(user.email, 'active again');
    assert.match(again.text, /pro → studio/);
  });

  test('the access log has who did it, as the person and not as the server', async () => {
    const user = await system.signIn();
    assert.equal((await change(user.id, { status: 'suspended' })).status, 200);
    const path = `/api/admin/audit?area=admin&principalId=${adminId}`;
    const { body } = await admin.send('GET', path);
    const entries = body.entries as Record<string, unknown>[];
    const entry = entries.find(({ recordId }) => recordId === user.id);
    assert.deepEqual([entry?.action, entry?.detail], ['update_user', 'status=suspended']);
  });

  test('what changes nothing is no error, and nobody is told', async () => {
    const user = await system.signIn();
    assert.equal((await change(user.id, { status: 'active', role: 'Pro' })).status, 200);
    assert.equal(await statusOf(user), 200);
    await system.settled();
    assert.deepEqual(await system.mailsTo(user.email), []);
  });

  test('nobody suspends or demotes the own account, or that of the server', async () => {
    const own = await change(adminId, { status: 'suspended' });
    assert.deepEqual(codeOf(own), [409, 'users.own_account']);
    const [server] = (
      await admin.send('GET', `/api/admin/users?search=${system.directus.adminEmail}`)
    ).body.users as { id: string }[];
    for (const body of [{ status: 'suspended' }, { role: 'Pro' }]) {
      const refused = await change(String(server?.id), body);
      assert.deepEqual(codeOf(refused), [409, 'users.runs_the_server']);
    }
    assert.equal((await change(adminId, { subscriptionTier: 'pro' })).status, 200);
  });

  test('an account that its owner deleted is left to its owner', async () => {
    const user = await system.signIn();
    const body = { currentPassword: user.password };
    assert.equal((await user.browser.send('DELETE', '/api/account', { body })).status, 202);
    for (const status of ['active', 'suspended']) {
      assert.deepEqual(codeOf(await change(user.id, { status })), [409, 'users.leaving']);
    }
  });

  test('a wrong field is named, and nothing is changed', async () => {
    const user = await system.signIn();
    const cases: [body: object, path: string][] = [
      [{}, ''],
      [{ status: 'archived', subscriptionTier: 'x' }, 'status'],
      [{ role: 'Nobody has this', subscriptionTier: 'x' }, 'role'],
      [{ role: randomUUID(), subscriptionTier: 'x' }, 'role'],
      [{ role: null }, 'role'],
      [{ subscriptionTier: '' }, 'subscriptionTier'],
      [{ subscriptionTier: 'x'.repeat(65) }, 'subscriptionTier'],
      [{ password: 'x', subscriptionTier: 'x' }, 'password'],
    ];
    for (const [body, path] of cases) {
      const answer = await change(user.id, body);
      assert.equal(answer.status, 400, answer.text);
      const details = answer.body.details as { path: string }[];
      assert.ok(
        details.some((one) => one.path === path),
        answer.text,
      );
    }
    const me = await user.browser.send('GET', '/api/me');
    assert.equal((me.body.user as Record<string, unknown>).subscriptionTier, 'pro');
  });

  test('is for administrators, from pages of ours, and of users that are there', async () => {
    const user = await system.signIn();
    const body = { subscriptionTier: 'studio' };
    assert.deepEqual(codeOf(await change(user.id, body, user.browser)), [403, 'auth.admin_only']);
    for (const id of [randomUUID(), 'nonsense']) {
      assert.deepEqual(codeOf(await change(id, body)), [404, 'users.not_found']);
    }
    const foreign = { body, origin: 'https://evil.example' };
    const answer = await admin.send('PATCH', `/api/admin/users/${user.id}`, foreign);
    assert.deepEqual(codeOf(answer), [403, 'auth.foreign_origin']);
  });
});

describe('what administrators see of a user', () => {
  test('its devices, without anything that opens one', async () => {
    const user = await system.signIn();
    const { status, body } = await admin.send('GET', `/api/admin/users/${user.id}/sessions`);
    assert.equal(status, 200);
    const [device] = body.sessions as Record<string, unknown>[];
    assert.deepEqual(Object.keys(device ?? {}).sort(), [
      ...['address', 'createdAt', 'current', 'device', 'id', 'lastSeenAt'],
    ]);
    assert.equal(device?.current, false);
    const refused = await user.browser.send('GET', `/api/admin/users/${adminId}/sessions`);
    assert.deepEqual(codeOf(refused), [403, 'auth.admin_only']);
    const nobody = await admin.send('GET', `/api/admin/users/${randomUUID()}/sessions`);
    assert.deepEqual(codeOf(nobody), [404, 'users.not_found']);
  });

  test('the roles there are', async () => {
    const { status, body } = await admin.send('GET', '/api/admin/roles');
    assert.equal(status, 200);
    const names = (body.roles as { name: string }[]).map(({ name }) => name);
    assert.ok(names.includes('Pro') && names.includes('Administrator'));
    assert.deepEqual(names, names.toSorted());
  });

  test('users by status, and the newest or last seen first', async () => {
    const name = `Sorted${randomUUID().slice(0, 8)}`;
    const first = await system.signIn(system.api, { first_name: name });
    const second = await system.signIn(system.api, { first_name: name });
    await change(first.id, { status: 'suspended' });
    const list = async (query: string) =>
      (
        (await admin.send('GET', `/api/admin/users?search=${name}&${query}`)).body.users as {
          id: string;
        }[]
      ).map(({ id }) => id);
    assert.deepEqual(await list('status=suspended'), [first.id]);
    assert.deepEqual(await list('status=active'), [second.id]);
    assert.deepEqual(new Set(await list('sort=newest')), new Set([second.id, first.id]));
    assert.deepEqual(await list('sort=lastSeen'), [second.id, first.id]);
  });
});
