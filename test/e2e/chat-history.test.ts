import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, afterEach, before, describe, test } from 'node:test';
import { createGenieClient } from '@genie-helper/client';
import { type ChatSystem, startChatSystem } from '../support/chat-system.ts';
import { modelKey, type Person } from '../support/system.ts';

let stack: ChatSystem;
before(async () => {
  stack = await startChatSystem();
});
after(() => stack?.stop());
afterEach(() => {
  assert.ok(!stack.api.log().includes(modelKey), 'no key in the log');
});

interface Page {
  sessionId: string;
  messages: { id: number; role: string; content: string; outcome?: string; createdAt: string }[];
  hasEarlier: boolean;
}

const get = async (person: Person | undefined, query = '') => {
  const token = person === undefined ? {} : { token: person.token };
  const answer = await stack.api.request('GET', `/api/genie/messages${query}`, token);
  return { ...answer, page: answer.body as unknown as Page };
};
const wordsOf = ({ messages }: Page) => messages.map(({ content }) => content);

/** Has a person say these things; the model answers each with the same in capitals. */
async function say(person: Person, messages: string[], sessionId?: string) {
  for (const message of messages) {
    stack.model.behave({ answer: message.toUpperCase() });
    await stack.chat(person, message, sessionId);
  }
}

describe('GET /api/genie/messages', () => {
  test('gives what was said, in the order of reading, with how each answer ended', async () => {
    const person = await stack.person();
    await say(person, ['Hello there.']);
    stack.model.behave({ reset: 'mid-stream' });
    await stack.chat(person, 'And then?\nTell me.');
    const { status, page, headers } = await get(person);
    assert.equal(status, 200);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(page.sessionId, `genie-${person.id}`);
    assert.equal(page.hasEarlier, false);
    const said = page.messages.map(({ role, content, outcome }) => [role, content, outcome]);
    assert.deepEqual(said, [
      ['user', 'Hello there.', undefined],
      ['assistant', 'HELLO THERE.', 'done'],
      ['user', 'And then?\nTell me.', undefined],
      ['assistant', 'New dr', 'failed'],
    ]);
    for (const { createdAt } of page.messages) {
      assert.equal(new Date(createdAt).toISOString(), createdAt);
    }
  });

  test('gives the newest page first, and by `before` every message exactly once', async () => {
    const person = await stack.person();
    await say(person, ['a', 'b', 'c'], 'paged');
    const pages: Page[] = [];
    for (let before: number | undefined, more = true; more; ) {
      const edge = before === undefined ? '' : `&before=${before}`;
      const { page } = await get(person, `?sessionId=paged&limit=4${edge}`);
      pages.unshift(page);
      before = page.messages[0]?.id;
      more = page.hasEarlier;
    }
    assert.deepEqual(pages.map(wordsOf), [
      ['a', 'A'],
      ['b', 'B', 'c', 'C'],
    ]);
    // A full page with nothing before it says so.
    const all = await get(person, '?sessionId=paged&limit=6');
    assert.deepEqual([wordsOf(all.page).length, all.page.hasEarlier], [6, false]);
    for (const query of ['before=2147483648', 'sessionId=null', 'sessionId=true']) {
      assert.equal((await get(person, `?${query}`)).status, 400, query);
    }
    const none = await get(person, '?sessionId=paged&before=1');
    assert.deepEqual([none.page.messages, none.page.hasEarlier], [[], false]);
  });

  test('is empty where nothing was said yet, and makes no conversation by looking', async () => {
    const person = await stack.person();
    const { status, page } = await get(person);
    assert.equal(status, 200);
    assert.deepEqual(page, {
      ok: true,
      sessionId: `genie-${person.id}`,
      messages: [],
      hasEarlier: false,
    });
    assert.deepEqual(await stack.rows('chat_sessions', `&filter[user][_eq]=${person.id}`), []);
  });

  test("answers 404 for another's conversation as for a missing one, to administrators too", async () => {
    const [owner, stranger] = [await stack.person(), await stack.person()];
    await say(owner, ['A secret of mine.'], 'owned');
    await say(owner, ['Another one.']);
    const { adminEmail, adminPassword, login } = stack.directus;
    const { accessToken: token } = await login(adminEmail, adminPassword);
    for (const person of [stranger, { ...stranger, token }]) {
      const answers = [];
      for (const sessionId of ['owned', `genie-${owner.id}`, `genie-${randomUUID()}`, 'nobodys']) {
        const { status, body, text } = await get(person, `?sessionId=${sessionId}`);
        assert.doesNotMatch(text, /secret|another/i);
        answers.push([status, body.code, body.error]);
      }
      assert.equal(answers[0]?.[0], 404);
      assert.equal(answers[0]?.[1], 'chat.session_not_found');
      for (const one of answers) assert.deepEqual(one, answers[0]);
    }
    assert.equal((await get(owner, '?sessionId=owned')).page.messages.length, 2);
  });

  test('holds conversations apart, also by the id of a message of another one', async () => {
    const [owner, other] = [await stack.person(), await stack.person()];
    await say(owner, ['Mine.'], 'apart');
    await say(other, ['Theirs.'], 'beside');
    const { page } = await get(other, '?sessionId=beside');
    const before = (page.messages.at(-1)?.id ?? 0) + 1;
    const seen = (await get(owner, `?sessionId=apart&before=${before}`)).page;
    assert.deepEqual(wordsOf(seen), ['Mine.', 'MINE.']);
  });

  test('is for whoever is signed in, and refuses other queries', async () => {
    const person = await stack.person();
    assert.equal((await get(undefined)).status, 401);
    for (const query of [
      'limit=0',
      'limit=101',
      'before=0',
      'before=x',
      'sessionId=a%20b',
      'all=1',
    ])
      assert.equal((await get(person, `?${query}`)).status, 400, query);
  });

  test('is what the client reads', async () => {
    const { email, password } = await stack.directus.admin.createUser();
    const client = createGenieClient({ apiUrl: stack.api.url, directusUrl: stack.directus.url });
    await client.login(email, password);
    for (const message of ['First.', 'Second.']) {
      stack.model.behave({ answer: message.toUpperCase() });
      for await (const _ of client.chat.text({ message }));
    }
    const newest = await client.chat.messages({ limit: 3 });
    assert.deepEqual(wordsOf(newest), ['FIRST.', 'Second.', 'SECOND.']);
    assert.equal(newest.hasEarlier, true);
    const [first] = newest.messages;
    assert.ok(first);
    const earlier = await client.chat.messages({ before: first.id });
    assert.deepEqual(wordsOf(earlier), ['First.']);
  });
});

const historyOf = async (sessionId: string) => {
  const rows = await stack.rows('chat_messages', `&filter[session][name][_eq]=${sessionId}`);
  return rows.map(({ role, content, outcome }) => [role, content, outcome]);
};

describe('history', () => {
  test('is kept in the order of time and given to the model', async () => {
    const person = await stack.person();
    stack.model.behave({ answer: 'Hello yourself.' }, { answer: 'I said hello.' });
    await stack.chat(person, 'Hello');
    await stack.chat(person, 'What did you say?');
    const request = stack.model.requests.at(-1)?.body;
    assert.deepEqual(
      request?.messages.slice(1).map(({ role, content }) => [role, content]),
      [
        ['user', 'Hello'],
        ['assistant', 'Hello yourself.'],
        ['user', 'What did you say?'],
      ],
    );
    assert.deepEqual(await historyOf(`genie-${person.id}`), [
      ['user', 'Hello', null],
      ['assistant', 'Hello yourself.', 'done'],
      ['user', 'What did you say?', null],
      ['assistant', 'I said hello.', 'done'],
    ]);
  });

  test('is given as far as it fits, the newest of it', async () => {
    const person = await stack.person();
    const long = `${'word '.repeat(700)}`.trim();
    for (const name of ['one', 'two', 'three', 'four']) {
      stack.model.behave({ answer: 'Yes.' });
      await stack.chat(person, `${name} ${long}`, 'long-talk');
    }
    const sent = stack.model.requests.at(-1)?.body.messages.slice(1) ?? [];
    const names = sent
      .filter(({ role }) => role === 'user')
      .map(({ content }) => String(content).split(' ')[0]);
    assert.deepEqual(names, ['two', 'three', 'four']);
    assert.ok(sent.map(({ content }) => String(content)).join('').length <= 12_000);
  });

  test('is apart for each session', async () => {
    const person = await stack.person();
    for (const name of ['apart.1', 'apart_2']) await stack.chat(person, `In ${name}`, name);
    assert.equal(stack.model.requests.at(-1)?.body.messages.length, 2);
  });

  test('holds a question whose answer failed, and the next answer goes by both', async () => {
    const person = await stack.person();
    stack.model.behave({ status: 500, message: 'inside words' }, { answer: 'Here.' });
    const failed = await stack.chat(person, 'First');
    assert.deepEqual(failed.last, {
      type: 'error',
      textResponse: 'The chat model gave no usable answer. Try again.',
      close: true,
      error: true,
    });
    await stack.chat(person, 'Second');
    assert.equal(stack.model.requests.at(-1)?.body.messages.at(-1)?.content, 'First\n\nSecond');
    assert.deepEqual(
      (await historyOf(`genie-${person.id}`)).map(([role]) => role),
      ['user', 'user', 'assistant'],
    );
    assert.ok(!stack.api.log().includes('inside words'));
  });

  test('holds what was said until a failure, without its words', async () => {
    const person = await stack.person();
    stack.model.behave({ reset: 'mid-stream' });
    const { text, last } = await stack.chat(person, 'Hello');
    assert.equal(text, 'New dr');
    assert.equal(last?.type, 'error');
    assert.deepEqual((await historyOf(`genie-${person.id}`)).at(-1), [
      'assistant',
      'New dr',
      'failed',
    ]);
  });
});
