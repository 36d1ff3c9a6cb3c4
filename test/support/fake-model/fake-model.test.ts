import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bad } from './behaviours.ts';
import { type FakeModel, startFakeModel } from './fake-model.ts';

let server: FakeModel;
before(async () => {
  server = await startFakeModel({ apiKey: 'right' });
});
after(() => server.close());

const chat = { model: 'm', messages: [{ role: 'user', content: 'hi' }] };
const post = (body: unknown, headers: Record<string, string> = {}, signal?: AbortSignal) =>
  fetch(`${server.baseUrl}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: 'Bearer right', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });

test('turns away what a real server turns away, and records none of it', async () => {
  const table: [unknown, Record<string, string>, number][] = [
    [{ ...chat, model: undefined }, {}, 400],
    [{ ...chat, model: '' }, {}, 400],
    [{ ...chat, messages: [] }, {}, 400],
    [{ model: 'm' }, {}, 400],
    [{ ...chat, messages: [{ role: 'boss', content: 'x' }] }, {}, 400],
    [{ ...chat, stream: 'yes' }, {}, 400],
    [{ ...chat, max_tokens: 0 }, {}, 400],
    ['{"model":', {}, 400],
    ['[]', {}, 400],
    [chat, { authorization: 'Bearer wrong' }, 401],
    [chat, { 'content-type': 'text/plain' }, 415],
  ];
  for (const [body, headers, status] of table) {
    const answer = await post(body, headers);
    assert.equal(answer.status, status, JSON.stringify(body));
    assert.equal(
      typeof ((await answer.json()) as { error: { message: string } }).error.message,
      'string',
    );
  }
  assert.equal((await fetch(`${server.baseUrl}/nothing`)).status, 404);
  assert.equal((await fetch(`${server.baseUrl}/chat/completions`)).status, 405);
  assert.equal(server.requests.length, 0);
});

test('answers whole and streamed, in order of what was ordered, then with the default', async () => {
  server.behave({ answer: 'One two.' }, { answer: 'Three four.' }, bad.html);
  const whole = (await (await post(chat)).json()) as {
    choices: { message: { content: string } }[];
  };
  assert.equal(whole.choices[0]?.message.content, 'One two.');
  const lines = (await (await post({ ...chat, stream: true })).text())
    .split('\n\n')
    .filter(Boolean);
  assert.equal(lines.at(-1), 'data: [DONE]');
  const parts = lines.slice(0, -1).map((line) => JSON.parse(line.slice('data: '.length)));
  assert.equal(parts.map((part) => part.choices[0].delta.content ?? '').join(''), 'Three four.');
  assert.match(await (await post(chat)).text(), /doctype/);
  assert.match(await (await post(chat)).text(), /New drop is up/);
});

test('fails on demand: status, truncation, reset, also in the middle of a stream', async () => {
  server.behave({ status: 429 }, { truncate: true }, { reset: 'at-once' }, { reset: 'mid-stream' });
  assert.equal((await post(chat)).headers.get('retry-after'), '1');
  await assert.rejects(post(chat).then((answer) => answer.text()));
  await assert.rejects(post(chat).then((answer) => answer.text()));
  await assert.rejects(post({ ...chat, stream: true }).then((answer) => answer.text()));
});

test('records that a client went away, and that one stayed', async () => {
  server.requests.length = 0;
  server.behave({ stall: 'after-headers' }, { answer: 'Here.' });
  const controller = new AbortController();
  await post({ ...chat, stream: true }, {}, controller.signal);
  controller.abort();
  await (await post(chat)).text();
  await Promise.all(server.requests.map(({ done }) => done));
  assert.deepEqual(
    server.requests.map(({ aborted }) => aborted),
    [true, false],
  );
});
