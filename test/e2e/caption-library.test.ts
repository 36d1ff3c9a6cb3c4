import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { type SignedIn, type System, startSystem } from '../support/system.ts';
import { until } from '../support/until.ts';

/** The library of captions, over a real Directus. */
let system: System;

before(async () => {
  system = await startSystem();
});
after(() => system?.stop());

interface Listed {
  id: string;
  caption: string;
  platform: string;
  topic: string;
  tone: string;
  length: string;
  source: string;
  jobId?: string;
  writtenAt: string;
}

const write = async ({ browser }: SignedIn, body: object) => {
  const answer = await browser.send('POST', '/api/captions/generate', { body });
  assert.equal(answer.status, 200, answer.text);
  return String(answer.body.caption);
};

async function list({ browser }: SignedIn, query: Record<string, string> = {}) {
  const answer = await browser.send('GET', `/api/captions?${new URLSearchParams(query)}`);
  assert.equal(answer.status, 200, answer.text);
  return answer.body as { captions: Listed[]; total: number };
}

test('a caption is in its library as soon as that is asked for, and in no other', async () => {
  const [mia, noa] = [await system.signIn(), await system.signIn()];
  const asked = { platform: 'instagram', tone: 'warm', topic: 'sunrise shoot', length: 'short' };
  const caption = await write(mia, asked);
  await write(mia, {});
  const { captions, total } = await list(mia);
  assert.equal(total, 2);
  const [plain, first] = captions;
  assert.ok(first && plain);
  const { id, writtenAt, ...rest } = first;
  assert.deepEqual(rest, { ...asked, caption, model: 'builtin', source: 'single' });
  assert.ok(plain.writtenAt >= writtenAt);
  assert.equal(plain.topic, 'new content drop', 'defaults are kept as they were meant');
  assert.equal((await list(noa)).total, 0);
  const removed = await noa.browser.send('DELETE', `/api/captions/${id}`);
  assert.deepEqual([removed.status, removed.body.code], [404, 'captions.not_found']);
  assert.equal((await list(mia)).total, 2);
});

test('words find a caption in any case and accents; signs of SQL mean nothing', async () => {
  const mia = await system.signIn();
  const topics = ['Café in Łódź', 'STRASSE bei Nacht', 'true 100% off', '写真セット 🔥'];
  for (const topic of topics) await write(mia, { platform: 'youtube', topic });
  const found = async (q: string) => (await list(mia, { q })).captions.map(({ topic }) => topic);
  assert.deepEqual(await found('cafe LODZ'), [topics[0]]);
  assert.deepEqual(await found('CAFÉ'), [topics[0]]);
  assert.deepEqual(await found('straße'), [topics[1]]);
  assert.deepEqual(await found('true'), [topics[2]]);
  assert.deepEqual(await found('写真'), [topics[3]]);
  assert.deepEqual(await found('🔥'), [topics[3]]);
  assert.deepEqual(await found('cafe nacht'), []);
  for (const q of ['%', '_', '%_%', "'; DROP TABLE captions"])
    assert.deepEqual(await found(q), [], q);
  assert.equal((await list(mia, { q: ' ' })).total, 4);
});

test('platform, date and page choose, and what cannot be a date is refused by its name', async () => {
  const mia = await system.signIn();
  for (const platform of ['x', 'reddit', 'x']) await write(mia, { platform });
  const all = await list(mia);
  assert.equal((await list(mia, { platform: 'x' })).total, 2);
  const middle = all.captions[1]?.writtenAt ?? '';
  assert.ok(
    (await list(mia, { from: middle })).captions.every(({ writtenAt }) => writtenAt >= middle),
  );
  const earlier = await list(mia, { to: middle });
  assert.ok(earlier.captions.every(({ writtenAt }) => writtenAt < middle));
  assert.equal((await list(mia, { from: middle })).total + earlier.total, 3);
  const pages = [await list(mia, { limit: '2' }), await list(mia, { limit: '2', offset: '2' })];
  const ids = pages.flatMap(({ captions }) => captions.map(({ id }) => id));
  assert.deepEqual(
    ids,
    all.captions.map(({ id }) => id),
  );
  const wrong = await mia.browser.send('GET', '/api/captions?from=yesterday');
  assert.equal(wrong.status, 400);
  assert.match(wrong.text, /from/);
});

test('a batch puts its captions in, once, and they stay when the batch goes', async () => {
  const mia = await system.signIn();
  const items = [
    { platform: 'x', topic: 'one' },
    { topic: 'a 14 year old girl' },
    { topic: 'two' },
  ];
  const { body } = await mia.browser.send('POST', '/api/captions/batch', { body: { items } });
  const job = `/api/queue/jobs/${body.jobId}`;
  await until(async () => {
    const answer = await mia.browser.send('GET', job);
    return (answer.body.job as { status: string } | undefined)?.status === 'completed';
  });
  await system.directus.admin.request('DELETE', `/items/caption_jobs/${body.jobId}`);
  const { captions } = await list(mia);
  assert.deepEqual(captions.map(({ topic }) => topic).sort(), ['one', 'two']);
  assert.ok(captions.every((one) => one.source === 'batch' && one.jobId === body.jobId));
});

test('one goes, or all; nobody else loses any', async () => {
  const [mia, noa] = [await system.signIn(), await system.signIn()];
  for (const one of [mia, mia, mia, noa]) await write(one, { platform: 'x' });
  const [first] = (await list(mia)).captions;
  const path = `/api/captions/${first?.id.toUpperCase()}`;
  assert.equal((await mia.browser.send('DELETE', path)).status, 204);
  assert.equal((await mia.browser.send('DELETE', path)).status, 404);
  for (const id of [randomUUID(), 'x', '%20']) {
    assert.equal((await mia.browser.send('DELETE', `/api/captions/${id}`)).status, 404, id);
  }
  // What was written a moment ago goes, too.
  await write(mia, { platform: 'x' });
  const emptied = await mia.browser.send('DELETE', '/api/captions');
  assert.deepEqual([emptied.status, emptied.body.removed], [200, 3]);
  assert.deepEqual([(await list(mia)).total, (await list(noa)).total], [0, 1]);
});

test('comes along in the export, and its owner alone reads it at Directus', async () => {
  const [mia, noa] = [await system.signIn(), await system.signIn()];
  const caption = await write(mia, { platform: 'x', topic: 'to take along' });
  await list(mia);
  const { text } = await mia.browser.send('POST', '/api/account/export', {
    body: { currentPassword: mia.password },
  });
  const { captionLibrary } = JSON.parse(text) as { captionLibrary: Record<string, unknown>[] };
  assert.deepEqual(
    captionLibrary.map((one) => [one.caption, one.topic, one.batchId]),
    [[caption, 'to take along', null]],
  );
  const path = '/items/captions?fields=text';
  const { admin } = system.directus;
  assert.deepEqual((await admin.request('GET', path, undefined, mia.token)).data, [
    { text: caption },
  ]);
  assert.deepEqual((await admin.request('GET', path, undefined, noa.token)).data, []);
  const field = await admin.request(
    'GET',
    '/items/captions?fields=search_text',
    undefined,
    mia.token,
  );
  assert.equal(field.status, 403);
});

test('without the secret that opens the guard nothing is kept, captions are written all the same', async () => {
  const api = await system.startApi({ introspectionSecret: undefined });
  const { token } = await system.person();
  const headers = { authorization: `Bearer ${token}` };
  const written = await api.request('POST', '/api/captions/generate', { body: {}, headers });
  assert.equal(written.status, 200, written.text);
  const answer = await api.request('GET', '/api/captions', { headers });
  assert.deepEqual([answer.status, answer.body.code], [500, 'auth.secret_not_set']);
});
