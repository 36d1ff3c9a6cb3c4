import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { TestUser } from './directus-client.ts';
import { testAdmin } from './directus-settings.ts';
import type { TestApi } from './start-api.ts';

const hourMs = 3_600_000;

/** Half an hour off UTC, so that hours of another zone would be seen. */
export const zone = { TZ: 'Asia/Kolkata' };

interface Hour {
  from: string;
  completed: number;
  failed: number;
}

/** Who keeps jobs at Directus. */
interface Admin {
  createUser(): Promise<TestUser>;
  request(method: string, path: string, body?: unknown): Promise<{ status: number }>;
}

/** Keeps jobs that were over at known times, and holds what the API tells of them to that. */
export async function assertCountsByHour(admin: Admin, api: TestApi): Promise<void> {
  const { id: user } = await admin.createUser();
  const thisHour = Math.floor(Date.now() / hourMs) * hourMs;
  const add = async (status: string, finishedMs: number) => {
    const at = new Date(finishedMs).toISOString();
    const times = { date_created: at, finished_at: status === 'processing' ? null : at };
    const job = { id: randomUUID(), user, type: 'caption-batch', status, items: [], ...times };
    const answer = await admin.request('POST', '/items/caption_jobs', job);
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
