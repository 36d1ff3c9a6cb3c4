import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import {
  type ChatStream,
  type ChatSystem,
  type Said,
  said,
  startChatSystem,
} from '../support/chat-system.ts';
import type { Person } from '../support/system.ts';
import { until } from '../support/until.ts';

/** So long that whatever ends sooner was not ended by it, on a busy machine too. */
const modelTimeoutMs = 120_000;

let stack: ChatSystem;
before(async () => {
  stack = await startChatSystem({}, modelTimeoutMs);
});
after(() => stack?.stop());

const historyOf = async (sessionId: string) =>
  (await stack.rows('chat_messages', `&filter[session][_eq]=${sessionId}`)).map(
    ({ role, content, outcome }) => [role, content, outcome],
  );
/** A promise that is kept by hand, and a model that says a sentence, waits for it and goes on. */
function heldModel(then: string) {
  const blocker = Promise.withResolvers<void>();
  stack.model.behave({ parts: ['A first sentence. ', blocker.promise, then] });
  return blocker;
}
/** A model that says a sentence, waits and then calls the tool. */
function heldBeforeTool() {
  const blocker = Promise.withResolvers<void>();
  const call = [{ name: 'list_connections', arguments: {} }];
  stack.model.behave({ call, text: 'I will look. ', after: blocker.promise });
  return blocker;
}

describe('a client that goes', () => {
  test("takes the model's call with it, and what was said is kept as stopped", async () => {
    const person = await stack.person();
    heldModel('Never said.');
    const stream = await stack.open(person, { message: 'Hello' });
    await stream.next();
    const call = stack.model.requests.at(-1);
    const start = performance.now();
    stream.leave();
    await call?.done;
    assert.equal(call?.aborted, true);
    assert.ok(performance.now() - start < modelTimeoutMs);
    await until(async () => (await historyOf(`genie-${person.id}`)).length === 2);
    assert.deepEqual((await historyOf(`genie-${person.id}`)).at(-1), [
      'assistant',
      'A first sentence.',
      'stopped',
    ]);
  });

  test('is no error of ours in the log', async () => {
    const person = await stack.person();
    heldModel('Never said.');
    const stream = await stack.open(person, { message: 'Hello' });
    await stream.next();
    const before = stack.api.log().length;
    stream.leave();
    await stack.model.requests.at(-1)?.done;
    await until(() => stack.api.log().slice(before).includes('answer left by its reader'));
    assert.doesNotMatch(stack.api.log().slice(before), /"level":50/);
  });

  test('before a word was said leaves no empty answer behind', async () => {
    const person = await stack.person();
    stack.model.behave({ stall: 'after-headers' });
    const before = stack.model.requests.length;
    const stream = await stack.open(person, { message: 'Hello' });
    await until(() => stack.model.requests.length > before);
    stream.leave();
    await stack.model.requests.at(-1)?.done;
    assert.equal(stack.model.requests.at(-1)?.aborted, true);
    stack.model.behave({ answer: 'Hi.' });
    await stack.chat(person, 'Again');
    assert.deepEqual(
      (await historyOf(`genie-${person.id}`)).map(([role]) => role),
      ['user', 'user', 'assistant'],
    );
  });

  test('that stops reading slows nobody else down and lets the server close', async () => {
    const person = await stack.person();
    const api = await stack.startApi();
    stack.model.behave({ answer: 'Another sentence of a long answer. '.repeat(600) });
    const body = JSON.stringify({ message: 'Hello' });
    const before = stack.model.requests.length;
    const socket = connect(api.port, '127.0.0.1');
    socket.write(
      `POST /api/genie/stream-chat HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${person.token}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
    );
    socket.once('readable', () => socket.pause());
    await until(() => stack.model.requests.length > before);
    const other = await stack.open(await stack.person(), { message: 'Hello' }, api);
    assert.equal(other.status, 200, other.raw());
    assert.equal((await other.rest()).at(-1)?.type, 'finalizeResponseStream');
    await api.stop();
    socket.destroy();
  });
});

test('a server that closes ends open streams with a word, keeps what was said and is not held up', async () => {
  const person = await stack.person();
  const api = await stack.startApi();
  heldModel('Never said.');
  const stream = await stack.open(person, { message: 'Hello' }, api);
  await stream.next();
  const call = stack.model.requests.at(-1);
  const start = performance.now();
  await api.stop();
  assert.ok(performance.now() - start < modelTimeoutMs);
  assert.deepEqual((await stream.rest()).at(-1), {
    type: 'error',
    textResponse: 'The server is restarting. Try again shortly.',
    close: true,
    error: true,
  });
  await call?.done;
  assert.equal(call?.aborted, true);
  assert.deepEqual((await historyOf(`genie-${person.id}`)).at(-1), [
    'assistant',
    'A first sentence.',
    'stopped',
  ]);
});

describe('a token that is revoked while the model answers', () => {
  const events: [string, (person: Person) => Promise<unknown>][] = [
    ['by logging out', ({ refreshToken }) => logOut(refreshToken)],
    ['by suspending the user', ({ id }) => patchUser(id, { status: 'suspended' })],
    ['by a new password', ({ id }) => patchUser(id, { password: 'another-password-9' })],
  ];
  for (const [how, revoke] of events) {
    test(`${how} opens no tool any more, and the stream says to sign in again`, async () => {
      const person = await stack.person();
      const blocker = heldBeforeTool();
      const before = stack.model.requests.length;
      const stream = await stack.open(person, { message: 'What have I connected?' });
      assert.equal((await stream.next())?.textResponse, 'I will look.');
      await revoke(person);
      blocker.resolve();
      const { last, text } = said(await stream.rest(), stream);
      assert.equal(last?.textResponse, 'You are no longer signed in. Sign in again to go on.');
      assert.equal(last?.error, true);
      assert.equal(text.trim(), '');
      // What the tool would have said would stand in a second request.
      assert.equal(stack.model.requests.length, before + 1);
      assert.doesNotMatch(stack.api.log(), /"tool":"list_connections","msg":"chat tool called"/);
    });
  }
});

describe('an answer without tools', () => {
  const events: [string, (person: Person) => Promise<unknown>][] = [
    ['logged out', ({ refreshToken }) => logOut(refreshToken)],
    ['suspended', ({ id }) => patchUser(id, { status: 'suspended' })],
  ];
  for (const [how, revoke] of events) {
    test(`ends soon after its reader was ${how}, and is not kept as whole`, async () => {
      const person = await stack.person();
      heldModel('Never said.');
      const stream = await stack.open(person, { message: 'Hello' });
      await stream.next();
      const call = stack.model.requests.at(-1);
      await revoke(person);
      const { last, text } = said(await stream.rest(), stream);
      assert.equal(last?.textResponse, 'You are no longer signed in. Sign in again to go on.');
      assert.deepEqual([last?.close, last?.error], [true, true]);
      assert.equal(text.trim(), '');
      await call?.done;
      assert.equal(call?.aborted, true);
      const [answer] = (await historyOf(`genie-${person.id}`)).slice(-1);
      assert.deepEqual(answer, ['assistant', 'A first sentence.', 'failed']);
    });
  }
});

describe('an outage of Directus', () => {
  // All of it in one outage: each takes a start of Directus.
  let refused: ChatStream;
  let beforeTool: Said;
  let atEnd: Said;
  let reader: Person;
  /** How often the model was asked: before the outage, and in it. */
  const asked = { before: 0, after: 0 };

  before(async () => {
    const stranger = await stack.person();
    reader = await stack.person();
    const toolBlocker = heldBeforeTool();
    const toolStream = await stack.open(await stack.person(), {
      message: 'What have I connected?',
    });
    await toolStream.next();
    const endBlocker = heldModel('A second one.');
    const endStream = await stack.open(reader, { message: 'Hello' });
    await endStream.next();
    asked.before = stack.model.requests.length;
    await stack.directus.halt();
    toolBlocker.resolve();
    endBlocker.resolve();
    beforeTool = said(await toolStream.rest(), toolStream);
    atEnd = said(await endStream.rest(), endStream);
    refused = await stack.open(stranger, { message: 'Hello' });
    asked.after = stack.model.requests.length;
    await stack.directus.restart();
  });

  test('before the first event is 503 with Retry-After, and nothing is asked of the model', () => {
    assert.equal(refused.status, 503);
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
    assert.equal(JSON.parse(refused.raw()).code, 'directus.unavailable');
    assert.equal(asked.after, asked.before);
  });

  test('before a tool is called ends the stream: never a pass', () => {
    assert.match(
      beforeTool.last?.textResponse ?? '',
      /^The user service cannot be reached right now/,
    );
    assert.equal(beforeTool.last?.error, true);
    assert.equal(asked.after, asked.before);
  });

  test('at the end of an answer is told: it is missing from the history', async () => {
    const { text, last } = atEnd;
    assert.match(text, /A second one\.$/);
    assert.match(last?.textResponse ?? '', /could not be kept/);
    assert.deepEqual([last?.close, last?.error], [true, true]);
    assert.deepEqual(await historyOf(`genie-${reader.id}`), [['user', 'Hello', null]]);
  });
});

async function logOut(refreshToken: string) {
  const body = { refresh_token: refreshToken };
  await stack.directus.admin.request('POST', '/auth/logout', body, null);
}
async function patchUser(id: string, change: object) {
  await stack.directus.admin.request('PATCH', `/users/${id}`, change);
}
