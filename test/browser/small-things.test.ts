import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator } from 'playwright-core';
import { until } from '../support/until.ts';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser, openTab } from './support/open-tab.ts';
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

const style = (one: Locator, name: string) =>
  one.evaluate((element, property) => getComputedStyle(element).getPropertyValue(property), name);

test('the sign-in page says what this is and for whom', async () => {
  const { page } = await openTab(browser, `${system.url}/sign-in`, { phone: true });
  await page.getByText(/^Genie Helper writes captions .* It is for creators/).waitFor();
  await assertAccessible(page, 'the first page');
  await page.getByRole('link', { name: 'Register' }).click();
  await page.getByRole('heading', { name: 'Register' }).waitFor();
  await page.getByText(/^Genie Helper writes captions/).waitFor();
});

test('the eye of a password is reached and used by keyboard', async () => {
  const { page } = await openTab(browser, `${system.url}/sign-in`);
  const password = page.getByLabel('Password', { exact: true });
  await password.fill('kelp ferry');
  await password.press('Tab');
  const eye = page.getByRole('button', { name: 'Show the password' });
  assert.equal(await eye.evaluate((one) => one === document.activeElement), true);
  await page.keyboard.press('Space');
  assert.equal(await password.getAttribute('type'), 'text');
  await assertAccessible(page, 'a password that is shown');
});

test('fields on a touched screen are too large for a phone to zoom in on', async () => {
  const user = await system.createUser();
  for (const path of ['/captions', '/batch', '/account']) {
    const { page, context } = await openAs(browser, system, user, path, {
      phone: true,
      touch: true,
    });
    const fields = page.locator(
      'main :is(input:not([type=radio], [type=checkbox], [type=file]), textarea)',
    );
    await fields.first().waitFor();
    for (const field of await fields.all()) {
      if (!(await field.isVisible())) continue;
      const size = Number.parseFloat(await style(field, 'font-size'));
      assert.ok(size >= 16, `${path}: ${await field.evaluate((one) => one.outerHTML)} ${size} px`);
    }
    await context.close();
  }
});

test('a device without a network is told so, until it has one again', async () => {
  const { page, context } = await openAs(browser, system, await system.createUser(), '/captions');
  await context.setOffline(true);
  await page.getByText('You are offline').waitFor();
  await assertAccessible(page, 'offline');
  await context.setOffline(false);
  await page.getByText('You are offline').waitFor({ state: 'detached' });
});

test('with the system’s own colours it can be seen what is chosen', async () => {
  const { page } = await openAs(browser, system, await system.createUser(), '/captions');
  await page.emulateMedia({ forcedColors: 'active' });
  const chosen = page.locator('.mantine-SegmentedControl-label[data-active]').first();
  const other = page.locator('.mantine-SegmentedControl-label:not([data-active])').first();
  assert.equal(await style(chosen, 'outline-style'), 'solid');
  assert.notEqual(await style(other, 'outline-style'), 'solid');
  const here = page.getByRole('link', { name: 'Captions' });
  assert.equal(await style(here, 'outline-style'), 'solid');
});

test('a connection can be begun where there is none yet', async () => {
  const { page } = await openAs(browser, system, await system.createUser(), '/connections');
  await page.getByRole('button', { name: 'Add your first connection' }).click();
  await page.getByRole('dialog', { name: 'Add a connection' }).waitFor();
});

test('“Times in UTC” governs the filters by time as well', async () => {
  const since = '2026-03-01T12:00:00.000Z';
  const path = `/admin/audit?since=${encodeURIComponent(since)}&isUtc=true`;
  const { page } = await openAs(browser, system, system.admin, path);
  const from = page.getByLabel('From (UTC)');
  await from.waitFor();
  assert.equal(await from.inputValue(), '2026-03-01T12:00');
  await from.fill('2026-03-02T06:30');
  await until(() => page.url().includes('2026-03-02T06%3A30%3A00.000Z'));
});
