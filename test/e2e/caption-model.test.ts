import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import { type FakeModel, startFakeModel } from '../support/fake-model/fake-model.ts';
import { readSamples } from '../support/read-samples.ts';
import type { TestApi } from '../support/start-api.ts';
import { type System, startSystem } from '../support/system.ts';
import { until } from '../support/until.ts';

const apiKey = 'model-key-of-this-test';
let system: System;
let model: FakeModel;
let api: TestApi;
let token: string;

before(async () => {
  model = await startFakeModel({ apiKey });
  const captions = {
    timeoutMs: 1_500,
    model: { baseUrl: model.baseUrl, name: 'fake-model', apiKey },
  };
  system = await startSystem({ api: { captions } });
  ({ api } = system);
  ({ token } = await system.person());
});

after(async () => {
  await system?.stop();
  await model?.close();
});

afterEach(() => {
  assert.ok(!api.log().includes(apiKey), 'no key in the log');
});

const generate = (signal?: AbortSignal) =>
  api.request('POST', '/api/captions/generate', {
    token,
    body: { topic: 'new photo set' },
    ...(signal === undefined ? {} : { signal }),
  });

test("the model's caption comes back with the model's name", async () => {
  const answer = await generate();
  assert.equal(answer.status, 200);
  assert.equal(answer.body.model, 'fake-model');
});

for (const [name, behaviour] of [
  ['500', { status: 500, message: 'inside of the model server' }],
  ['401', { status: 401, message: 'bad key inside' }],
  ['429 without a time', { status: 429, message: 'slow down inside', headers: {} }],
  ['garbage', { raw: '{"choices":[{"mess' }],
  ['HTML', { raw: '<title>inside</title>', contentType: 'text/html' }],
  ['a reset', { reset: 'at-once' }],
  ['a redirect', { redirect: 'http://127.0.0.1:1/inside' }],
] as const) {
  test(`a model that answers with ${name} is 502, with nothing of it in the answer`, async () => {
    model.behave(behaviour);
    const answer = await generate();
    assert.equal(answer.status, 502);
    assert.equal(answer.body.code, 'captions.model_failed');
    assert.ok(!answer.text.includes('inside'));
  });
}

test('a model that says nothing is 504 after LLM_TIMEOUT_MS', async () => {
  model.behave({ stall: 'before-headers' });
  const answer = await generate();
  assert.equal(answer.status, 504);
  assert.equal(answer.body.code, 'captions.model_timeout');
});

/** Asks for a caption, and goes while the model is at it. */
async function leave() {
  model.behave({ stall: 'after-headers' });
  const before = model.requests.length;
  const controller = new AbortController();
  const answer = generate(controller.signal);
  await until(() => model.requests.length > before);
  controller.abort();
  await assert.rejects(answer, { name: 'AbortError' });
  return model.requests.at(-1);
}

test("a client that goes takes the model's call with it", async () => {
  const call = await leave();
  await call?.done;
  assert.equal(call?.aborted, true);
});

test('a client that has gone is told as that in log and metrics, as no failure of the model', async () => {
  const samples = async () => readSamples((await api.request('GET', '/metrics')).text);
  const failed = 'genie_refusals_total{operation="generateCaption",code="captions.model_failed"}';
  const lost = 'genie_http_request_seconds_count{operation="generateCaption",status="lost"}';
  const before = await samples();
  const logged = api.log().length;
  await leave();
  await until(async () => (await samples()).get(lost) === (before.get(lost) ?? 0) + 1);
  assert.equal((await samples()).get(failed), before.get(failed));
  const lines = api.log().slice(logged);
  assert.match(lines, /"status":502,.*"lost":true,"msg":"answered"/);
  assert.doesNotMatch(lines, /"level":50/);
});

test('no caption is asked of the model for someone who is not logged in, or for a refused topic', async () => {
  const before = model.requests.length;
  assert.equal((await api.request('POST', '/api/captions/generate', { body: {} })).status, 401);
  const refused = { token, body: { topic: 'a 14 year old girl' } };
  assert.equal((await api.request('POST', '/api/captions/generate', refused)).status, 422);
  assert.equal(model.requests.length, before);
});

// The last one: nothing asks the model for five minutes after it.
test('a model that asks for a pause is 503 with its Retry-After, and nobody asks it meanwhile', async () => {
  const before = model.requests.length;
  model.behave({ status: 503, message: 'inside', headers: { 'retry-after': '300' } });
  const answer = await generate();
  assert.equal(answer.status, 503);
  assert.equal(answer.body.code, 'captions.model_busy');
  assert.equal(answer.headers.get('retry-after'), '300');
  assert.ok(!answer.text.includes('inside'));
  const chat = { token, body: { message: 'Hello' } };
  for (const [path, call, code] of [
    ['/api/captions/generate', { token, body: {} }, 'captions.model_busy'],
    ['/api/genie/stream-chat', chat, 'chat.model_busy'],
  ] as const) {
    const refused = await api.request('POST', path, call);
    assert.equal(refused.status, 503);
    assert.equal(refused.body.code, code);
    assert.ok(Number(refused.headers.get('retry-after')) > 200);
  }
  assert.equal(model.requests.length, before + 1);
});
