import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser } from './support/open-tab.ts';
import { openAs, signInByForm } from './support/sign-in.ts';
import { modelKey, type System, startSystem } from './support/start-system.ts';

let system: System;
let browser: Browser;

before(async () => {
  [system, browser] = await Promise.all([startSystem({ withModel: true }), launchBrowser()]);
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

const caption = 'New photo set is up tonight. Which one would you keep? #newset';

/** What the model says next. */
const say = (...answers: string[]) =>
  system.model?.behave(...answers.map((answer) => ({ answer })));
const textOf = (page: Page) => page.getByLabel('Caption for X');
const focused = (page: Page) => page.evaluate(() => document.activeElement?.textContent ?? '');

/** Opens the page as a new user and asks for a caption for X. */
async function openWithCaption(text = caption) {
  const user = await system.createUser();
  const tab = await openAs(browser, system, user, '/captions');
  say(text);
  await tab.page.getByLabel('Platform').selectOption('x');
  await tab.page.getByLabel('Topic').fill('new photo set');
  await tab.page.getByLabel('Topic').press('Control+Enter');
  await textOf(tab.page).waitFor();
  return { ...tab, user };
}

describe('a caption', () => {
  test('is asked for by keyboard alone, held against the rules while it is edited, and copied', async () => {
    const user = await system.createUser();
    const { page, problems } = await openAs(browser, system, user, '/captions');
    assert.equal(await page.title(), 'Captions · Genie Helper');
    await assertAccessible(page, 'no caption yet');
    say(caption);
    await page.getByLabel('Platform').focus();
    await page.keyboard.type('X');
    await page.keyboard.press('Tab');
    await page.keyboard.type('new photo set');
    await page.keyboard.press('Tab');
    await page.keyboard.type('bold');
    await page.keyboard.press('Tab');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await textOf(page).waitFor();
    const asked = JSON.stringify(system.model?.requests.at(-1)?.body);
    for (const wish of ['new photo set', 'bold', '1 to 2']) assert.ok(asked.includes(wish), wish);

    assert.equal(await textOf(page).inputValue(), caption);
    await page.getByText(`${caption.length} of 280 characters`, { exact: true }).waitFor();
    await page.getByText('1 hashtag (up to 2)', { exact: true }).waitFor();
    await page.getByText('Keeps to what X asks.').waitFor();
    await assertAccessible(page, 'a caption');

    const long = `${'Come and see it. '.repeat(20)}#a1 #b2 #c3`;
    await textOf(page).fill(long);
    await page.getByText(`${long.length} of 280 characters, too many`, { exact: true }).waitFor();
    await page.getByText('3 hashtags, too many (up to 2)', { exact: true }).waitFor();
    await page.getByText('Use at most 280 characters, hashtags included.').waitFor();
    await assertAccessible(page, 'a caption that breaks rules');

    await textOf(page).fill('Mine now. Do you like it?');
    await page.getByText('Keeps to what X asks.').waitFor();
    await page.getByRole('button', { name: 'Copy caption' }).click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.equal(copied, 'Mine now. Do you like it?');
    assert.deepEqual(problems(), []);
  });

  test('is followed by another; the earlier ones stay in this tab, as they were edited', async () => {
    const { page } = await openWithCaption();
    await textOf(page).fill('My own words. Do you like them?');
    say('Another one is up. Will you look at it?');
    await page.getByRole('button', { name: 'Write another' }).click();
    await page.getByRole('heading', { name: 'Earlier in this tab' }).waitFor();
    assert.equal(await textOf(page).inputValue(), 'Another one is up. Will you look at it?');
    assert.equal(await focused(page), 'Write another');
    await page.getByText('My own words. Do you like them?').waitFor();
    await assertAccessible(page, 'earlier captions');

    await page.reload();
    await page.getByRole('button', { name: /^Open the caption/ }).click();
    assert.equal(await textOf(page).inputValue(), 'My own words. Do you like them?');
    await page.getByText('Another one is up. Will you look at it?').waitFor();
  });

  test('is shown to nobody else who signs in, and is gone after a sign-out', async () => {
    const { page, user } = await openWithCaption();
    await page.getByRole('button', { name: 'Test', exact: true }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('You are signed out.').waitFor();
    const kept = await page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }));
    assert.ok(!kept.includes('new photo set') && !kept.includes('New photo set'));
    await signInByForm(page, user);
    await page.getByText('No caption yet').waitFor();
  });

  test('that takes long can be stopped; the model is not asked any further', async () => {
    const user = await system.createUser();
    const { page } = await openAs(browser, system, user, '/captions');
    system.model?.behave({ stall: 'before-headers' });
    const before = system.model?.requests.length ?? 0;
    await page.getByRole('button', { name: 'Write caption' }).click();
    await page.getByText('Writing…').waitFor();
    while (system.model?.requests.length === before) await page.waitForTimeout(20);
    await assertAccessible(page, 'a caption that is being written');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Writing…').waitFor({ state: 'detached' });
    assert.equal(await focused(page), 'Write caption');
    const request = system.model?.requests.at(-1);
    await request?.done;
    assert.equal(request?.aborted, true);
    assert.equal(await page.getByRole('alert').count(), 0, 'stopping is no failure');
    await page.getByText('No caption yet').waitFor();
  });
});

describe('what goes wrong', () => {
  test('a topic that is refused is said at its field, and goes with the next change', async () => {
    const user = await system.createUser();
    const { page } = await openAs(browser, system, user, '/captions');
    await page.getByLabel('Topic').fill('a schoolgirl after class');
    await page.getByRole('button', { name: 'Write caption' }).click();
    await page.getByRole('alert').getByText('The caption was not written').waitFor();
    const topic = page.getByRole('textbox', { name: 'Topic' });
    assert.equal(await topic.getAttribute('aria-invalid'), 'true');
    await assertAccessible(page, 'a refused topic');
    await topic.fill('a walk by the sea');
    assert.notEqual(await topic.getAttribute('aria-invalid'), 'true');
  });

  test('a model that fails or is too slow is told in a toast with the request id', async () => {
    const { page, api } = await openOnApi({ captions: { timeoutMs: 1_000 } });
    for (const [behaviour, message] of [
      [{ status: 500 }, 'The caption model gave no usable answer. Try again.'],
      [{ stall: 'before-headers' }, 'The caption model took too long. Try again.'],
    ] as const) {
      system.model?.behave(behaviour);
      await page.getByRole('button', { name: 'Write caption' }).click();
      const toast = page.getByRole('alert').filter({ hasText: message });
      await toast.waitFor();
      const id = await toast.locator('code').textContent();
      assert.ok(id && api.log().includes(id), 'the id is in the log');
      await toast.getByRole('button', { name: 'Dismiss' }).click();
      await toast.waitFor({ state: 'detached' });
    }
  });

  test('whoever is over the limit is told when to try again', async () => {
    const { page } = await openOnApi({ rateLimitMax: 6 });
    const write = page.getByRole('button', { name: 'Write caption' });
    const toast = page
      .getByRole('alert')
      .getByText(/^Too many requests\. Try again in \d+ seconds?\./);
    await toast.or(write).first().waitFor();
    for (let tries = 0; tries < 8 && (await toast.count()) === 0; tries += 1) {
      const answered = page.waitForResponse('**/api/captions/generate');
      await write.click();
      await answered;
      await page.getByText('Writing…').waitFor({ state: 'detached' });
    }
    await toast.first().waitFor();
  });
});

/** The page at an API of its own, over the same parts. */
async function openOnApi(options: { captions?: { timeoutMs: number }; rateLimitMax?: number }) {
  const { captions, ...others } = options;
  const model = { baseUrl: system.model?.baseUrl ?? '', name: 'fake-model', apiKey: modelKey };
  const api = await system.startApi({
    ...others,
    ...(captions === undefined ? {} : { captions: { ...captions, model } }),
  });
  const user = await system.createUser();
  return { ...(await openAs(browser, { url: api.url }, user, '/captions')), api };
}
