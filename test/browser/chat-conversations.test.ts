import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { TestUser } from '../support/directus-client.ts';
import { until } from '../support/until.ts';
import { box, button, conversation, send, shown } from './support/chat-page.ts';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser } from './support/open-tab.ts';
import { openAs } from './support/sign-in.ts';
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

async function open(path = '/chat') {
  const user = await system.createUser();
  return { user, ...(await openAs(browser, system, user, path)) };
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
