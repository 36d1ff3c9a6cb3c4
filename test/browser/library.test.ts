import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './support/check-page.ts';
import { choosePlatforms } from './support/choose-platforms.ts';
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

/** Has captions written for X, as the console does. */
async function write(page: Page, ...captions: { topic: string; caption: string }[]) {
  for (const { topic, caption } of captions) {
    system.model?.behave({ answer: caption });
    const answer = await page.request.post(`${system.url}/api/captions/generate`, {
      data: { platform: 'x', topic },
      headers: { origin: system.url },
    });
    assert.equal(answer.status(), 200, await answer.text());
  }
}

const cards = (page: Page) => page.getByRole('article');
const sunrise = { topic: 'Café at sunrise', caption: 'The sun was up before you. Were you?' };
const night = { topic: 'city lights', caption: 'Night walk is up. Do you come along?' };

test('is empty at first and leads to writing one; what is written then is in it', async () => {
  const user = await system.createUser();
  const { page, problems } = await openAs(browser, system, user, '/library');
  await page.getByText('No caption yet').waitFor();
  await assertAccessible(page, 'an empty library');
  await page.getByRole('link', { name: 'Write a caption' }).click();
  await choosePlatforms(page, 'X');
  system.model?.behave({ answer: sunrise.caption });
  const left = Promise.withResolvers<void>();
  await page.route('**/api/captions/generate', async (route) => {
    await left.promise;
    await route.continue();
  });
  const written = page.waitForResponse('**/api/captions/generate');
  await page.getByRole('button', { name: 'Write caption' }).click();
  await page.getByText('Writing…').waitFor();
  // Whoever goes elsewhere meanwhile has it all the same.
  await page.getByRole('link', { name: 'Library' }).first().click();
  await page.getByText('No caption yet').waitFor();
  left.resolve();
  assert.equal((await written).status(), 200);
  await page.reload();
  await page.getByText(sunrise.caption).waitFor();
  assert.deepEqual(problems(), []);
});

test('finds by words, platform and day in steps of the history, copies, and deletes', async () => {
  const user = await system.createUser();
  const { page } = await openAs(browser, system, user, '/captions');
  await write(page, sunrise, night);
  await page.getByRole('link', { name: 'Library' }).first().click();
  await page.getByText('2 captions').or(page.getByText('of 2 captions')).first().waitFor();
  await assertAccessible(page, 'a library');
  await page.getByLabel('Search').fill('CAFE');
  await cards(page).filter({ hasText: night.caption }).waitFor({ state: 'detached' });
  assert.equal(await cards(page).count(), 1);
  await page.goBack();
  await cards(page).nth(1).waitFor();
  await page.getByRole('combobox', { name: 'Platform' }).click();
  await page.getByRole('option', { name: 'Reddit', exact: true }).click();
  await page.getByText('No caption found').waitFor();
  await page.getByRole('combobox', { name: 'Platform' }).click();
  await page.getByRole('option', { name: 'X', exact: true }).click();
  await cards(page).nth(1).waitFor();
  await page.getByLabel('From').fill('2999-01-01');
  await page.getByText('No caption found').waitFor();
  await page.getByLabel('From').fill('2020-01-01');
  await cards(page).nth(1).waitFor();

  await cards(page).first().getByRole('button', { name: /^Copy/ }).click();
  await cards(page).first().getByRole('button', { name: 'Copied' }).waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), night.caption);

  await cards(page)
    .first()
    .getByRole('button', { name: /^Delete/ })
    .click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete it' }).click();
  await page.getByText('The caption is deleted.').waitFor();
  await cards(page).nth(1).waitFor({ state: 'detached' });
  await page.goto(`${system.url}/library`);
  await page.getByRole('button', { name: 'Delete all' }).click();
  await assertAccessible(page, 'the question before all are deleted');
  await page.getByRole('dialog').getByRole('button', { name: 'Delete all' }).click();
  await page.getByText('No caption yet').waitFor();
});

test('fits a phone', async () => {
  const user = await system.createUser();
  const { page } = await openAs(browser, system, user, '/captions', { phone: true });
  await write(page, sunrise, { topic: 'a'.repeat(200), caption: night.caption });
  await page.goto(`${system.url}/library`);
  await cards(page).nth(1).waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(width <= 0, `${width} px too wide`);
  await assertAccessible(page, 'a library on a phone');
});
