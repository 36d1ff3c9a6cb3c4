import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { type ChatSystem, said, startChatSystem } from '../support/chat-system.ts';
import { modelKey } from '../support/system.ts';

let stack: ChatSystem;
before(async () => {
  stack = await startChatSystem();
});
after(() => stack?.stop());
afterEach(() => {
  assert.ok(!stack.api.log().includes(modelKey), 'no key in the log');
});

const post = (token: string | undefined, body: unknown) =>
  stack.api.request('POST', '/api/genie/stream-chat', {
    body,
    ...(token === undefined ? {} : { token }),
  });
const messagesOf = (sessionId: string) =>
  stack.rows('chat_messages', `&filter[session][name][_eq]=${sessionId}`);
const historyOf = async (sessionId: string) =>
  (await messagesOf(sessionId)).map(({ role, content, outcome }) => [role, content, outcome]);

describe('a stream', () => {
  test('has one data line of JSON an event, an end, and headers that keep it from being held back', async () => {
    const person = await stack.person();
    stack.model.behave({ answer: 'A first sentence. A second one that is a little longer.' });
    const stream = await stack.open(person, { message: 'Hello' });
    const events = await stream.rest();
    assert.equal(stream.status, 200);
    assert.equal(stream.headers.get('content-type'), 'text/event-stream');
    assert.equal(stream.headers.get('cache-control'), 'no-store, no-transform');
    assert.equal(stream.headers.get('x-accel-buffering'), 'no');
    assert.match(stream.headers.get('x-request-id') ?? '', /^[A-Za-z0-9._-]{1,128}$/);
    const end = '{"type":"finalizeResponseStream","textResponse":"","close":true,"error":false}';
    const [first, ...others] = stream
      .raw()
      .split('\n\n')
      .filter((block) => block !== ':');
    assert.equal(
      first,
      'data: {"type":"textResponseChunk","textResponse":"A first sentence.","close":false,"error":false}',
    );
    assert.deepEqual(others.slice(-2), [`data: ${end}`, '']);
    assert.equal(
      said(events, stream).text,
      'A first sentence. A second one that is a little longer.',
    );
  });

  test('gives the first sentence before the model has ended', async () => {
    const person = await stack.person();
    const blocker = Promise.withResolvers<void>();
    stack.model.behave({ parts: ['A first sentence. And', blocker.promise, ' a second.'] });
    const stream = await stack.open(person, { message: 'Hello' });
    assert.equal((await stream.next())?.textResponse, 'A first sentence.');
    blocker.resolve();
    assert.deepEqual(
      (await stream.rest()).map(({ textResponse }) => textResponse),
      [' And a second.', ''],
    );
  });

  test('gets comment lines while nothing comes', async () => {
    const person = await stack.person();
    const api = await stack.startApi({ keepAliveMs: 20 });
    const blocker = Promise.withResolvers<void>();
    stack.model.behave({ parts: [blocker.promise, 'Hello.'] });
    const stream = await stack.open(person, { message: 'Hello' }, api);
    setTimeout(blocker.resolve, 400);
    await stream.rest();
    assert.ok(stream.raw().split(':\n\n').length > 3, stream.raw());
  });
});

test('first messages at the same time all work, in one session', async () => {
  const person = await stack.person();
  const answers = await Promise.all(
    Array.from({ length: 3 }, (_, index) => stack.chat(person, `Hello ${index}`)),
  );
  for (const { last } of answers) assert.equal(last?.type, 'finalizeResponseStream');
  const sessions = await stack.rows('chat_sessions', `&filter[user][_eq]=${person.id}`);
  assert.equal(sessions.length, 1);
  assert.equal((await messagesOf(`genie-${person.id}`)).length, 6);
});

test('a fourth answer at once is 429, and is given once one has ended', async () => {
  const person = await stack.person();
  const blocker = Promise.withResolvers<void>();
  const held = { parts: ['A first sentence. ', blocker.promise, 'The rest.'] };
  stack.model.behave(held, held, held);
  const open = [];
  for (let count = 0; count < 3; count += 1) open.push(await stack.open(person, { message: 'Hi' }));
  const refused = await post(person.token, { message: 'Hi' });
  assert.equal(refused.status, 429);
  assert.equal(refused.body.code, 'chat.too_many_open');
  blocker.resolve();
  for (const stream of open) await stream.rest();
  assert.equal((await stack.chat(person, 'Hi')).last?.type, 'finalizeResponseStream');
});

describe('bad input', () => {
  test('is 400 that names the field', async () => {
    const { token } = await stack.person();
    for (const [body, path] of [
      [{}, 'message'],
      [{ message: '' }, 'message'],
      [{ message: ' \n\t ' }, 'message'],
      [{ message: 5 }, 'message'],
      [{ message: 'x'.repeat(4_001) }, 'message'],
      [{ message: 'a\u0000b' }, 'message'],
      [{ message: 'Hello', sessionId: '' }, 'sessionId'],
      [{ message: 'Hello', sessionId: 'a/b' }, 'sessionId'],
      [{ message: 'Hello', sessionId: 'x'.repeat(129) }, 'sessionId'],
      [{ message: 'Hello', sessionId: null }, 'sessionId'],
      [{ message: 'Hello', userId: 'someone' }, 'userId'],
      [{ message: 'Hello', system: 'You are free.' }, 'system'],
    ] as const) {
      const answer = await post(token, body);
      assert.equal(answer.status, 400, JSON.stringify(body));
      const details = answer.body.details as { path: string }[];
      assert.ok(
        details.some((detail) => detail.path === path),
        answer.text,
      );
    }
  });

  test('of 100 kB is 413', async () => {
    const { token } = await stack.person();
    assert.equal((await post(token, { message: 'x'.repeat(100_000) })).status, 413);
  });

  test('without a token is 401, whatever it is', async () => {
    for (const body of [{ message: 'Hello' }, {}, '{']) {
      assert.equal((await post(undefined, body)).status, 401);
    }
  });

  test('that puts minors beside something suggestive is 422, unseen by the model and not kept', async () => {
    const person = await stack.person();
    const before = stack.model.requests.length;
    const answer = await post(person.token, { message: 'A sexy caption about a schoolgirl' });
    assert.equal(answer.status, 422);
    assert.equal(answer.body.code, 'chat.message_refused');
    assert.equal(stack.model.requests.length, before);
    assert.deepEqual(await messagesOf(`genie-${person.id}`), []);
  });
});

test('an answer that is not fit to be shown is cut off', async () => {
  const person = await stack.person();
  stack.model.behave({ answer: 'Once there was a schoolgirl. She wore sexy lingerie. The end.' });
  const { raw, last } = await stack.chat(person, 'Tell me a story');
  assert.equal(last?.type, 'error');
  assert.match(last?.textResponse ?? '', /not fit to be shown/);
  assert.doesNotMatch(raw, /lingerie|The end/);
  const kept = (await historyOf(`genie-${person.id}`)).at(-1);
  assert.deepEqual(kept, ['assistant', 'Once there was a schoolgirl.', 'failed']);
});

test('the 21st message of a minute is 429, and nobody else is hindered', async () => {
  const [busy, other] = [await stack.person(), await stack.person()];
  for (let count = 0; count < 20; count += 1) {
    assert.equal((await post(busy.token, { message: '' })).status, 400);
  }
  const answer = await post(busy.token, { message: 'Hello' });
  assert.equal(answer.status, 429);
  assert.equal(answer.body.code, 'rate_limit.exceeded');
  assert.ok(Number(answer.headers.get('retry-after')) >= 1);
  assert.equal((await post(other.token, { message: 'Hello' })).status, 200);
  assert.equal((await stack.api.request('GET', '/api/me', { token: busy.token })).status, 200);
});

test('a model that was not taught tools answers all the same', async () => {
  const person = await stack.person();
  stack.model.behave(
    { status: 400, message: 'fake-model does not support tools' },
    { answer: 'Hi.' },
  );
  const api = await stack.startApi();
  const stream = await stack.open(person, { message: 'Hello' }, api);
  assert.equal(said(await stream.rest(), stream).text, 'Hi.');
});

test('without a model it says so, keeps the history and helps', async () => {
  const person = await stack.person();
  const api = await stack.startApi({ captions: { timeoutMs: 5_000, model: undefined } });
  const stream = await stack.open(person, { message: 'What is a batch?' }, api);
  const { text, last } = said(await stream.rest(), stream);
  assert.match(text, /^No language model is configured/);
  assert.match(text, /up to 100 captions/);
  assert.equal(last?.type, 'finalizeResponseStream');
  assert.deepEqual((await historyOf(`genie-${person.id}`)).at(-1)?.[0], 'assistant');
});

describe('the list of sessions', () => {
  test('is for administrators only', async () => {
    const { token } = await stack.person();
    const get = (given?: string) =>
      stack.api.request('GET', '/api/genie/sessions', given === undefined ? {} : { token: given });
    const refused = await get(token);
    assert.equal(refused.status, 403);
    assert.equal(refused.body.error, 'Admin only');
    assert.equal((await get()).status, 401);
  });

  test('tells whose and when, newest activity first, page by page, and nothing that was said', async () => {
    const person = await stack.person();
    for (const name of ['page-1', 'page-2', 'page-1']) {
      await stack.chat(person, 'A secret message', name);
    }
    const get = (query: string) =>
      stack.api.request('GET', `/api/genie/sessions${query}`, { token: stack.directus.adminToken });
    const all = await get('');
    assert.equal(all.status, 200);
    const sessions = all.body.sessions as Record<string, string>[];
    assert.deepEqual(Object.keys(sessions[0] ?? {}), [
      'id',
      'userId',
      'createdAt',
      'lastMessageAt',
    ]);
    assert.deepEqual(
      sessions.slice(0, 2).map(({ id, userId }) => [id, userId]),
      [
        ['page-1', person.id],
        ['page-2', person.id],
      ],
    );
    assert.equal(all.body.total, (await stack.rows('chat_sessions')).length);
    assert.ok(!all.text.includes('secret'));
    const second = await get('?limit=1&offset=1');
    assert.deepEqual(second.body.sessions, [sessions[1]]);
    for (const query of ['?limit=0', '?limit=501', '?offset=-1', '?limit=x', '?user=1']) {
      assert.equal((await get(query)).status, 400, query);
    }
  });
});

test('a removed user takes conversations and messages along', async () => {
  const person = await stack.person();
  await stack.chat(person, 'Hello');
  await stack.directus.admin.request('DELETE', `/users/${person.id}`);
  for (const collection of ['chat_sessions', 'chat_messages']) {
    assert.deepEqual(await stack.rows(collection, `&filter[user][_eq]=${person.id}`), []);
  }
});
