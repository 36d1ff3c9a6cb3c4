import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import { onlyAnswerEvents } from '../src/answer-events.ts';
import { connectModel, describeFailure } from '../src/index.ts';

const delta = (content: string) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta: { content } }] })}\n\n`;
const finish = 'data: {"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}\n\n';
const stream = (...frames: string[]) => [delta('Hello '), ...frames, delta('there.'), finish];

type Heard = { text: string; failure?: string };

/** What the SDK makes of a stream of these pieces, each of them bytes of their own. */
async function hear(pieces: readonly (string | Uint8Array)[], keepsOpen = false): Promise<Heard> {
  const fetch = async () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (const piece of pieces) {
          controller.enqueue(typeof piece === 'string' ? new TextEncoder().encode(piece) : piece);
        }
        if (!keepsOpen) controller.close();
      },
    });
    return new Response(body, { headers: { 'content-type': 'text/event-stream; charset=utf-8' } });
  };
  const server = { baseUrl: 'http://127.0.0.1:9/v1', model: 'm', fetch };
  const { sdk, model } = await connectModel(server, 1_000_000)();
  const heard: Heard = { text: '' };
  const asked = sdk.streamText({ model, prompt: 'Hi', maxRetries: 0, onError: () => {} });
  for await (const part of asked.stream) {
    if (part.type === 'text-delta') heard.text += part.text;
    else if (part.type === 'error') heard.failure = describeFailure(part.error);
  }
  return heard;
}

const passedOver = {
  'a comment as data': 'data: : keepalive\n\n',
  'a comment as data without a space': 'data::keep-alive\n\n',
  'a comment': ': OPENROUTER PROCESSING\n\n',
  'many comments': ':\n'.repeat(50),
  'a named ping': 'event: ping\ndata: {"type":"ping"}\n\n',
  'a named ping with a number': 'event: ping\ndata: 1700000000\n\n',
  'a named keepalive without data': 'event: keepalive\n\n',
  'a ping as JSON': 'data: {"type": "ping"}\n\n',
  'empty data': 'data:\n\n',
  'blank data': 'data:    \n\n',
  'several lines of empty data': 'data:\ndata:\ndata:\n\n',
  'an empty object': 'data: {}\n\n',
  'an empty list': 'data: []\n\n',
  null: 'data: null\n\n',
  'a word': 'data: ping\n\n',
  'a word in quotes': 'data: "keepalive"\n\n',
  'a report of usage': 'data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n\n',
  'a report of usage without choices': 'data: {"id":"x","usage":{"total_tokens":3}}\n\n',
  'a report of usage with no choices': 'data: {"choices":null,"usage":null}\n\n',
  'a filter of the prompt': 'data: {"choices":[],"prompt_filter_results":[{"prompt_index":0}]}\n\n',
  'ids and pauses': 'id: 7\nretry: 3000\n\n',
  'unknown fields': 'progress: 50%\n\n',
  'an error that is none':
    'data: {"error":null,"choices":[{"index":0,"delta":{"content":""}}]}\n\n',
};

for (const [name, frame] of Object.entries(passedOver)) {
  test(`an answer goes on past ${name}`, async () => {
    for (const variant of [frame, frame.replaceAll('\n', '\r\n'), frame.replaceAll('\n', '\r')]) {
      const pieces = [variant, ...stream(variant, variant), variant, 'data: [DONE]\n\n', variant];
      assert.deepEqual(await hear(pieces), { text: 'Hello there.' });
    }
  });
}

for (const mark of ['[DONE]', '[done]', ' [DONE] ', '"[DONE]"']) {
  test(`${JSON.stringify(mark)} ends an answer whose connection stays open`, {
    timeout: 20_000,
  }, async () => {
    const heard = await hear([...stream(), `data: ${mark}\n\n`], true);
    assert.deepEqual(heard, { text: 'Hello there.' });
  });
}

test('an answer is whole without an end mark, and without the empty line after its last event', async () => {
  assert.deepEqual(await hear(stream()), { text: 'Hello there.' });
  const [first = '', ...rest] = stream();
  const last = rest.join('').trimEnd();
  assert.deepEqual(await hear([first, last]), { text: 'Hello there.' });
});

const broken = {
  'an error': 'data: {"error":{"message":"out of memory","code":500}}\n\n',
  'an error beside choices':
    'data: {"error":{"message":"words"},"choices":[{"index":0,"delta":{"content":""}}]}\n\n',
  'an error as a text': 'data: {"error":"out of memory"}\n\n',
  'a named error': 'event: error\ndata: out of memory\n\n',
  'an error by its type': 'data: {"type":"error","message":"out of memory"}\n\n',
  'an error by its object': 'data: {"object":"error","message":"out of memory","code":500}\n\n',
  'JSON that is cut off': 'data: {"choices":[{"index":0,"delta":{"content":"and th\n\n',
  'JSON that is cut off over two lines': 'data: {"choices":\ndata: [{"index":0,\n\n',
  'choices of another form': 'data: {"choices":["Hello"]}\n\n',
};

for (const [name, frame] of Object.entries(broken)) {
  test(`an answer fails with ${name}`, async () => {
    const { failure } = await hear(stream(frame));
    assert.notEqual(failure, undefined);
    assert.doesNotMatch(failure ?? '', /memory|words/);
  });
}

test('an answer is the same wherever its bytes are cut and however its lines end', async () => {
  const says = [
    'こんにちは、',
    '世界！',
    '👩‍🎤 naïve ',
    '{"not":"an event"}',
    '\n\ndata: [DONE]\n\n',
    'end',
  ];
  const whole = says.map((text) => delta(text) + passedOver['a comment as data']).join('');
  const lineEnds = fc.constantFrom('\n', '\r\n', '\r');
  const cuts = fc.array(fc.nat(2_000), { maxLength: 40 });
  await fc.assert(
    fc.asyncProperty(lineEnds, cuts, async (lineEnd, places) => {
      const bytes = new TextEncoder().encode(`\ufeff${whole.replaceAll('\n', lineEnd)}`);
      const ends = [...new Set([...places.filter((at) => at < bytes.length), bytes.length])];
      ends.sort((one, other) => one - other);
      const pieces = ends.map((end, index) => bytes.slice(ends[index - 1] ?? 0, end));
      assert.equal(await readText(pieces), says.join(''));
    }),
    { numRuns: 200 },
  );
});

test('an event over several lines of data is one event', async () => {
  const frame = 'data: {"choices":\ndata: [{"index":0,\ndata: "delta":{"content":"so "}}]}\n\n';
  assert.deepEqual(await hear(stream(frame)), { text: 'Hello so there.' });
});

/** The text of an answer, read without the SDK. */
async function readText(pieces: readonly Uint8Array[]): Promise<string> {
  const events = await new Response(
    ReadableStream.from(pieces).pipeThrough(onlyAnswerEvents()),
  ).text();
  return events
    .split('\n\n')
    .filter((frame) => frame !== '')
    .map((frame) => JSON.parse(frame.slice('data: '.length)).choices[0].delta.content)
    .join('');
}
