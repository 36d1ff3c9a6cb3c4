import assert from 'node:assert/strict';
import { after, afterEach, before, test } from 'node:test';
import Type from 'typebox';
import { type Behaviour, bad } from '../../../test/support/fake-model/behaviours.ts';
import { type FakeModel, startFakeModel } from '../../../test/support/fake-model/fake-model.ts';
import {
  type ChatTool,
  createChatAssistant,
  createOpenAiCompatibleChat,
  defineChatTool,
} from '../src/index.ts';
import { ask } from './support/ask.ts';

const apiKey = 'key-for-the-fake-model';
let server: FakeModel;
before(async () => {
  server = await startFakeModel({ apiKey });
});
after(() => server.close());
afterEach(() => {
  server.requests.length = 0;
});

const assistant = (overrides = {}) =>
  createChatAssistant({
    provider: createOpenAiCompatibleChat({
      baseUrl: server.baseUrl,
      model: 'm',
      apiKey,
      timeoutMs: 10_000,
      ...overrides,
    }),
  });

function lookTool(found: unknown = { found: 'a job' }): ChatTool & { readonly inputs: unknown[] } {
  const inputs: unknown[] = [];
  const tool = defineChatTool({
    name: 'look',
    description: 'Looks up a job.',
    inputSchema: Type.Object({ jobId: Type.String() }, { additionalProperties: false }),
    execute: async (input) => {
      inputs.push(input);
      return found;
    },
  });
  return { ...tool, inputs };
}

/** What the model was told of its calls, in the last request. */
const toldToModel = () =>
  (server.requests.at(-1)?.body.messages ?? [])
    .filter(({ role }) => role === 'tool')
    .map(({ content }) => String(content));

test('gives the model its instructions, the conversation and the tools, with the key as bearer', async () => {
  const messages = [
    { role: 'user', content: 'Hello' },
    { role: 'assistant', content: 'Hi.' },
    { role: 'user', content: 'How are you?' },
  ] as const;
  server.behave({ answer: 'Fine.' });
  const { text } = await ask(assistant(), '', { messages, tools: [lookTool()] });
  assert.equal(text, 'Fine.');
  const [request] = server.requests;
  assert.equal(request?.authorization, `Bearer ${apiKey}`);
  assert.deepEqual(
    request?.body.messages.map(({ role }) => role),
    ['system', 'user', 'assistant', 'user'],
  );
  assert.deepEqual(
    request?.body.tools?.map((tool) => tool.function),
    [
      {
        name: 'look',
        description: 'Looks up a job.',
        parameters: {
          type: 'object',
          required: ['jobId'],
          properties: { jobId: { type: 'string' } },
          additionalProperties: false,
        },
      },
    ],
  );
  assert.ok((request?.body.max_tokens ?? 0) > 0 && (request?.body.max_tokens ?? 0) <= 1000);
});

test('calls the tool that the model asks for, and goes on with its result', async () => {
  const look = lookTool();
  server.behave(
    { call: [{ name: 'look', arguments: { jobId: 'j1' } }], text: 'Let me look.' },
    { script: ({ messages }) => ({ answer: `It says ${String(messages.at(-1)?.content)}.` }) },
  );
  const { text, error } = await ask(assistant(), 'Where is my job?', { tools: [look] });
  assert.equal(error, undefined);
  assert.equal(text, 'Let me look.\n\nIt says {"found":"a job"}.');
  assert.deepEqual(look.inputs, [{ jobId: 'j1' }]);
});

test('unknown tools and malformed arguments reach no tool and end harmlessly', async () => {
  const look = lookTool();
  for (const call of [
    { name: 'reveal_credentials', arguments: { id: 'x' } },
    { name: 'constructor', arguments: {} },
    { name: '__proto__', arguments: {} },
    { name: 'look', arguments: '{"jobId":' },
    { name: 'look', arguments: '"words"' },
    { name: 'look', arguments: '' },
    { name: 'look', arguments: '[1]' },
    { name: 'look', arguments: { jobId: 'j1', userId: 'someone else' } },
    { name: 'unknown', arguments: 'secret canary '.repeat(1_000) },
  ]) {
    server.behave({ call: [call] }, { answer: 'I could not do that.' });
    const { text, error } = await ask(assistant(), 'Do it', { tools: [look] });
    assert.equal(error?.detail, undefined, JSON.stringify(call));
    assert.equal(text, 'I could not do that.', call.name);
    assert.equal(toldToModel().length, 1);
    assert.ok((toldToModel()[0]?.length ?? 0) < 500, toldToModel()[0]);
  }
  assert.deepEqual(look.inputs, []);
});

test('a model that only ever calls tools ends after five steps and ten calls', async () => {
  const look = lookTool();
  const many = Array.from({ length: 4 }, () => ({ name: 'look', arguments: { jobId: 'j' } }));
  server.behave(...Array.from({ length: 6 }, () => ({ call: many })));
  const { error } = await ask(assistant(), 'Look', { tools: [look] });
  assert.equal(error?.code, 'chat.model_failed');
  assert.equal(server.requests.length, 5);
  assert.equal(look.inputs.length, 10);
  assert.equal(server.requests[4]?.body.tool_choice, 'none');
  server.behave();
  await drain();
});

test('a model that was not taught tools is asked without them, and remembered', async () => {
  const plain = await startFakeModel({ knowsTools: false });
  const one = assistant({ baseUrl: plain.baseUrl, apiKey: undefined });
  for (let count = 0; count < 2; count += 1) {
    const { error, text } = await ask(one, 'Hello', { tools: [lookTool()] });
    assert.equal(error?.detail, undefined);
    assert.match(text, /New drop/);
  }
  assert.equal(plain.requests.length, 2);
  assert.match(String(plain.requests[0]?.body.messages[0]?.content), /You can call no tools/);
  await plain.close();
});

test('another 400 is a failure, and tools are offered again afterwards', async () => {
  const one = assistant();
  server.behave({ status: 400 }, { status: 400 });
  const { error } = await ask(one, 'Hello', { tools: [lookTool()] });
  assert.equal(error?.detail, 'openai-compatible: status 400');
  await ask(one, 'Hello', { tools: [lookTool()] });
  assert.equal(server.requests.at(-1)?.body.tools?.length, 1);
});

test('every failure of the server is a model failure that gives nothing away', async () => {
  const behaviours: Behaviour[] = [
    { status: 500, message: 'inside words' },
    { status: 401, message: 'inside words' },
    { status: 429, message: 'inside words', headers: {} },
    bad.garbage,
    bad.html,
    bad.wrongShape,
    {
      raw: 'data: {"error":{"message":"inside words","code":"INSIDE_WORDS"}}\n\n',
      contentType: 'text/event-stream',
    },
    { raw: 'data: inside words\n\n', contentType: 'text/event-stream' },
    { raw: '', contentType: 'text/event-stream' },
    { answer: '' },
    { answer: '   ' },
    { reset: 'at-once' },
    { reset: 'mid-stream' },
    { redirect: 'http://127.0.0.1:1/inside' },
    { huge: 100_000 },
    { call: [{ name: 'look', arguments: 'x'.repeat(3_000_000) }] },
  ];
  for (const behaviour of behaviours) {
    server.requests.length = 0;
    server.behave(behaviour);
    const { error, text } = await ask(assistant(), 'a secret message', { tools: [lookTool()] });
    const name = JSON.stringify(behaviour).slice(0, 80);
    assert.equal(error?.code, 'chat.model_failed', name);
    assert.equal(server.requests.length, 1, name);
    const told = `${error.message} ${error.detail} ${JSON.stringify(error)} ${String(error.cause)}`;
    assert.doesNotMatch(told, /127\.0\.0\.1|http:|key-for|secret message|inside|INSIDE|doctype/);
    assert.ok(text.length <= 24_000);
  }
});

test('a model that falls silent is a timeout, with what it said before, and its call is ended', async () => {
  for (const stall of ['before-headers', 'after-headers', 'mid-body'] as const) {
    server.requests.length = 0;
    server.behave({ stall });
    const { error, text } = await ask(assistant({ timeoutMs: 200 }), 'Hello');
    assert.equal(error?.code, 'chat.model_timeout', stall);
    assert.equal(text, stall === 'mid-body' ? 'New dr' : '');
    await server.requests[0]?.done;
    assert.equal(server.requests[0]?.aborted, true);
  }
});

test('a model that drips for ever ends with its time', async () => {
  server.behave({ drip: 'One more word. '.repeat(5_000), everyMs: 5 });
  const { error } = await ask(assistant({ timeoutMs: 150 }), 'Hello');
  assert.equal(error?.code, 'chat.model_timeout');
  await server.requests[0]?.done;
  assert.equal(server.requests[0]?.aborted, true);
});

test('a tool may take longer than the model may be silent', async () => {
  const slow = defineChatTool({
    name: 'look',
    description: 'Looks.',
    inputSchema: Type.Object({}, { additionalProperties: false }),
    execute: () => new Promise((resolve) => setTimeout(() => resolve({ ok: true }), 900)),
  });
  server.behave({ call: [{ name: 'look', arguments: {} }] }, { answer: 'Done.' });
  const { error, text } = await ask(assistant({ timeoutMs: 600 }), 'Look', { tools: [slow] });
  assert.equal(error?.code, undefined);
  assert.equal(text, 'Done.');
});

test('a caller that goes ends the call, and a tool under way learns of it', async () => {
  const controller = new AbortController();
  let toolSignal: AbortSignal | undefined;
  const waiting = defineChatTool({
    name: 'look',
    description: 'Looks.',
    inputSchema: Type.Object({}, { additionalProperties: false }),
    execute: (_input, signal) => {
      toolSignal = signal;
      controller.abort();
      return new Promise(() => {});
    },
  });
  server.behave({ call: [{ name: 'look', arguments: {} }] });
  const { error } = await ask(assistant(), 'Look', { tools: [waiting], signal: controller.signal });
  assert.equal(error?.code, 'chat.aborted');
  assert.equal(toolSignal?.aborted, true);

  const goingAway = new AbortController();
  server.requests.length = 0;
  server.behave({ parts: ['First sentence. ', new Promise(() => {})] });
  const heard = ask(assistant(), 'Hello', { signal: goingAway.signal });
  while (server.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  goingAway.abort();
  assert.equal((await heard).error?.code, 'chat.aborted');
  await server.requests[0]?.done;
  assert.equal(server.requests[0]?.aborted, true);
});

/** Uses up what a test ordered and the assistant didn't need. */
async function drain(): Promise<void> {
  await ask(assistant(), 'Hello');
  server.requests.length = 0;
}
