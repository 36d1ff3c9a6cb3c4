import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, afterEach, before, test } from 'node:test';
import { promisify } from 'node:util';
import { type Behaviour, bad } from '../../../test/support/fake-model/behaviours.ts';
import { type FakeModel, startFakeModel } from '../../../test/support/fake-model/fake-model.ts';
import { connectModel, describeFailure, statusOf } from '../src/index.ts';

const apiKey = 'key-for-the-fake-model';
const maxAnswerBytes = 100_000;
let server: FakeModel;
before(async () => {
  server = await startFakeModel({ apiKey });
});
after(() => server.close());
afterEach(() => {
  server.requests.length = 0;
});

async function ask(overrides = {}): Promise<string> {
  const connect = connectModel(
    { baseUrl: server.baseUrl, model: 'test-model:7b', apiKey, ...overrides },
    maxAnswerBytes,
  );
  const { sdk, model } = await connect();
  return (await sdk.generateText({ model, prompt: 'a secret prompt', maxRetries: 0 })).text;
}

async function failure(overrides = {}): Promise<unknown> {
  return ask(overrides).then(
    () => assert.fail('an answer came'),
    (error: unknown) => error,
  );
}

test('asks the named model with the key, with and without a slash after the address', async () => {
  for (const baseUrl of [server.baseUrl, `${server.baseUrl}/`]) await ask({ baseUrl });
  assert.equal(server.requests.length, 2);
  assert.equal(server.requests[0]?.authorization, `Bearer ${apiKey}`);
  assert.equal(server.requests[0]?.body.model, 'test-model:7b');
});

test('tells failures apart by kind and number, with nothing of the server, the prompt or the key', async () => {
  const table: [Behaviour, string, number | undefined][] = [
    [{ status: 500, message: 'inside words' }, 'status 500', 500],
    [{ status: 400, message: 'inside words' }, 'status 400', 400],
    [{ status: 429, message: 'inside words', headers: {} }, 'status 429', 429],
    [{ raw: 'inside words' }, 'unreadable answer', 200],
    [bad.html, 'unreadable answer', 200],
    [{ huge: 200_000 }, 'answer too large', undefined],
    [{ huge: 200_000, gzip: true }, 'answer too large', undefined],
  ];
  for (const [behaviour, words, status] of table) {
    server.behave(behaviour);
    const error = await failure();
    assert.equal(describeFailure(error), words);
    if (status !== undefined) assert.equal(statusOf(error), status);
  }
  server.behave({ reset: 'at-once' });
  assert.match(describeFailure(await failure()), /^(?:ECONNRESET|UND_ERR_SOCKET|no answer)$/);
  assert.equal(describeFailure(await failure({ apiKey: 'wrong' })), 'status 401');
});

test('passes on no code that the server chose', () => {
  assert.equal(describeFailure({ code: 'WORDS_OF_THE_SERVER' }), 'no answer');
  for (const thrown of [
    Object.assign(new Error('words'), { code: 'WORDS' }),
    undefined,
    null,
    'words',
    5,
    new Error('words'),
  ]) {
    assert.equal(describeFailure(thrown), 'no answer');
  }
});

test('takes neither the key nor the prompt to an address that a redirect names', async () => {
  const other = await startFakeModel();
  server.behave({ redirect: `${other.baseUrl}/chat/completions` });
  await failure();
  assert.equal(other.requests.length, 0);
  await other.close();
});

test('loads the SDK with the first call, once', async () => {
  const script = `
    import { registerHooks } from 'node:module';
    const seen = [];
    registerHooks({ resolve: (name, context, next) => { seen.push(name); return next(name, context); } });
    const { connectModel } = await import(${JSON.stringify(new URL('../src/index.ts', import.meta.url).href)});
    const connect = connectModel({ baseUrl: 'http://127.0.0.1:9/v1', model: 'm' }, 1000);
    const loaded = () => seen.filter((name) => name === 'ai').length;
    const before = loaded();
    const same = (await connect()) === (await connect());
    process.stdout.write(JSON.stringify([before, loaded(), same]));
  `;
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--input-type=module',
    '-e',
    script,
  ]);
  assert.equal(stdout, '[0,1,true]');
});
