import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createGenieClient, GenieApiError } from '@genie-helper/client';
import { type ChatSystem, startChatSystem } from '../support/chat-system.ts';
import type { Person } from '../support/system.ts';
import { until } from '../support/until.ts';

let stack: ChatSystem;
before(async () => {
  stack = await startChatSystem();
});
after(() => stack?.stop());

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
