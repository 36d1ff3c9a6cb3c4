import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, afterEach, before, test } from 'node:test';
import { promisify } from 'node:util';
import { bad } from '../../../test/support/fake-model/behaviours.ts';
import { type FakeModel, startFakeModel } from '../../../test/support/fake-model/fake-model.ts';
import {
  CaptionError,
  checkCaption,
  createCaptionWriter,
  createOpenAiCompatibleProvider,
} from '../src/index.ts';

const apiKey = 'key-for-the-fake-model';
let server: FakeModel;
before(async () => {
  server = await startFakeModel({ apiKey });
});
after(() => server.close());
afterEach(() => {
  server.requests.length = 0;
});

const provider = (overrides = {}) =>
  createOpenAiCompatibleProvider({
    baseUrl: server.baseUrl,
    model: 'test-model:7b',
    apiKey,
    timeoutMs: 10_000,
    ...overrides,
  });
const writer = (overrides = {}, timeoutMs = 10_000) =>
  createCaptionWriter({ provider: provider(overrides), timeoutMs });

async function failure(writing: Promise<unknown>): Promise<CaptionError> {
  const error = await writing.then(
    () => assert.fail('a caption came'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof CaptionError, String(error));
  return error;
}

test('asks for a bounded answer with the rules as system text and the key as bearer', async () => {
  const { caption, model } = await writer().write({ topic: 'new photo set' });
  assert.match(caption, /^New drop is up/);
  assert.equal(model, 'test-model:7b');
  const [request] = server.requests;
  assert.equal(request?.authorization, `Bearer ${apiKey}`);
  assert.equal(request?.body.model, 'test-model:7b');
  assert.ok((request?.body.max_tokens ?? 0) > 0 && (request?.body.max_tokens ?? 0) <= 1000);
  assert.deepEqual(
    request?.body.messages.map(({ role }) => role),
    ['system', 'user'],
  );
  assert.match(String(request?.body.messages[1]?.content), /new photo set/);
});

test('works with and without a slash after the base address', async () => {
  assert.equal((await writer({ baseUrl: `${server.baseUrl}/` }).write({})).platform, 'onlyfans');
});

test('every failure of the server is a model failure, tried once, that gives nothing away', async () => {
  const behaviours = [
    { status: 500 },
    { status: 401 },
    { status: 429, headers: {} },
    { status: 503 },
    { status: 400 },
    bad.garbage,
    bad.html,
    bad.wrongShape,
    bad.noChoices,
    { truncate: true },
    { reset: 'at-once' },
    { huge: 5_000_000 },
    { huge: 5_000_000, gzip: true },
    { redirect: `${server.baseUrl}/models` },
  ] as const;
  for (const behaviour of behaviours) {
    server.requests.length = 0;
    server.behave(behaviour);
    const error = await failure(writer().write({ topic: 'secret topic' }));
    assert.equal(error.code, 'captions.model_failed', JSON.stringify(behaviour));
    assert.equal(server.requests.length, 1, JSON.stringify(behaviour));
    const told = `${error.message} ${error.detail} ${JSON.stringify(error)} ${String(error.cause)}`;
    assert.doesNotMatch(told, /127\.0\.0\.1|http:|key-for|secret topic|Upstream|doctype/, told);
  }
});

test('a wrong key and a server that is not there are model failures', async () => {
  assert.equal(
    (await failure(writer({ apiKey: 'wrong' }).write({}))).detail,
    'openai-compatible: status 401',
  );
  const gone = await startFakeModel();
  await gone.close();
  assert.equal(
    (await failure(writer({ baseUrl: gone.baseUrl }).write({}))).code,
    'captions.model_failed',
  );
});

test('a stalled or dripping server is a timeout, and its connection is closed', async () => {
  for (const behaviour of [
    { stall: 'before-headers' },
    { stall: 'after-headers' },
    { stall: 'mid-body' },
    { drip: 'New set. '.repeat(5000), everyMs: 1 },
  ] as const) {
    for (const slow of [writer({ timeoutMs: 150 }), writer({}, 150)]) {
      server.requests.length = 0;
      server.behave(behaviour);
      assert.equal(
        (await failure(slow.write({}))).code,
        'captions.model_timeout',
        JSON.stringify(behaviour),
      );
      await server.requests[0]?.done;
      assert.equal(server.requests[0]?.aborted, true);
    }
  }
});

test('a caller that goes away closes the connection to the model', async () => {
  server.behave({ stall: 'after-headers' });
  const controller = new AbortController();
  const writing = failure(writer().write({}, { signal: controller.signal }));
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  controller.abort();
  assert.equal((await writing).code, 'captions.aborted');
  await server.requests[0]?.done;
  assert.equal(server.requests[0]?.aborted, true);
});

test('captions that break a rule twice are repaired, explicit ones refused', async () => {
  for (const behaviour of [
    bad.tooLong,
    bad.tooManySentences,
    bad.hashtags,
    bad.link,
    bad.markdownLink,
    bad.wrapped,
  ]) {
    for (const platform of [
      'onlyfans',
      'fansly',
      'x',
      'reddit',
      'tiktok',
      'instagram',
      'youtube',
      'snapchat',
    ] as const) {
      server.behave(behaviour, behaviour);
      const { caption } = await writer().write({ platform });
      assert.deepEqual(checkCaption(caption, { platform }), []);
      server.behave();
      await drain();
    }
  }
  for (const behaviour of [bad.explicit, bad.minors]) {
    server.requests.length = 0;
    server.behave(behaviour, behaviour);
    assert.equal((await failure(writer().write({}))).code, 'captions.model_failed');
    assert.equal(server.requests.length, 2);
  }
});

test('the model learns from the second request what was wrong with its first answer', async () => {
  server.behave(bad.link, {
    answer: ({ messages }) =>
      /Use no link/.test(String(messages.at(-1)?.content))
        ? 'Sorry for that. No more of it.'
        : 'No reason came. Not good.',
  });
  assert.equal((await writer().write({})).caption, 'Sorry for that. No more of it.');
});

test('the key and the prompt go to no address that a redirect names', async () => {
  const other = await startFakeModel();
  server.behave({ redirect: `${other.baseUrl}/chat/completions` });
  await failure(writer().write({}));
  assert.equal(other.requests.length, 0);
  await other.close();
});

test('the SDK is loaded by the first call, not by the import', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const seen = [];
    registerHooks({ resolve: (name, context, next) => { seen.push(name); return next(name, context); } });
    const { createOpenAiCompatibleProvider, createBuiltinProvider, createCaptionWriter } = await import(${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)});
    createOpenAiCompatibleProvider({ baseUrl: 'http://127.0.0.1:9/v1', model: 'm', timeoutMs: 100 });
    await createCaptionWriter({ provider: createBuiltinProvider(), timeoutMs: 1000 }).write({});
    process.stdout.write(JSON.stringify(seen.filter((name) => name === 'ai' || name.startsWith('@ai-sdk'))));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    script,
  ]);
  assert.equal(stdout, '[]');
});

/** Uses up what a test ordered and the writer didn't need. */
async function drain(): Promise<void> {
  for (let count = 0; count < 2; count += 1) {
    const answer = await fetch(`${server.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${apiKey}` },
      body: JSON.stringify({ model: 'm', messages: [{ role: 'user', content: 'x' }] }),
    });
    if ((await answer.text()).includes('New drop is up')) return;
  }
}
