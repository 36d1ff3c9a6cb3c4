import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { field, type TestUser } from '../../test/support/directus-client.ts';
import { useDirectus } from '../../test/support/directus-pool.ts';

let directus: Awaited<ReturnType<typeof useDirectus>>;
let own: TestUser;
let token: string;
const ids = { own: randomUUID(), other: randomUUID() };
const hidden = ['round', 'revision', 'runner'];

before(async () => {
  directus = await useDirectus();
  own = await directus.admin.createUser();
  const other = await directus.admin.createUser();
  for (const [id, user] of [
    [ids.own, own.id],
    [ids.other, other.id],
  ]) {
    const at = new Date().toISOString();
    const job = { id, user, type: 'caption-batch', status: 'queued', date_created: at };
    const items = [{ topic: 'topic-canary' }];
    const made = { ...job, items };
    const claim = { claim: `${id}/1`, at, job: { id, revision: 1 } };
    assert.equal((await directus.admin.request('POST', '/items/caption_jobs', made)).status, 200);
    assert.equal(
      (await directus.admin.request('POST', '/items/caption_job_writes', claim)).status,
      200,
    );
  }
  token = (await directus.login(own.email, own.password)).accessToken;
});
after(() => directus?.stop());

const get = (path: string) => directus.admin.request('GET', path, undefined, token);

test('a user reads its own batches, and of them what concerns it', async () => {
  const rows = (await get('/items/caption_jobs')).data as Record<string, unknown>[];
  assert.deepEqual(
    rows.map(({ id }) => id),
    [ids.own],
  );
  for (const name of hidden) assert.ok(!(name in (rows[0] ?? {})), name);
});

test("another user's batch is not read, by no way of asking", async () => {
  const paths = [
    `/items/caption_jobs/${ids.other}`,
    `/items/caption_jobs?filter[id][_eq]=${ids.other}`,
    '/items/caption_jobs?filter[user][_neq]=$CURRENT_USER',
  ];
  for (const path of paths) assert.ok(!(await get(path)).text.includes(ids.other), path);
  const counted = await get('/items/caption_jobs?aggregate[count]=id');
  assert.equal(Number(field(field((counted.data as unknown[])[0], 'count'), 'id')), 1);
});

test('nobody but an administrator writes a batch, or sees who claimed a write', async () => {
  for (const [method, path, body] of [
    ['POST', '/items/caption_jobs', { type: 'caption-batch', status: 'queued', items: [] }],
    ['PATCH', `/items/caption_jobs/${ids.own}`, { status: 'completed' }],
    ['DELETE', `/items/caption_jobs/${ids.own}`, undefined],
    ['POST', '/items/caption_job_writes', { claim: `${ids.own}/2`, job: ids.own }],
    ['GET', '/items/caption_job_writes', undefined],
  ] as const) {
    const answer = await directus.admin.request(method, path, body, token);
    assert.equal(answer.status, 403, `${method} ${path}`);
  }
});

test('the batches of a removed user go with it, claims included', async () => {
  await directus.admin.request('DELETE', `/users/${own.id}`);
  const left = await directus.admin.request('GET', '/items/caption_job_writes?fields=claim');
  assert.deepEqual(left.data, [{ claim: `${ids.other}/1` }]);
});
