import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser } from './support/open-tab.ts';
import { openAs } from './support/sign-in.ts';
import { type System, startSystem } from './support/start-system.ts';

let system: System;
let browser: Browser;

before(async () => {
  [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

const account = (page: Page) => page.getByRole('button', { name: 'Test', exact: true });
const menu = (page: Page) => page.getByRole('dialog', { name: 'Account' });
const focused = (page: Page) =>
  page.evaluate(() => document.activeElement?.textContent?.slice(0, 40));

test('the account opens by keyboard, leads to what is in it, and gives the focus back', async () => {
  const user = await system.createUser();
  const { page } = await openAs(browser, system, user, '/captions');
  assert.equal(await menu(page).count(), 0);
  await account(page).focus();
  await page.keyboard.press('Enter');
  await menu(page).getByText(user.email).waitFor();
  assert.equal(await account(page).getAttribute('aria-expanded'), 'true');
  await assertAccessible(page, 'the account');
  // The account's page, the choice of light and dark, then the way out.
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Account');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  assert.equal(await focused(page), 'Sign out');
  await page.keyboard.press('Escape');
  await menu(page).waitFor({ state: 'detached' });
  assert.equal(await focused(page), 'Test');
});

test('the account closes when one presses beside it, on a phone as well', async () => {
  const user = await system.createUser();
  const { page } = await openAs(browser, system, user, '/captions');
  await page.setViewportSize({ width: 375, height: 740 });
  await account(page).click();
  await menu(page).getByRole('button', { name: 'Sign out' }).waitFor();
  await assertAccessible(page, 'the account on a phone');
  await page.mouse.click(20, 700);
  await menu(page).waitFor({ state: 'detached' });
});

test('what is kept of a wish for dark is the wish, and nothing else', async () => {
  const user = await system.createUser();
  const { page } = await openAs(browser, system, user, '/captions');
  await account(page).click();
  await page.getByText('Dark', { exact: true }).click();
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await page.locator('html[data-mantine-color-scheme=dark]').waitFor();
  const kept = await page.evaluate(() => Object.keys(localStorage));
  assert.deepEqual(kept, ['mantine-color-scheme-value']);
});
