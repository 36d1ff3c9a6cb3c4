import assert from 'node:assert/strict';
import { after, afterEach, before, describe, test } from 'node:test';
import { createGenieClient, GenieApiError } from '@genie-helper/client';
import { type ChatSystem, startChatSystem } from '../support/chat-system.ts';
import { modelKey, type Person } from '../support/system.ts';
import { until } from '../support/until.ts';

let stack: ChatSystem;
before(async () => {
  stack = await startChatSystem();
});
after(() => stack?.stop());
afterEach(() => {
  assert.ok(!stack.api.log().includes(modelKey), 'no key in the log');
});

interface Listed {
  sessionId: string;
  title: string | null;
  createdAt: string;
  lastMessageAt: string;
}

const send = (person: Person | undefined, method: string, path = '', body?: object) =>
  stack.api.request(method, `/api/genie/conversations${path}`, {
    ...(person === undefined ? {} : { token: person.token }),
    ...(body === undefined ? {} : { body }),
  });

async function list(person: Person, query = '') {
  const { status, body, text } = await send(person, 'GET', query);
  assert.equal(status, 200, text);
  return body as unknown as { conversations: Listed[]; total: number; hasModel: boolean };
}

async function say(person: Person, message: string, sessionId?: string) {
  stack.model.behave({ answer: 'All right.' });
  await stack.chat(person, message, sessionId);
}

const titles = async (person: Person) =>
  (await list(person)).conversations.map(({ sessionId, title }) => [sessionId, title]);

describe('the conversations of a user', () => {
  test('are listed with their first messages as titles, newest activity first', async () => {
    const person = await stack.person();
    assert.deepEqual(await list(person), { ok: true, conversations: [], total: 0, hasModel: true });
    await say(person, 'A caption about a sunset\nand nothing else');
    await say(person, 'Which connections do I have?', 'second');
    await say(person, 'Another one, please.', `genie-${person.id}`);
    const { conversations, total } = await list(person);
    assert.equal(total, 2);
    assert.deepEqual(
      conversations.map(({ sessionId, title }) => [sessionId, title]),
      [
        [`genie-${person.id}`, 'A caption about a sunset'],
        ['second', 'Which connections do I have?'],
      ],
    );
    for (const { createdAt, lastMessageAt } of conversations) {
      assert.ok(Date.parse(createdAt) <= Date.parse(lastMessageAt));
    }
    const page = await list(person, '?limit=1&offset=1');
    assert.deepEqual([page.conversations[0]?.sessionId, page.total], ['second', 2]);
  });

  test('are each user’s own, and their titles are told to nobody else', async () => {
    const [owner, other] = [await stack.person(), await stack.person()];
    await say(owner, 'A secret plan of mine', 'plan');
    assert.deepEqual(await titles(other), []);
    const { adminEmail, adminPassword, login } = stack.directus;
    const admin = { ...other, token: (await login(adminEmail, adminPassword)).accessToken };
    const all = await stack.api.request('GET', '/api/genie/sessions', { token: admin.token });
    assert.match(all.text, /"plan"/);
    assert.doesNotMatch(all.text, /secret plan/);
    for (const person of [other, admin]) {
      for (const id of ['plan', `genie-${owner.id}`, 'nobodys']) {
        const renamed = await send(person, 'PATCH', `/${id}`, { title: 'Mine now' });
        const removed = await send(person, 'DELETE', `/${id}`);
        assert.deepEqual(
          [renamed.status, renamed.body.code, removed.status, removed.body.code],
          [404, 'chat.session_not_found', 404, 'chat.session_not_found'],
        );
      }
    }
    assert.deepEqual(await titles(owner), [['plan', 'A secret plan of mine']]);
    assert.equal((await send(undefined, 'GET')).status, 401);
  });

  test('tell that no model answers, where there is none', async () => {
    const person = await stack.person();
    const api = await stack.startApi({ captions: { timeoutMs: 5_000, model: undefined } });
    const answer = await api.request('GET', '/api/genie/conversations', { token: person.token });
    assert.equal(answer.body.hasModel, false);
  });
});

describe('a conversation', () => {
  test('keeps the title that its owner gives it, and takes no blank or long one', async () => {
    const person = await stack.person();
    await say(person, 'Hello', 'named');
    assert.equal((await send(person, 'PATCH', '/named', { title: '  夏 🌅 set ' })).status, 204);
    await say(person, 'Something else entirely', 'named');
    assert.deepEqual(await titles(person), [['named', '夏 🌅 set']]);
    for (const title of ['', '   ', 'x'.repeat(101), 'a\nb', 5]) {
      assert.equal((await send(person, 'PATCH', '/named', { title } as object)).status, 400);
    }
    for (const title of ['true', 'null', '$NOW', '$CURRENT_USER']) {
      assert.equal((await send(person, 'PATCH', '/named', { title })).status, 204);
      assert.deepEqual(await titles(person), [['named', title]]);
    }
  });

  test('from before there were titles gets one from its next message', async () => {
    const person = await stack.person();
    await say(person, 'Long ago', 'older');
    const [row] = await stack.rows('chat_sessions', `&filter[user][_eq]=${person.id}`);
    const path = `/items/chat_sessions/${String(row?.id)}`;
    await stack.directus.admin.request('PATCH', path, { title: null });
    assert.deepEqual(await titles(person), [['older', null]]);
    await say(person, 'Here again', 'older');
    assert.deepEqual(await titles(person), [['older', 'Here again']]);
  });

  test('is removed with what was said in it, and with nothing else', async () => {
    const person = await stack.person();
    await say(person, 'Keep this', 'kept');
    await say(person, 'Forget this', 'gone');
    const filter = `&filter[user][_eq]=${person.id}`;
    assert.equal((await stack.rows('chat_messages', filter)).length, 4);
    assert.equal((await send(person, 'DELETE', '/gone')).status, 204);
    assert.deepEqual(await titles(person), [['kept', 'Keep this']]);
    const left = await stack.rows('chat_messages', filter);
    assert.deepEqual(
      left.map(({ content }) => content),
      ['Keep this', 'All right.'],
    );
    assert.equal((await send(person, 'DELETE', '/gone')).status, 404);
  });

  test('that is removed under an answer stays removed', async () => {
    const person = await stack.person();
    const blocker = Promise.withResolvers<void>();
    stack.model.behave({ parts: ['A first sentence. And', blocker.promise, ' a second.'] });
    const stream = await stack.open(person, { message: 'Talk', sessionId: 'under' });
    assert.equal((await stream.next())?.textResponse, 'A first sentence.');
    assert.equal((await send(person, 'DELETE', '/under')).status, 204);
    blocker.resolve();
    const last = (await stream.rest()).at(-1);
    assert.deepEqual([last?.type, last?.close], ['error', true]);
    await until(async () => (await list(person)).total === 0);
    assert.deepEqual(await stack.rows('chat_messages', `&filter[user][_eq]=${person.id}`), []);
  });
});

test('the client lists, renames and removes conversations', async () => {
  const { email, password } = await stack.directus.admin.createUser();
  const client = createGenieClient({ apiUrl: stack.api.url, directusUrl: stack.directus.url });
  await client.login(email, password);
  stack.model.behave({ answer: 'Yes.' });
  for await (const _ of client.chat.text({ message: 'Are you there?', sessionId: 'c1' }));
  await client.chat.rename('c1', 'A test');
  assert.equal((await client.chat.conversations()).conversations[0]?.title, 'A test');
  await client.chat.remove('c1');
  assert.equal((await client.chat.conversations({ limit: 5 })).total, 0);
  await assert.rejects(
    client.chat.remove('c1'),
    (error) => error instanceof GenieApiError && error.code === 'chat.session_not_found',
  );
});

const post = (token: string, body: unknown) =>
  stack.api.request('POST', '/api/genie/stream-chat', { body, token });
const messagesOf = (sessionId: string) =>
  stack.rows('chat_messages', `&filter[session][name][_eq]=${sessionId}`);

describe('a conversation of someone else', () => {
  test('is 404 for everyone else by its default name', async () => {
    const [owner, other] = [await stack.person(), await stack.person()];
    await stack.chat(owner, 'A secret of the owner');
    const before = stack.model.requests.length;
    for (const sessionId of [`genie-${owner.id}`, `GENIE-${owner.id}`]) {
      const answer = await post(other.token, { message: 'Go on', sessionId });
      assert.equal(answer.status, 404, sessionId);
      assert.equal(answer.body.code, 'chat.session_not_found');
    }
    assert.equal(stack.model.requests.length, before);
    assert.equal((await messagesOf(`genie-${owner.id}`)).length, 2);
  });

  test('is never met by a chosen name: two users who choose the same have two', async () => {
    const [owner, other] = [await stack.person(), await stack.person()];
    await stack.chat(owner, 'A secret of the owner', 'chosen-by-both');
    await stack.chat(other, 'Words of the other', 'chosen-by-both');
    assert.equal(stack.model.requests.at(-1)?.body.messages.length, 2);
    await stack.chat(owner, 'Go on', 'chosen-by-both');
    const seen = JSON.stringify(stack.model.requests.at(-1)?.body.messages);
    assert.match(seen, /A secret of the owner/);
    assert.doesNotMatch(seen, /Words of the other/);
    const keys = (await messagesOf('chosen-by-both')).map(({ session, user }) => [session, user]);
    assert.equal(new Set(keys.map(String)).size, 2);
    const ofOther = String(keys.find(([, user]) => user === other.id)?.[0]);
    // What is a key of another's conversation is a name like any other.
    await stack.chat(owner, 'Hello', ofOther);
    assert.equal(stack.model.requests.at(-1)?.body.messages.length, 2);
  });

  test('cannot be taken before its owner comes', async () => {
    const [owner, other] = [await stack.person(), await stack.person()];
    for (const sessionId of [`genie-${owner.id}`, `Genie-${owner.id}`, 'genie-', 'genie-support']) {
      const answer = await post(other.token, { message: 'Mine', sessionId });
      assert.equal(answer.status, 404, sessionId);
    }
    assert.equal((await stack.chat(owner, 'Hello')).last?.type, 'finalizeResponseStream');
    const named = await stack.chat(owner, 'Hello', `genie-${owner.id}`);
    assert.equal(named.last?.type, 'finalizeResponseStream');
  });

  test('is 404 for an administrator, too', async () => {
    const owner = await stack.person();
    await stack.chat(owner, 'Hello', 'not-for-admins');
    const token = stack.directus.adminToken;
    const read = await stack.api.request('GET', '/api/genie/messages?sessionId=not-for-admins', {
      token,
    });
    assert.equal(read.status, 404);
    const named = await post(token, { message: 'Go on', sessionId: `genie-${owner.id}` });
    assert.equal(named.status, 404);
  });
});

test('two users who take one free name at once both get it', async () => {
  const people = [await stack.person(), await stack.person()];
  const asked = people.flatMap((person) => [person, person]);
  const answers = await Promise.all(
    asked.map((person) => stack.chat(person, 'Mine', 'wanted-by-two')),
  );
  for (const { last } of answers) assert.equal(last?.type, 'finalizeResponseStream');
  const rows = await stack.rows('chat_sessions', '&filter[name][_eq]=wanted-by-two');
  assert.deepEqual(rows.map(({ user }) => user).sort(), people.map(({ id }) => id).sort());
});

test('every name finds its conversation again, whatever Directus would read in it', async () => {
  const names = ['NULL', 'Null', 'TRUE', 'NOW', '0', '1e5', '2026-11-27', '..', '-', '_eq', 'a.b'];
  let person = await stack.person();
  for (const [index, name] of [...names, 'x'.repeat(128), 'undefined', '__proto__'].entries()) {
    // Twenty messages a minute are what one user may send.
    if (index === 9) person = await stack.person();
    await stack.chat(person, `First in ${name}`, name);
    await stack.chat(person, 'Second', name);
    assert.equal(stack.model.requests.at(-1)?.body.messages.length, 4, name);
    const path = `/api/genie/messages?sessionId=${name}`;
    const { body } = await stack.api.request('GET', path, { token: person.token });
    assert.equal(body.sessionId, name);
    const [first, ...others] = body.messages as { content: string }[];
    assert.deepEqual([first?.content, others.length], [`First in ${name}`, 3], name);
  }
});

test('a conversation of before names were each user’s own goes on, for its owner alone', async () => {
  const [owner, other] = [await stack.person(), await stack.person()];
  const at = '2026-01-05T09:30:00.000Z';
  const row = { id: 'of-before', user: owner.id, date_created: at, last_message_at: at };
  const said = { role: 'user', content: 'Long ago', date_created: at };
  const { request } = stack.directus.admin;
  await request('POST', '/items/chat_sessions', row);
  await request('POST', '/items/chat_messages', { ...said, session: row.id, user: owner.id });
  const read = ({ token }: { token: string }) =>
    stack.api.request('GET', '/api/genie/messages?sessionId=of-before', { token });
  assert.equal((await read(other)).status, 404);
  await stack.chat(other, 'Mine', 'of-before');
  await stack.chat(owner, 'And now', 'of-before');
  assert.match(JSON.stringify(stack.model.requests.at(-1)?.body.messages), /Long ago/);
  const wordsOf = async (person: { token: string }) =>
    ((await read(person)).body.messages as { content: string }[]).map(({ content }) => content)[0];
  assert.deepEqual([await wordsOf(owner), await wordsOf(other)], ['Long ago', 'Mine']);
  const token = stack.directus.adminToken;
  const listed = await stack.api.request('GET', '/api/genie/sessions?limit=2', { token });
  const sessions = listed.body.sessions as { id: string; userId: string }[];
  assert.deepEqual(
    sessions.map(({ id, userId }) => [id, userId]),
    [
      ['of-before', owner.id],
      ['of-before', other.id],
    ],
  );
});
