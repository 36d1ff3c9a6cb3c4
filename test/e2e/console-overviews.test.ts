import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { openBrowser, type TestBrowser } from '../support/browser.ts';
import { startTestApi } from '../support/start-api.ts';
import { type SignedIn, type System, startSystem } from '../support/system.ts';
import { until } from '../support/until.ts';

let stack: System;
let admin: TestBrowser;
let user: SignedIn;

before(async () => {
  stack = await startSystem();
  const { adminEmail: email, adminPassword: password } = stack.directus;
  admin = openBrowser({ url: stack.api.url });
  await admin.send('POST', '/api/session', { body: { email, password } });
  user = await stack.signIn(stack.api, { first_name: 'Overview' });
});

after(() => stack?.stop());

interface Listed {
  users: Record<string, unknown>[];
  jobs: Record<string, unknown>[];
  total: number;
}

const get = async (browser: TestBrowser, path: string) => {
  const answer = await browser.send('GET', path);
  return { ...answer, list: answer.body as unknown as Listed };
};

describe('GET /api/admin/users', () => {
  test('lists everybody with the number of live sessions, and nothing secret', async () => {
    const { status, list, text } = await get(admin, `/api/admin/users?search=${user.email}`);
    assert.equal(status, 200);
    const [{ lastSeenAt, createdAt, ...rest } = {}] = list.users;
    assert.deepEqual(rest, {
      id: user.id,
      email: user.email,
      firstName: 'Overview',
      role: 'Pro',
      status: 'active',
      subscriptionTier: 'pro',
      sessions: 1,
      twoFactor: false,
    });
    for (const time of [lastSeenAt, createdAt]) {
      assert.ok(!Number.isNaN(Date.parse(String(time))));
    }
    assert.equal(list.total, 1);
    assert.ok(!/password|token|secret/.test(text));
  });

  test('pages, and searches e-mail and first name alone', async () => {
    const token = `searchable-${randomUUID()}`;
    for (const more of [{ token }, {}, {}]) {
      await stack.directus.admin.createUser({ first_name: 'Paged', ...more });
    }
    const first = await get(admin, '/api/admin/users?search=pAGED&limit=2');
    const second = await get(admin, '/api/admin/users?search=pAGED&limit=2&offset=2');
    const emails = [...first.list.users, ...second.list.users].map(({ email }) => String(email));
    assert.equal(new Set(emails).size, emails.length);
    assert.deepEqual(emails, [...emails].sort());
    assert.equal(first.list.users.length, 2);
    assert.equal(first.list.total, emails.length);
    const byToken = await get(admin, `/api/admin/users?search=${token}`);
    assert.deepEqual([byToken.list.users, byToken.list.total], [[], 0]);
    const odd = encodeURIComponent('"}&filter={"a":1}%');
    assert.deepEqual((await get(admin, `/api/admin/users?search=${odd}`)).list.users, []);
    for (const word of ['true', 'null', '$NOW', '$CURRENT_ROLES', '$CURRENT_USER.token']) {
      const { status, list } = await get(admin, `/api/admin/users?search=${word}`);
      assert.deepEqual([status, list.users], [200, []], word);
    }
  });

  test('gives those that are asked for by their ids', async () => {
    const other = await stack.directus.admin.createUser();
    const ids = [user.id.toUpperCase(), other.id, randomUUID()].join(',');
    const { list } = await get(admin, `/api/admin/users?ids=${ids}`);
    assert.deepEqual(list.users.map(({ id }) => id).sort(), [user.id, other.id].sort());
    assert.equal(list.total, 2);
    const both = await get(admin, `/api/admin/users?ids=${ids}&search=${other.email}`);
    assert.deepEqual(
      both.list.users.map(({ id }) => id),
      [other.id],
    );
  });

  test('is for administrators', async () => {
    assert.equal((await get(user.browser, '/api/admin/users')).status, 403);
    assert.equal((await stack.api.request('GET', '/api/admin/users')).status, 401);
    for (const query of ['limit=0', 'limit=501', 'offset=-1', 'search=', 'ids=1', 'other=1']) {
      assert.equal((await get(admin, `/api/admin/users?${query}`)).status, 400, query);
    }
  });
});

describe('POST /api/admin/users/:id/sign-out', () => {
  const signOut = (id: string, browser = admin, origin?: string) =>
    browser.send('POST', `/api/admin/users/${id}/sign-out`, origin === undefined ? {} : { origin });

  test('ends every session at once, of all kinds, says so in the log, and touches nobody else', async () => {
    const victim = await stack.signIn();
    const { accessToken } = await stack.directus.login(victim.email, victim.password);
    const answer = await signOut(victim.id.toUpperCase());
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.body, { ok: true, ended: 2 });
    assert.equal((await victim.browser.send('GET', '/api/me')).status, 401);
    const request = await stack.api.request('GET', '/api/me', { token: accessToken });
    assert.equal(request.status, 401);
    assert.equal(await stack.askDirectus(victim.token), 401);
    assert.equal((await user.browser.send('GET', '/api/me')).status, 200);
    const line = stack.api
      .log()
      .split('\n')
      .find((one) => one.includes('ended all sessions of a user'));
    const { userId, ended, adminId } = JSON.parse(line ?? '{}');
    assert.deepEqual([userId, ended, typeof adminId], [victim.id, 2, 'string']);
    const { list } = await get(admin, `/api/admin/users?search=${victim.email}`);
    assert.equal(list.users[0]?.sessions, 0);
    assert.deepEqual((await signOut(victim.id)).body, { ok: true, ended: 0 });
  });

  test('is 404 for nobody, 403 for others than administrators and for pages of other origins', async () => {
    for (const id of [randomUUID(), 'nonsense', '1']) {
      const answer = await signOut(id);
      assert.equal(answer.status, 404);
      assert.equal(answer.body.code, 'users.not_found');
    }
    const refused = await signOut(user.id, user.browser);
    assert.equal(refused.body.code, 'auth.admin_only');
    const foreign = await signOut(user.id, admin, 'https://evil.example');
    assert.equal(foreign.body.code, 'auth.foreign_origin');
    assert.equal((await user.browser.send('GET', '/api/me')).status, 200);
  });
});

describe('GET /api/queue/jobs', () => {
  const submit = async ({ browser }: SignedIn) => {
    const body = { items: [{ topic: 'a new set' }] };
    const answer = await browser.send('POST', '/api/captions/batch', { body });
    assert.equal(answer.status, 202);
    return String(answer.body.jobId);
  };

  test("lists one's own, newest first, without results; everybody's for administrators alone", async () => {
    const [one, other] = [await stack.signIn(), await stack.signIn()];
    const first = await submit(one);
    const second = await submit(one);
    const foreign = await submit(other);
    const own = await get(one.browser, '/api/queue/jobs');
    assert.equal(own.status, 200);
    assert.deepEqual(
      own.list.jobs.map(({ id }) => id),
      [second, first],
    );
    assert.equal(own.list.total, 2);
    for (const job of own.list.jobs) {
      assert.equal(job.type, 'caption-batch');
      assert.ok(!('result' in job) && !('userId' in job) && !('items' in job));
    }
    const page = await get(one.browser, '/api/queue/jobs?limit=1&offset=1');
    assert.deepEqual([page.list.jobs[0]?.id, page.list.total], [first, 2]);
    const everyone = await get(admin, '/api/queue/jobs?all=true');
    const whose = everyone.list.jobs.find(({ id }) => id === foreign)?.userId;
    assert.equal(whose, other.id);
    const refused = await get(one.browser, '/api/queue/jobs?all=true');
    assert.deepEqual([refused.status, refused.body.code], [403, 'auth.admin_only']);
    assert.deepEqual((await get(admin, '/api/queue/jobs?all=false')).list.jobs, []);
    const theirs = await get(admin, `/api/queue/jobs?userId=${one.id.toUpperCase()}&limit=1`);
    assert.deepEqual([theirs.list.jobs[0]?.id, theirs.list.total], [second, 2]);
    assert.equal(theirs.list.jobs[0]?.userId, one.id);
    for (const nobody of [randomUUID(), 'nonsense']) {
      const none = await get(admin, `/api/queue/jobs?userId=${nobody}`);
      assert.deepEqual([none.list.jobs, none.list.total], [[], 0]);
    }
    const asked = await get(one.browser, `/api/queue/jobs?userId=${other.id}`);
    assert.deepEqual([asked.status, asked.body.code], [403, 'auth.admin_only']);
  });

  test('lists those of a status', async () => {
    const one = await stack.signIn();
    const id = await submit(one);
    await until(async () => {
      const { body } = await one.browser.send('GET', `/api/queue/jobs/${id}`);
      return (body.job as { status: string } | undefined)?.status === 'completed';
    });
    const completed = await get(one.browser, '/api/queue/jobs?status=completed');
    assert.equal(completed.list.total, 1);
    const failed = await get(one.browser, '/api/queue/jobs?status=failed');
    assert.deepEqual([failed.list.jobs, failed.list.total], [[], 0]);
    for (const query of [
      'status=other',
      'all=1',
      'limit=501',
      'offset=x',
      'status=failed&status=x',
    ]) {
      assert.equal((await get(one.browser, `/api/queue/jobs?${query}`)).status, 400, query);
    }
  });
});

test('without DIRECTUS_ADMIN_TOKEN each of them is 500 that names it', async (t) => {
  const api = await startTestApi({ directusUrl: stack.directus.url });
  t.after(() => api.stop());
  const { adminToken: token } = stack.directus;
  for (const path of ['/api/admin/users', '/api/queue/jobs', '/api/admin/queue-history']) {
    const answer = await api.request('GET', path, { token });
    assert.deepEqual([answer.status, answer.body.error], [500, 'DIRECTUS_ADMIN_TOKEN not set']);
  }
});
