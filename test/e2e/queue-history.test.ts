import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type TestContext, test } from 'node:test';
import { startPostgresPair, whyNoPostgres } from '../../extensions/guard/test/support/postgres.ts';
import { testAdmin } from '../support/directus-settings.ts';
import { startTestApi } from '../support/start-api.ts';
import { startTestDirectus } from '../support/start-directus.ts';

const hourMs = 3_600_000;
/** Half an hour off UTC, so that hours of another zone would be seen. */
const env = { TZ: 'Asia/Kolkata' };

interface Hour {
  from: string;
  completed: number;
  failed: number;
}

interface Directus {
  url: string;
  admin: {
    createUser(): Promise<{ id: string; email: string; password: string }>;
    request(method: string, path: string, body?: unknown): Promise<{ status: number }>;
  };
}

/** Keeps jobs that were over at known times, and holds what the API tells of them to that. */
async function countsByHour(t: TestContext, directus: Directus): Promise<void> {
  const api = await startTestApi({ directusUrl: directus.url, adminToken: testAdmin.token });
  t.after(() => api.stop());
  const { id: user } = await directus.admin.createUser();
  const thisHour = Math.floor(Date.now() / hourMs) * hourMs;
  const add = async (status: string, finishedMs: number) => {
    const at = new Date(finishedMs).toISOString();
    const times = { date_created: at, finished_at: status === 'processing' ? null : at };
    const job = { id: randomUUID(), user, type: 'caption-batch', status, items: [], ...times };
    const answer = await directus.admin.request('POST', '/items/caption_jobs', job);
    assert.equal(answer.status, 200);
  };
  await add('completed', thisHour);
  await add('completed', thisHour - 1);
  await add('completed', thisHour - hourMs);
  await add('failed', thisHour - hourMs + 1);
  await add('failed', thisHour - 23 * hourMs);
  await add('completed', thisHour - 23 * hourMs - 1);
  await add('processing', thisHour);

  const answer = await api.request('GET', '/api/admin/queue-history', { token: testAdmin.token });
  assert.equal(answer.status, 200, answer.text);
  const hours = answer.body.hours as Hour[];
  assert.deepEqual(
    hours.map(({ from }) => Date.parse(from)),
    Array.from({ length: 24 }, (_, index) => thisHour - (23 - index) * hourMs),
  );
  const counts = hours.map(({ completed, failed }) => `${completed}/${failed}`);
  const quiet = Array.from({ length: 21 }, () => '0/0');
  assert.deepEqual(counts, ['0/1', ...quiet, '2/1', '1/0']);
}

test('tells how many jobs were over in each of the last 24 hours, whatever zone Directus is in', async (t) => {
  const directus = await startTestDirectus({ env });
  t.after(() => directus.stop());
  await countsByHour(t, directus);
});

test('and on PostgreSQL', { skip: (await whyNoPostgres()) ?? false }, async (t) => {
  const pair = await startPostgresPair();
  t.after(() => pair.stop());
  await countsByHour(t, pair.one);
});

test('is for administrators', async (t) => {
  const directus = await startTestDirectus();
  t.after(() => directus.stop());
  const api = await startTestApi({ directusUrl: directus.url, adminToken: testAdmin.token });
  t.after(() => api.stop());
  const user = await directus.admin.createUser();
  const { accessToken: token } = await directus.login(user.email, user.password);
  const refused = await api.request('GET', '/api/admin/queue-history', { token });
  assert.deepEqual([refused.status, refused.body.code], [403, 'auth.admin_only']);
  assert.equal((await api.request('GET', '/api/admin/queue-history')).status, 401);
});
