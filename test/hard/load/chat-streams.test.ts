/** A thousand people read answers that go on: others are served meanwhile, and whoever leaves takes nothing along. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { proRoleId } from '../../../directus/state/accounts.ts';
import { type ApiProcess, createApiProcess } from '../../support/api-process.ts';
import { type FakeModel, startFakeModel } from '../../support/fake-model/fake-model.ts';
import { residentMegabytes } from '../../support/process-usage.ts';
import { startTestDirectus, type TestDirectus } from '../../support/start-directus.ts';
import { until } from '../../support/until.ts';

const streamsOfOne = 3;
const streamCount = 1_000;
const userCount = Math.ceil(streamCount / streamsOfOne);
let directus: TestDirectus;
let model: FakeModel;
let api: ApiProcess;
let tokens: string[];
let goOn: () => void;

before(async () => {
  directus = await startTestDirectus();
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  model = await startFakeModel({
    behaviour: { parts: ['Open the queue first. ', held, 'That is all.'] },
  });
  api = await createApiProcess({
    DIRECTUS_URL: directus.url,
    DIRECTUS_ADMIN_TOKEN: directus.adminToken,
    RATE_LIMIT_MAX: '0',
    CAPTION_PROVIDER: 'openai-compatible',
    LLM_BASE_URL: model.baseUrl,
    LLM_MODEL: 'fake-model',
    LLM_TIMEOUT_MS: '600000',
  });
  await api.start();
  tokens = await makeUsers(userCount);
});
after(async () => {
  goOn();
  await api?.stop();
  await model?.close();
  await directus?.stop();
});

/** Active users with a static token each; Directus makes a hundred at once. */
async function makeUsers(count: number): Promise<string[]> {
  const users = Array.from({ length: count }, () => ({
    email: `${randomUUID()}@example.com`,
    role: proRoleId,
    status: 'active',
    token: `static-${randomUUID()}`,
  }));
  for (let from = 0; from < count; from += 100) {
    const some = users.slice(from, from + 100);
    const { status, text } = await directus.admin.request('POST', '/users', some);
    assert.equal(status, 200, text);
  }
  return users.map(({ token }) => token);
}

interface Reader {
  response: Response;
  heard(): string;
  ended: Promise<void>;
  leave(): void;
}

async function openStream(token: string): Promise<Reader> {
  const controller = new AbortController();
  const response = await fetch(`${api.url}/api/genie/stream-chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'How do I schedule a post?', sessionId: randomUUID() }),
    signal: controller.signal,
  });
  if (response.status !== 200) assert.fail(await response.text());
  let heard = '';
  const listen = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) heard += decoder.decode(chunk, { stream: true });
  };
  const ended = listen().catch(() => undefined);
  return { response, heard: () => heard, ended, leave: () => controller.abort() };
}

/** Ten at a time: how quickly a thousand begin isn't the question. */
async function openStreams(): Promise<Reader[]> {
  const readers: Reader[] = [];
  const left = Array.from({ length: streamCount }, (_, n) => tokens[n % userCount] ?? '');
  const openSome = async () => {
    for (let token = left.pop(); token !== undefined; token = left.pop()) {
      readers.push(await openStream(token));
    }
  };
  await Promise.all(Array.from({ length: 10 }, openSome));
  return readers;
}

test('a thousand open streams', async (t) => {
  const before = await residentMegabytes(api.pid());
  const readers = await openStreams();
  await until(() => readers.every((reader) => reader.heard().includes('Open the queue')));
  const during = await residentMegabytes(api.pid());
  t.diagnostic(
    `memory: ${Math.round(before)} MB, with ${readers.length} streams ${Math.round(during)} MB`,
  );
  assert.ok(during - before < 500, `${during - before} MB for ${readers.length} streams`);

  for (const token of tokens.slice(0, 50)) {
    const me = await fetch(`${api.url}/api/me`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(me.status, 200);
  }
  const [first = ''] = tokens;
  const more = await fetch(`${api.url}/api/genie/stream-chat`, {
    method: 'POST',
    headers: { authorization: `Bearer ${first}`, 'content-type': 'application/json' },
    body: JSON.stringify({ message: 'One more?' }),
  });
  assert.equal(more.status, 429, 'nobody has more than three');

  const leavers = readers.slice(0, streamCount / 2);
  for (const reader of leavers) reader.leave();
  await until(() => model.requests.filter(({ aborted }) => aborted).length >= leavers.length);
  goOn();
  const stayers = readers.slice(streamCount / 2);
  await Promise.all(stayers.map(({ ended }) => ended));
  for (const reader of stayers) {
    assert.match(reader.heard(), /That is all\./);
    assert.match(reader.heard(), /"type":"finalizeResponseStream"/);
  }
});
