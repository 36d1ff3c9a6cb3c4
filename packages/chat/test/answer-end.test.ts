import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type FakeModel, startFakeModel } from '../../../test/support/fake-model/fake-model.ts';
import { createChatAssistant, createOpenAiCompatibleChat } from '../src/index.ts';
import { ask } from './support/ask.ts';

let server: FakeModel;
before(async () => {
  server = await startFakeModel();
});
after(() => server.close());

const hear = (pieces: readonly object[]) => {
  const event = (choice: object) =>
    `data: ${JSON.stringify({ id: 'x', object: 'chat.completion.chunk', choices: [{ index: 0, ...choice }] })}\n\n`;
  server.behave({
    raw: `${pieces.map(event).join('')}data: [DONE]\n\n`,
    contentType: 'text/event-stream',
  });
  const provider = createOpenAiCompatibleChat({
    baseUrl: server.baseUrl,
    model: 'm',
    timeoutMs: 10_000,
  });
  return ask(createChatAssistant({ provider }), 'Hello');
};
const says = (content: string) => ({ delta: { content }, finish_reason: null });
const ends = (reason: string) => ({ delta: {}, finish_reason: reason });

test('an answer that broke off ends with an error, after what was said of it', async () => {
  for (const last of [[ends('length')], [ends('max_tokens')], [ends('abort')]]) {
    const { text, error } = await hear([says('A first sentence. And a sec'), ...last]);
    assert.equal(text, 'A first sentence. And a sec', JSON.stringify(last));
    assert.equal(error?.code, 'chat.answer_cut');
  }
});

test('a stream that gives no reason for its end is no whole answer', async () => {
  const { text, error } = await hear([says('A first sentence. And a sec')]);
  assert.equal(text, 'A first sentence. And a sec');
  assert.equal(error?.code, 'chat.model_failed');
});

test('an answer that a filter ended is no whole one either', async () => {
  for (const last of [ends('content_filter'), { ...ends('stop'), stop_reason: 'refusal' }]) {
    const { text, error } = await hear([says('A first sentence. '), last]);
    assert.equal(text, 'A first sentence.');
    assert.equal(error?.code, 'chat.answer_refused');
  }
});

test('what a model says that declines is an answer', async () => {
  const refusal = { delta: { refusal: 'I would rather not.' }, finish_reason: null };
  const { text, error } = await hear([refusal, ends('stop')]);
  assert.equal(error, undefined);
  assert.equal(text, 'I would rather not.');
});

test('no reasoning and no mark of a template reaches the reader, in whatever pieces they come', async () => {
  const answer =
    '<think>They want <b>that</b>.</think>\nHere you are. Done.<|im_end|>\n<|im_start|>user';
  for (const size of [1, 2, 5, 200]) {
    const pieces = answer.match(new RegExp(`[\\s\\S]{1,${size}}`, 'gu')) ?? [];
    const { text, error } = await hear([...pieces.map(says), ends('stop')]);
    assert.equal(error, undefined);
    assert.equal(text, 'Here you are. Done.');
  }
});

test('an answer of nothing but reasoning is none', async () => {
  const { text, error } = await hear([says('<think>They want'), says(' more'), ends('stop')]);
  assert.equal(text, '');
  assert.equal(error?.code, 'chat.model_failed');
});
