import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { until } from '../support/until.ts';
import { assertAccessible } from './support/check-page.ts';
import { choosePlatforms } from './support/choose-platforms.ts';
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
  await choosePlatforms(tab.page, 'X');
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
    await page.getByRole('checkbox', { name: 'OnlyFans' }).focus();
    await page.keyboard.press('Space');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await page.getByLabel('Topic').focus();
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
    await until(() => (system.model?.requests.length ?? 0) > before);
    await assertAccessible(page, 'a caption that is being written');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('Writing…').waitFor({ state: 'detached' });
    assert.equal(await focused(page), 'Write caption');
    const request = system.model?.requests.at(-1);
    await request?.done;
    assert.equal(request?.aborted, true);
    assert.equal(await page.getByRole('alert').count(), 0, 'stopping is no failure');
    await page.getByText('Stopped before it was written.').waitFor();
  });
});

describe('several platforms at once', () => {
  const tab = (page: Page, name: string) =>
    page.getByRole('tab', { name: new RegExp(`^${name} `) });

  test('have a caption each: one that fails loses no other, and is asked for alone', async () => {
    const user = await system.createUser();
    const { page, problems } = await openAs(browser, system, user, '/captions', { phone: true });
    await choosePlatforms(page, 'X', 'TikTok', 'Reddit');
    await page.getByLabel('Topic').fill('new photo set');
    const third = Promise.withResolvers<void>();
    // TikTok fails before the last one has begun, which waits until the page was looked at.
    system.model?.behave(
      { answer: caption },
      { status: 500 },
      { answer: 'I took a walk. Would you have come along?', after: third.promise },
    );
    await page.getByRole('button', { name: 'Write 3 captions' }).click();
    await page.getByText(/^Writing… 2 of 3 done$/).waitFor();
    const { top, bottom } = await page
      .getByRole('region', { name: 'The caption' })
      .evaluate((node) => node.getBoundingClientRect().toJSON());
    assert.ok(top >= 0 && (top < 200 || bottom <= 844), 'a phone shows the result');
    await assertAccessible(page, 'several captions under way');
    third.resolve();
    await page.getByText('2 written, 1 failed', { exact: true }).waitFor();

    const failed = page.getByRole('tab', { name: /not written/ });
    const failedName = (await failed.textContent())?.split(' ')[0] ?? '';
    await failed.click();
    await page.getByText(`The caption for ${failedName} was not written`).waitFor();
    await assertAccessible(page, 'one of several failed');
    say('A new one for you. Which is yours? #newset');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByLabel(`Caption for ${failedName}`).waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
    for (const name of ['X', 'TikTok', 'Reddit']) {
      await tab(page, name).click();
      const text = await page.getByLabel(`Caption for ${name}`).inputValue();
      const place = () => page.getByRole('button', { name: /^Write another/ }).boundingBox();
      const before = await place();
      await page.getByRole('button', { name: 'Copy caption' }).click();
      await page.getByRole('button', { name: 'Copied' }).waitFor();
      assert.deepEqual(await place(), before, 'copying moves nothing');
      assert.equal(await page.evaluate(() => navigator.clipboard.readText()), text);
    }
    assert.deepEqual(problems(), []);
  });

  test('are all ended by Stop, which leaves the focus in the page', async () => {
    const user = await system.createUser();
    const { page } = await openAs(browser, system, user, '/captions', { phone: true });
    await choosePlatforms(page, 'X', 'TikTok', 'Reddit');
    const before = system.model?.requests.length ?? 0;
    system.model?.behave({ stall: 'before-headers' }, { stall: 'before-headers' });
    await page.getByRole('button', { name: 'Write 3 captions' }).click();
    await until(() => (system.model?.requests.length ?? 0) >= before + 2);
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByText('3 stopped', { exact: true }).waitFor();
    assert.equal(await focused(page), 'Captions');
    const asked = system.model?.requests.slice(before) ?? [];
    for (const request of asked) await request.done;
    assert.deepEqual(
      asked.map(({ aborted }) => aborted),
      [true, true],
      'the third was never asked for',
    );
  });
});

test('shorter and another tone ask anew with what the API has; the focus stays', async () => {
  const { page } = await openWithCaption();
  const asked = () => JSON.stringify(system.model?.requests.at(-1)?.body);
  say('A short one is up. Do you like it?');
  await page.getByRole('button', { name: 'Shorter' }).click();
  await page.getByText(/^For X, short, playful/).waitFor();
  assert.ok(asked().includes('1 to 2'));
  assert.equal(await focused(page), 'Shorter');
  await page.getByText(/Nothing shorter can be asked for/).waitFor();
  assert.equal(
    await page.getByRole('button', { name: 'Shorter' }).getAttribute('aria-disabled'),
    'true',
  );
  await page.getByRole('button', { name: 'Another tone' }).click();
  await assertAccessible(page, 'the tones');
  say('Be bold and look. Do you like it?');
  await page.getByRole('button', { name: 'bold', exact: true }).click();
  await page.getByText(/^For X, short, bold/).waitFor();
  assert.ok(asked().includes('bold'));
  assert.equal(await focused(page), 'Another tone');
});

describe('what goes wrong', () => {
  test('a topic that is refused is said at its field, and goes with the next change', async () => {
    const user = await system.createUser();
    const { page } = await openAs(browser, system, user, '/captions');
    await page.getByLabel('Topic').fill('a schoolgirl after class');
    await page.getByRole('button', { name: 'Write caption' }).click();
    await page.getByRole('alert').getByText('The caption for OnlyFans was not written').waitFor();
    const topic = page.getByRole('textbox', { name: 'Topic' });
    assert.equal(await topic.getAttribute('aria-invalid'), 'true');
    await assertAccessible(page, 'a refused topic');
    await topic.fill('a walk by the sea');
    assert.notEqual(await topic.getAttribute('aria-invalid'), 'true');
  });

  test('a model that fails or is too slow is told with the request id, and asked again', async () => {
    const { page, api } = await openOnApi({ captions: { timeoutMs: 1_000 } });
    for (const [behaviour, message] of [
      [{ status: 500 }, 'The caption model gave no usable answer. Try again.'],
      [{ stall: 'before-headers' }, 'The caption model took too long. Try again.'],
    ] as const) {
      system.model?.behave(behaviour);
      await page.getByRole('button', { name: 'Write caption' }).click();
      const alert = page.getByRole('alert').filter({ hasText: message });
      await alert.waitFor();
      const id = await alert.locator('code').textContent();
      assert.ok(id && api.log().includes(id), 'the id is in the log');
    }
    say(caption);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByLabel('Caption for OnlyFans').waitFor();
    assert.equal(await page.getByRole('alert').count(), 0);
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
