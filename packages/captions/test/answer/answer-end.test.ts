import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { bad } from '../../../../test/support/fake-model/behaviours.ts';
import { type FakeModel, startFakeModel } from '../../../../test/support/fake-model/fake-model.ts';
import { createCaptionWriter, createOpenAiCompatibleProvider } from '../../src/index.ts';
import { good } from '../support/wrapped-captions.ts';

let server: FakeModel;
before(async () => {
  server = await startFakeModel();
});
after(() => server.close());

const write = () =>
  createCaptionWriter({
    provider: createOpenAiCompatibleProvider({
      baseUrl: server.baseUrl,
      model: 'm',
      timeoutMs: 10_000,
    }),
    timeoutMs: 10_000,
  }).write({});

const answerWith = (message: object, choice: object, body: object = {}) => ({
  raw: JSON.stringify({
    id: 'x',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', ...message }, ...choice }],
    ...body,
  }),
});
const said = { content: good };
const stop = { finish_reason: 'stop' };

for (const [name, behaviour] of Object.entries({
  'finish_reason length': answerWith(said, { finish_reason: 'length' }),
  'finish_reason content_filter': answerWith(said, { finish_reason: 'content_filter' }),
  'finish_reason refusal': answerWith(said, { finish_reason: 'refusal' }),
  'finish_reason SAFETY': answerWith(said, { finish_reason: 'SAFETY' }),
  'finish_reason max_tokens': answerWith(said, { finish_reason: 'max_tokens' }),
  'a reason that nobody knows': answerWith(said, { finish_reason: 'because' }),
  'stop_reason refusal beside a stop': answerWith(said, { ...stop, stop_reason: 'refusal' }),
  'stop_reason refusal of the body': answerWith(said, stop, { stop_reason: 'refusal' }),
  native_finish_reason: answerWith(said, { ...stop, native_finish_reason: 'content_filter' }),
  'the field refusal': answerWith({ content: null, refusal: 'I like lace. You, too?' }, stop),
  'the field refusal beside content': answerWith({ ...said, refusal: 'I like lace.' }, stop),
  'a part of the kind refusal': answerWith(
    {
      content: [
        { type: 'text', text: good },
        { type: 'refusal', refusal: 'No way.' },
      ],
    },
    stop,
  ),
  'content null': bad.nullContent,
  'an empty content': bad.emptyContent,
  'white space': answerWith({ content: ' \n' }, stop),
})) {
  test(`an answer with ${name} is asked again once, and then there is no caption`, async () => {
    server.requests.length = 0;
    server.behave(behaviour, answerWith(said, stop));
    assert.equal((await write()).caption, good);
    assert.equal(server.requests.length, 2);
    server.behave(behaviour, behaviour);
    await assert.rejects(write(), { code: 'captions.model_failed' });
    assert.equal(server.requests.length, 4);
  });
}

test('a whole answer is taken at once, with the reasons that servers give, or none', async () => {
  for (const reason of ['stop', 'eos', 'eos_token', 'stop_sequence', 'end_turn', 'STOP', null]) {
    server.requests.length = 0;
    server.behave(answerWith(said, { finish_reason: reason, stop_reason: null }));
    assert.equal((await write()).caption, good);
    assert.equal(server.requests.length, 1, String(reason));
  }
});
