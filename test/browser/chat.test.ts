import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { TestUser } from '../support/directus-client.ts';
import { until } from '../support/until.ts';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser } from './support/open-tab.ts';
import { openAs, signInByForm } from './support/sign-in.ts';
import { type System, startSystem } from './support/start-system.ts';

let system: System;
let browser: Browser;

before(async () => {
  [system, browser] = await Promise.all([startSystem({ withModel: true }), launchBrowser()]);
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

type Behaviour = Parameters<NonNullable<System['model']>['behave']>[number];
/** What the model does with the next messages. */
const behave = (...next: Behaviour[]) => system.model?.behave(...next);
const box = (page: Page) => page.getByRole('textbox', { name: 'Message' });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const conversation = (page: Page) => page.getByRole('region', { name: 'Conversation' });
/** A text in the conversation, as distinct from what screen readers are told of it. */
const shown = (page: Page, text: string) => conversation(page).getByText(text);
const announced = (page: Page) => page.locator('[role=status]').last().textContent();

async function open(path = '/chat') {
  const user = await system.createUser();
  return { user, ...(await openAs(browser, system, user, path)) };
}

async function send(page: Page, message: string) {
  await box(page).fill(message);
  await box(page).press('Enter');
}

/** Keeps messages in the user's conversation, as if they had been sent. */
async function keep(user: TestUser, contents: string[]) {
  const session = `genie-${user.id}`;
  const date_created = '2026-01-05T09:30:00.000Z';
  const { request } = system.directus.admin;
  const made = { id: session, user: user.id, date_created, last_message_at: date_created };
  assert.equal((await request('POST', '/items/chat_sessions', made)).status, 200);
  const rows = contents.map((content, index) => ({
    session,
    user: user.id,
    role: index % 2 === 0 ? 'user' : 'assistant',
    content,
    outcome: index % 2 === 0 ? null : 'done',
    date_created,
  }));
  assert.equal((await request('POST', '/items/chat_messages', rows)).status, 200);
}

describe('an answer', () => {
  test('comes piece by piece, with nothing of HTML, and is announced once it is whole', async () => {
    const { page, problems, refusals } = await open();
    assert.equal(await page.title(), 'Chat · Genie Helper');
    await page.getByText('Ask for something').waitFor();
    await assertAccessible(page, 'no message yet');
    await button(page, 'Which connections do I have?').click();
    assert.equal(await box(page).inputValue(), 'Which connections do I have?');

    const blocker = Promise.withResolvers<void>();
    const link = 'See https://example.com/a and <b onclick="alert(1)">this</b>.';
    behave({ parts: ['A first sentence. And', blocker.promise, ` a second.\n\n${link}`] });
    await box(page).focus();
    await page.keyboard.press('Enter');
    await shown(page, 'A first sentence.').waitFor();
    assert.equal(await announced(page), 'The assistant is answering.');
    assert.equal(await box(page).inputValue(), '');
    await box(page).fill('typed meanwhile');
    await box(page).press('Enter');
    blocker.resolve();
    await shown(page, '<b onclick="alert(1)">this</b>').waitFor();
    await button(page, 'Send').waitFor();
    assert.equal(
      await announced(page),
      `The assistant says: A first sentence. And a second.\n\n${link}`,
    );
    assert.equal(await box(page).inputValue(), 'typed meanwhile', 'one question at a time');
    const answer = shown(page, 'a second.');
    assert.equal(await answer.innerText(), 'A first sentence. And a second.');
    assert.equal(await conversation(page).locator('b').count(), 0);
    await assertAccessible(page, 'an answer');
    assert.deepEqual([problems(), refusals()], [[], []]);
  });

  test('is stopped with its button or Escape, at the model too, and what has come stays', async () => {
    const { page } = await open();
    for (const [index, stop] of [
      () => button(page, 'Stop').click(),
      () => page.keyboard.press('Escape'),
    ].entries()) {
      const never = new Promise<void>(() => undefined);
      behave({ parts: [`Sentence ${index}. And`, never] });
      await send(page, 'Talk');
      await shown(page, `Sentence ${index}.`).waitFor();
      await stop();
      await shown(page, 'Stopped before its end').nth(index).waitFor();
      assert.equal(await announced(page), 'The answer was stopped.');
      const request = system.model?.requests.at(-1);
      await request?.done;
      assert.equal(request?.aborted, true);
      assert.equal(await box(page).evaluate((one) => one === document.activeElement), true);
    }
  });

  test('that breaks off says why, keeps what came, and is asked for again', async () => {
    const { page } = await open();
    behave({ reset: 'mid-stream' }, { answer: 'This time it works.' });
    await send(page, 'Break');
    const alert = page.getByRole('alert');
    await alert.getByText('The chat model gave no usable answer.').waitFor();
    await shown(page, 'New dr').waitFor();
    await assertAccessible(page, 'an answer that broke off');
    await button(page, 'Try again').click();
    await shown(page, 'This time it works.').waitFor();
    assert.equal(await alert.count(), 0);
    assert.equal(await shown(page, 'Break').count(), 1);
  });

  test('waits its time where too many are open', async () => {
    const { page } = await open();
    const blocker = Promise.withResolvers<void>();
    behave(
      ...Array.from({ length: 3 }, () => ({ parts: ['Open. And', blocker.promise, ' over.'] })),
    );
    await page.evaluate(async () => {
      for (let count = 0; count < 3; count += 1) {
        const headers = { 'content-type': 'application/json' };
        const body = JSON.stringify({ message: 'Hold', sessionId: `held-${count}` });
        await fetch('/api/genie/stream-chat', { method: 'POST', headers, body });
      }
    });
    await send(page, 'One more');
    await page.getByRole('alert').getByText('You have other answers under way.').waitFor();
    const again = page.getByRole('button', { name: /^Try again/ });
    assert.equal(await again.isDisabled(), true);
    blocker.resolve();
    behave({ answer: 'Your turn.' });
    await button(page, 'Try again').click();
    await shown(page, 'Your turn.').waitFor();
  });

  test('that is refused for its message gives the message back', async () => {
    const { page } = await open();
    await send(page, 'A sexy caption about a schoolgirl');
    await button(page, 'Edit the message').click();
    assert.equal(await box(page).inputValue(), 'A sexy caption about a schoolgirl');
    assert.equal(await page.getByRole('alert').count(), 0);
  });

  test('says that there is no model, where there is none', async () => {
    const { page } = await open();
    const api = await system.startApi({ captions: { timeoutMs: 5_000, model: undefined } });
    await page.goto(`${api.url}/chat`);
    await page.getByText('The assistant isn’t set up here').waitFor();
    await assertAccessible(page, 'no assistant');
    assert.equal(await box(page).count(), 0);
    assert.doesNotMatch((await page.locator('main').textContent()) ?? '', /\/api\/|LLM_/);
    await page.getByRole('link', { name: 'Write a caption' }).click();
    await page.getByRole('heading', { level: 1, name: 'Captions' }).waitFor();
  });

  test('has its Markdown shown, and links that say where they go and leave the page alone', async () => {
    const { page, problems } = await open();
    const written = [
      '**Two ideas**, [my bank](https://evil.example/x) and [this](javascript:alert(1)):',
      '- one',
      '- two',
      '',
      '![a picture](https://pictures.example/a.png) <script>alert(2)</script>',
    ].join('\n');
    behave({ answer: written });
    await send(page, 'Show me');
    await conversation(page).locator('strong', { hasText: 'Two ideas' }).waitFor();
    assert.deepEqual(await conversation(page).locator('ul li').allTextContents(), ['one', 'two']);
    const link = conversation(page).getByRole('link', { name: 'my bank (evil.example)' });
    assert.equal(await link.getAttribute('href'), 'https://evil.example/x');
    assert.equal(await link.getAttribute('target'), '_blank');
    assert.match((await link.getAttribute('rel')) ?? '', /noopener/);
    assert.equal(await conversation(page).getByRole('link').count(), 2);
    assert.equal(await conversation(page).locator('img, script').count(), 0);
    await assertAccessible(page, 'an answer in Markdown');
    assert.deepEqual(problems(), []);
  });

  test('is copied without its marks, and opened as a caption of the platform that was named', async () => {
    const { page } = await open();
    behave({
      answer: 'Here you are:\n\n> **Golden hour** is mine. #sun #sea #sand\n\nShall I go on?',
    });
    await send(page, 'A caption for Instagram');
    await button(page, 'Copy this answer').click();
    await button(page, 'Copied').waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const caption = 'Golden hour is mine. #sun #sea #sand';
    assert.equal(copied, `Here you are:\n\n${caption}\n\nShall I go on?`);
    await button(page, 'Use as caption').click();
    await page.getByRole('heading', { level: 1, name: 'Captions' }).waitFor();
    const field = page.getByRole('textbox', { name: 'Caption for Instagram' });
    assert.equal(await field.inputValue(), caption);
    await page.getByText('For Instagram, written by the assistant.').waitFor();
  });
});

describe('what is written', () => {
  test('is sent by Enter, not by Shift+Enter, and never when it is too long', async () => {
    const { page } = await open();
    await box(page).fill('First line');
    await box(page).press('Shift+Enter');
    await page.keyboard.type('Second line');
    assert.equal(await box(page).inputValue(), 'First line\nSecond line');
    await box(page).fill('x'.repeat(4_001));
    await page.getByText('Too long by 1 of 4,000 characters').waitFor();
    assert.equal(await button(page, 'Send').isDisabled(), true);
    await box(page).press('Enter');
    await assertAccessible(page, 'a message that is too long');
    assert.equal(await conversation(page).locator('li').count(), 0);
  });

  test('is there again after a reload, and after the session has ended under it', async () => {
    const { page, user, context } = await open();
    await box(page).fill('a draft');
    await page.reload();
    assert.equal(await box(page).inputValue(), 'a draft');
    const ended = await context.request.delete(`${system.url}/api/session`, {
      headers: { origin: system.url },
    });
    assert.equal(ended.status(), 200);
    await box(page).press('Enter');
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await signInByForm(page, user);
    await page.getByRole('link', { name: 'Chat' }).click();
    await box(page).waitFor();
    assert.equal(await box(page).inputValue(), 'a draft');
  });
});

describe('conversations', () => {
  const list = (page: Page) => page.getByRole('navigation', { name: 'Conversations' });

  test('have names, are begun anew, gone between, renamed and deleted', async () => {
    const { page, problems, refusals } = await open();
    behave({ answer: 'Hello to you.' });
    await send(page, 'Hello there');
    await list(page).getByText('Hello there').waitFor();
    await button(page, 'Send').waitFor();
    await button(page, 'New').click();
    await page.getByText('Ask for something').waitFor();
    assert.equal(await box(page).evaluate((one) => one === document.activeElement), true);
    behave({ answer: 'It is blue.' });
    await send(page, 'What colour is the sea?');
    await shown(page, 'It is blue.').waitFor();
    await list(page).getByText('What colour is the sea?').waitFor();
    assert.equal(await shown(page, 'Hello to you.').count(), 0);
    await assertAccessible(page, 'two conversations');

    await list(page).getByText('Hello there').click();
    await shown(page, 'Hello to you.').waitFor();
    await page.goBack();
    await shown(page, 'It is blue.').waitFor();

    await button(page, 'Rename').click();
    const title = page.getByRole('textbox', { name: 'Title' });
    await title.fill('The sea');
    await assertAccessible(page, 'renaming');
    await title.press('Enter');
    await list(page).getByText('The sea').waitFor();
    await page.reload();
    await list(page).getByText('The sea').waitFor();

    await button(page, 'Delete').click();
    await page.getByRole('dialog').getByText('everything that was said in it').waitFor();
    await assertAccessible(page, 'deleting');
    await button(page, 'Keep it').click();
    await button(page, 'Delete').click();
    await button(page, 'Delete it').click();
    await shown(page, 'Hello to you.').waitFor();
    assert.equal(await list(page).getByText('The sea').count(), 0);
    assert.notEqual(await page.evaluate(() => document.activeElement?.tagName), 'BODY');
    await button(page, 'Delete').click();
    await button(page, 'Delete it').click();
    await page.getByText('Ask for something').waitFor();
    assert.deepEqual([problems(), refusals()], [[], []]);
  });

  test('that were deleted on another device begin anew where a link leads to them', async () => {
    const { page } = await open('/chat?conversation=long-gone');
    await page.getByText('Ask for something').waitFor();
    behave({ answer: 'Welcome back.' });
    await send(page, 'Are you there?');
    await shown(page, 'Welcome back.').waitFor();
  });

  test('are in a drawer on a phone, where Enter begins a line', async () => {
    const user = await system.createUser();
    await keep(user, ['A question', 'An answer']);
    const { page } = await openAs(browser, system, user, '/chat', { phone: true, touch: true });
    await shown(page, 'A question').waitFor();
    await button(page, 'Conversations').click();
    const drawer = page.getByRole('dialog', { name: 'Your conversations' });
    await drawer.getByRole('link', { name: /^Conversation of 5 Jan 2026/ }).waitFor();
    await assertAccessible(page, 'the conversations on a phone');
    await drawer.getByRole('link').click();
    await drawer.waitFor({ state: 'hidden' });
    await box(page).fill('First line');
    await box(page).press('Enter');
    await page.keyboard.type('Second line');
    assert.equal(await box(page).inputValue(), 'First line\nSecond line');
    behave({ answer: 'Two lines.' });
    await button(page, 'Send').click();
    await shown(page, 'Two lines.').waitFor();
    await assertAccessible(page, 'chat on a touched screen');
  });
});

describe('the conversation', () => {
  test('is read again page by page, and what is put in above moves nothing', async () => {
    const { page, user } = await open('/captions');
    await keep(
      user,
      Array.from({ length: 70 }, (_, index) => `Message number ${index}.`),
    );
    await page.goto(`${system.url}/chat`);
    await shown(page, 'Message number 69.').waitFor();
    assert.equal(await shown(page, 'Message number').count(), 30);
    const isInView = () =>
      shown(page, 'Message number 69.').evaluate((one) => {
        const { bottom } = one.getBoundingClientRect();
        return bottom <= innerHeight && bottom > 0;
      });
    // It opens at its end, and stays there while what reads the answers' Markdown comes.
    await until(isInView);
    await conversation(page).getByRole('button', { name: 'Copy this answer' }).last().waitFor();
    await until(isInView);

    const oldest = shown(page, 'Message number 40.');
    await oldest.scrollIntoViewIfNeeded();
    await conversation(page).evaluate((one) => one.scrollTo(0, 0));
    await button(page, 'To the newest').waitFor();
    const top = () => oldest.evaluate((one) => one.getBoundingClientRect().top);
    const before = await top();
    const older = page.getByRole('button', { name: 'Show earlier messages' });
    await older.click();
    await shown(page, 'Message number 10.').waitFor();
    const moved = Math.abs((await top()) - before);
    assert.ok(moved < 2, `moved by ${moved} px`);
    await assertAccessible(page, 'a long conversation');
    await older.click();
    await shown(page, 'Message number 0.').waitFor();
    await older.waitFor({ state: 'detached' });
    assert.equal(await shown(page, 'Message number').count(), 70);
    await button(page, 'To the newest').click();
    assert.equal(await isInView(), true);
  });

  test('follows its end while it grows, but not a reader who has scrolled up', async () => {
    const { page, user } = await open('/captions');
    await keep(
      user,
      Array.from({ length: 30 }, (_, index) => `Message number ${index}.`),
    );
    await page.goto(`${system.url}/chat`);
    await shown(page, 'Message number 29.').waitFor();
    const distance = () =>
      conversation(page).evaluate((one) => one.scrollHeight - one.scrollTop - one.clientHeight);
    const holds = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const;
    const lines = (name: string) => `${`${name} line.\n`.repeat(40)}`;
    behave({
      parts: [lines('First'), holds[0].promise, lines('Second'), holds[1].promise, 'The end.'],
    });
    await send(page, 'Talk');
    await shown(page, 'First line.').waitFor();
    holds[0].resolve();
    await shown(page, 'Second line.').waitFor();
    await page.waitForFunction(() => {
      const one = document.querySelector('section[aria-label=Conversation]');
      return one !== null && one.scrollHeight - one.scrollTop - one.clientHeight <= 2;
    });
    await conversation(page).evaluate((one) => one.scrollBy(0, -400));
    await button(page, 'To the newest').waitFor();
    const before = await conversation(page).evaluate((one) => one.scrollTop);
    holds[1].resolve();
    await shown(page, 'The end.').waitFor();
    assert.equal(await conversation(page).evaluate((one) => one.scrollTop), before);
    assert.ok((await distance()) > 300);
  });

  test('that is not there yet keeps what is sent, and sends it once it is', async () => {
    const { page } = await open();
    await page.getByText('Ask for something').waitFor();
    const held = Promise.withResolvers<void>();
    await page.route('**/api/genie/messages*', async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.reload();
    await send(page, 'Hello there');
    assert.equal(await box(page).inputValue(), 'Hello there');
    held.resolve();
    await shown(page, 'Hello there').waitFor();
    assert.equal(await box(page).inputValue(), '');
  });

  test('that could not be loaded says so, and is loaded on request', async () => {
    const { page } = await open();
    const path = '**/api/genie/messages*';
    await page.route(path, (route) =>
      route.fulfill({
        status: 500,
        json: { ok: false, error: 'Not now.', code: 'server.internal', requestId: 'r-7' },
      }),
    );
    await page.reload();
    await page.getByRole('alert').getByText('r-7').waitFor();
    await assertAccessible(page, 'a conversation that failed');
    await page.unroute(path);
    await button(page, 'Try again').click();
    await page.getByText('Ask for something').waitFor();
  });

  test('fits a phone', async () => {
    const user = await system.createUser();
    await keep(user, ['A question', `An answer with a-word-that-goes-on${'-and-on'.repeat(30)}`]);
    const { page } = await openAs(browser, system, user, '/chat', { phone: true });
    await shown(page, 'A question').waitFor();
    await page.setViewportSize({ width: 360, height: 640 });
    await assertAccessible(page, 'chat on a phone');
    assert.equal(await button(page, 'Send').isVisible(), true);
  });
});
