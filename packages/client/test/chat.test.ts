import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GenieChatError } from '../src/index.ts';
import { createFakeServers, failure, json, signedInClient } from './support/fake-servers.ts';
import { chunk, collect, errorEvent, eventStream, lastEvent } from './support/streams.ts';

const message = { message: 'Hello' };

async function answering(...parts: Parameters<typeof eventStream>) {
  const servers = createFakeServers();
  const client = await signedInClient(servers);
  const stream = eventStream(...parts);
  servers.answer = () => stream.response;
  return { client, isLeft: stream.isLeft };
}

test('an answer comes piece by piece', async () => {
  const pieces = [':\n\n', chunk('One.'), ':\n\n', `${chunk(' Two.')}${lastEvent}`];
  const { client } = await answering(pieces);
  assert.deepEqual(await collect(client.chat.text(message)), ['One.', ' Two.']);
  const again = await answering(pieces);
  const events = await collect(again.client.chat.stream(message));
  assert.deepEqual(
    events.map(({ type }) => type),
    ['textResponseChunk', 'textResponseChunk', 'finalizeResponseStream'],
  );
});

test('an error event is thrown, with its sentence, after what came before', async () => {
  const { client } = await answering([chunk('One.'), errorEvent]);
  const seen: string[] = [];
  const reading = (async () => {
    for await (const piece of client.chat.text(message)) seen.push(piece);
  })();
  await assert.rejects(reading, (error) => {
    assert.ok(error instanceof GenieChatError);
    assert.equal(error.code, 'chat.broke_off');
    assert.equal(error.message, 'The chat model took too long. Try again.');
    return true;
  });
  assert.deepEqual(seen, ['One.']);
});

test('a stream that ends without its last event is no whole answer', async () => {
  const { client } = await answering([chunk('One.')]);
  await assert.rejects(collect(client.chat.text(message)), { code: 'client.stream_cut' });
  const half = await answering([chunk('One.'), lastEvent.slice(0, -1)]);
  await assert.rejects(collect(half.client.chat.text(message)), { code: 'client.stream_cut' });
  const broken = await answering([chunk('One.')], 'breaks');
  await assert.rejects(collect(broken.client.chat.text(message)), { code: 'client.answer_cut' });
});

test('what is no event of the chat is refused', async () => {
  for (const piece of ['data: {\n\n', 'data: []\n\n', 'data: {"type":"x"}\n\n']) {
    const { client } = await answering([piece]);
    await assert.rejects(collect(client.chat.text(message)), { code: 'client.unexpected_event' });
  }
});

test('an answer that is no stream is refused, and an error before it is an ordinary one', async () => {
  const servers = createFakeServers();
  const client = await signedInClient(servers);
  servers.answer = () => json(200, { ok: true });
  await assert.rejects(collect(client.chat.text(message)), { code: 'client.unexpected_answer' });
  servers.answer = () => failure(422, 'chat.message_refused');
  await assert.rejects(collect(client.chat.text(message)), { code: 'chat.message_refused' });
});

test('leaving the loop ends the answer at the server, and so does the last event', async () => {
  const { client, isLeft } = await answering([chunk('One.')], 'waits');
  for await (const piece of client.chat.text(message)) {
    assert.equal(piece, 'One.');
    break;
  }
  assert.ok(isLeft());
  const ended = await answering([lastEvent], 'waits');
  await collect(ended.client.chat.text(message));
  assert.ok(ended.isLeft());
});

test('a signal ends the answer with its reason', async () => {
  const servers = createFakeServers();
  const client = await signedInClient(servers);
  servers.answer = (_path, init) => {
    const stream = eventStream([chunk('One.')], 'waits');
    const body = stream.response.body?.pipeThrough(new TransformStream(), {
      ...(init.signal ? { signal: init.signal } : {}),
    });
    return new Response(body ?? null, { headers: stream.response.headers });
  };
  const leaving = new AbortController();
  const reading = (async () => {
    for await (const _ of client.chat.text(message, { signal: leaving.signal })) {
      setImmediate(() => leaving.abort(new Error('left')));
    }
  })();
  await assert.rejects(reading, { message: 'left' });
});
