import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { announced, box, button, conversation, send, shown } from './support/chat-page.ts';
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

async function open(path = '/chat') {
  const user = await system.createUser();
  return { user, ...(await openAs(browser, system, user, path)) };
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

  test('is given back after a reload where it never got through, and not where it did', async () => {
    const { page } = await open();
    await page.route('**/api/genie/stream-chat', (route) => route.abort(), { times: 1 });
    await send(page, 'a question on a train');
    await page
      .getByRole('alert')
      .getByText(/could not be reached/)
      .waitFor();
    await page.reload();
    await page.waitForFunction(
      () => document.querySelector('textarea')?.value === 'a question on a train',
    );
    await box(page).press('Enter');
    await button(page, 'Copy this answer').waitFor();
    await page.reload();
    await shown(page, 'a question on a train').waitFor();
    assert.equal(await box(page).inputValue(), '');
  });
});
