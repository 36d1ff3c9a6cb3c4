import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { createDirectusClient, type DirectusClient } from '@genie-helper/directus-client';
import { createJobRecords, type JobRecords } from '../../apps/api/src/captions/job-store.ts';
import { createAdminCall } from '../../apps/api/src/directus/admin-call.ts';
import { leaseDirectus } from '../support/directus-pool.ts';
import type { TestDirectus } from '../support/start-directus.ts';

let directus: TestDirectus;
let client: DirectusClient;
let records: JobRecords;
let user: string;
let now = new Date();

before(async () => {
  directus = await leaseDirectus();
  client = createDirectusClient({ url: directus.url });
  const call = createAdminCall(client, directus.adminToken, 'queue.admin_token_not_set');
  records = createJobRecords(call, () => now);
  user = (await directus.admin.createUser()).id;
});
after(async () => {
  await client?.close();
  await directus?.stop();
});

async function made(items: object[] = [{ topic: 'a' }]) {
  const id = randomUUID();
  await records.create({ id, user, items });
  const row = await records.find(id);
  assert.ok(row);
  return row;
}

test('what was asked comes back as it was, whatever it holds', async () => {
  const items = [{ topic: `"quotes" \\ 🦊 \n ümläut <b>`, length: 'short' }, {}];
  assert.deepEqual((await made(items)).items, items);
});

test('of ten writers who read the same state one writes, and nothing of the others is kept', async () => {
  const read = await made();
  const outcomes = await Promise.all(
    Array.from({ length: 10 }, (_, n) => records.write(read, { runner: `runner ${n}` })),
  );
  const winners = outcomes.flatMap((outcome, n) => (outcome === 'outdated' ? [] : [n]));
  assert.equal(winners.length, 1);
  const row = await records.find(read.id);
  assert.equal(row?.runner, `runner ${winners[0]}`);
  assert.equal(row?.revision, 1);
});

test('a write that comes late finds itself outdated, also many writes later', async () => {
  const early = await made();
  let row = early;
  for (let count = 0; count < 3; count += 1) {
    const written = await records.write(row, { progress: count });
    assert.ok(written !== 'outdated');
    row = written;
  }
  assert.equal(await records.write(early, { status: 'failed' }), 'outdated');
  assert.equal((await records.find(early.id))?.status, 'queued');
});

test('a batch that was removed is not made again by a late write', async () => {
  const read = await made();
  await directus.admin.request('DELETE', `/items/caption_jobs/${read.id}`);
  assert.equal(await records.write(read, { status: 'completed' }), 'outdated');
  assert.equal(await records.find(read.id), undefined);
});

test('a batch that ends while the list is read takes no other one out of it', async () => {
  await directus.admin.request('DELETE', '/items/caption_jobs', { query: { limit: -1 } });
  const rows: Awaited<ReturnType<typeof made>>[] = [];
  // Some of them made in one and the same millisecond.
  for (const minute of [1, 2, 2, 2, 3, 4]) {
    now = new Date(Date.UTC(2026, 0, 1, 0, minute));
    rows.push(await made());
  }
  now = new Date();
  const call = createAdminCall(client, directus.adminToken, 'queue.admin_token_not_set');
  let pages = 0;
  const paged = createJobRecords(
    async (what) => {
      const answer = await call(what);
      const ended = rows[pages];
      pages += 1;
      if (ended !== undefined) await records.write(ended, { status: 'completed' });
      return answer;
    },
    () => now,
    { pageSize: 2 },
  );
  const listed = await paged.list(['queued', 'processing']);
  assert.deepEqual(
    new Set(listed.map(({ id }) => id)),
    new Set(rows.map(({ id }) => id)),
    'each was there when its page was read',
  );
  assert.equal(listed.length, rows.length);
});

test('the list has what is of a state, oldest first; the counts agree with it', async () => {
  await directus.admin.request('DELETE', '/items/caption_jobs', { query: { limit: -1 } });
  const ids: string[] = [];
  for (const minute of [3, 1, 2]) {
    now = new Date(Date.UTC(2026, 0, 1, 0, minute));
    ids.push((await made()).id);
  }
  now = new Date();
  const last = await made();
  assert.notEqual(await records.write(last, { status: 'completed' }), 'outdated');
  const listed = await records.list(['queued', 'processing']);
  assert.deepEqual(
    listed.map(({ id }) => id),
    [ids[1], ids[2], ids[0]],
  );
  assert.equal(await records.countUnfinished(user), 3);
  assert.equal(await records.countUnfinished(randomUUID()), 0);
  assert.equal(await records.countSince(user, new Date(Date.UTC(2026, 0, 1, 0, 2))), 2);
  assert.deepEqual(await records.countByStatus(), { queued: 3, completed: 1 });
});

test('a batch that was put back from a backup can be written again, by one of two', async () => {
  const early = await made();
  let read = early;
  for (const progress of [10, 20, 30]) {
    const written = await records.write(read, { progress });
    assert.ok(written !== 'outdated');
    read = written;
  }
  const { id, revision, progress } = early;
  const backup = { revision, progress };
  await directus.admin.request('PATCH', `/items/caption_jobs/${id}`, backup);
  const both = await Promise.all([
    records.write(early, { progress: 40 }),
    records.write(early, { progress: 50 }),
  ]);
  const [kept, ...others] = both.filter((written) => written !== 'outdated');
  assert.ok(kept !== undefined && others.length === 0);
  assert.equal(kept.revision, read.revision + 1);
  assert.deepEqual(await records.find(id), kept);
  assert.notEqual(await records.write(kept, { progress: 60 }), 'outdated');
});

test('an outage is an error, never an empty answer', async () => {
  const read = await made();
  await directus.halt();
  const unavailable = { code: 'directus.unavailable' };
  await assert.rejects(records.find(read.id), unavailable);
  await assert.rejects(records.write(read, {}), unavailable);
  await assert.rejects(records.list(['queued']), unavailable);
  await assert.rejects(records.countByStatus(), unavailable);
  await directus.restart();
});
