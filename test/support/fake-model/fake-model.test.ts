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

const tool = {
  type: 'function',
  function: { name: 'look', parameters: { type: 'object', properties: {} } },
};
const call = { id: 'a', type: 'function', function: { name: 'look', arguments: '{}' } };
const asked = { role: 'assistant', content: null, tool_calls: [call] };
const answered = { role: 'tool', tool_call_id: 'a', content: 'seen' };

test('turns away tools and calls that a real server turns away', async () => {
  server.requests.length = 0;
  const withMessages = (...messages: object[]) => ({
    ...chat,
    tools: [tool],
    messages: [...chat.messages, ...messages],
  });
  const noObject = { ...call, function: { name: 'look', arguments: '"x"' } };
  for (const body of [
    { ...chat, tools: [] },
    { ...chat, tools: [{ type: 'function', function: { name: 'no name' } }] },
    { ...chat, tools: [{ type: 'function', function: { name: 'look' } }] },
    { ...chat, tool_choice: 'auto' },
    { ...chat, tools: [tool], tool_choice: 'perhaps' },
    { ...chat, messages: [{ role: 'assistant', content: null }] },
    withMessages(asked),
    withMessages(asked, { role: 'user', content: 'and?' }),
    withMessages(answered),
    withMessages(asked, { ...answered, tool_call_id: 'b' }),
    withMessages({ ...asked, tool_calls: [] }),
    withMessages({ ...asked, tool_calls: [noObject] }, answered),
    withMessages({ ...asked, tool_calls: [call, call] }, answered, answered),
  ]) {
    assert.equal((await post(body)).status, 400, JSON.stringify(body));
  }
  assert.equal(server.requests.length, 0);
  assert.equal((await post(withMessages(asked, answered))).status, 200);
});

test('asks for tools, whole and streamed, and does what a script says', async () => {
  const wanted = { call: [{ name: 'look', arguments: { at: 'this' } }], text: 'Let me see.' };
  server.behave(wanted, wanted, {
    script: ({ messages }) => ({ answer: `You said ${String(messages[0]?.content)}.` }),
  });
  const body = { ...chat, tools: [tool] };
  const { choices } = JSON.parse(await (await post(body)).text());
  assert.equal(choices[0].message.tool_calls[0].function.arguments, '{"at":"this"}');
  assert.equal(choices[0].finish_reason, 'tool_calls');
  const streamed = await (await post({ ...body, stream: true })).text();
  const deltas = streamed
    .split('\n\n')
    .filter((line) => line.startsWith('data: {'))
    .map((line) => JSON.parse(line.slice('data: '.length)).choices[0].delta);
  const parts = deltas.flatMap((delta) => delta.tool_calls ?? []);
  assert.equal(parts.map((part) => part.function.arguments).join(''), '{"at":"this"}');
  assert.equal(deltas[0].content, 'Let me see.');
  assert.match(await (await post(body)).text(), /You said hi\./);
});

test('refuses tools where its model was not taught them', async () => {
  const plain = await startFakeModel({ knowsTools: false });
  const send = (body: object) =>
    fetch(`${plain.baseUrl}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  assert.equal((await send({ ...chat, tools: [tool] })).status, 400);
  assert.equal((await send(chat)).status, 200);
  await plain.close();
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
