import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
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

test('with the system’s own colours it can be seen what is chosen, on every page with a choice', async () => {
  const places = ['/captions', '/batch', '/chat', '/library'];
  const { page } = await openAs(browser, system, system.admin, '/captions');
  await page.emulateMedia({ forcedColors: 'active' });
  for (const path of [...places, '/admin/audit?page=1', '/admin/queue', '/admin/servers']) {
    await page.goto(system.url + path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    if (path === '/admin/servers') await page.getByRole('button', { name: 'New server' }).click();
    const here = page.locator('nav [aria-current=page]').first();
    assert.equal(await style(here, 'outline-style'), 'solid', path);
    for (const one of await page.locator('.mantine-SegmentedControl-label').all()) {
      const isChosen = (await one.getAttribute('data-active')) !== null;
      assert.equal((await style(one, 'outline-style')) === 'solid', isChosen, path);
    }
    for (const fault of await unseenChoices(page)) assert.fail(`${path}: ${fault}`);
  }
});

/** Boxes, switches and dots that look alike whether they are ticked or not, or aren't there to be seen at all. */
async function unseenChoices(page: Page): Promise<string[]> {
  const faults: string[] = [];
  for (const kind of ['Switch-input', 'Checkbox-input', 'Radio-radio']) {
    const found = page.locator(`.mantine-${kind}:enabled:not(:checked)`).first();
    if ((await found.count()) === 0) continue;
    // As it is now: once it's ticked it isn't found any more.
    const input = await found.elementHandle();
    const box = await input?.evaluateHandle((one) =>
      one.matches('[role=switch]') ? one.nextElementSibling : one.parentElement,
    );
    const shown = box?.asElement();
    if (input === null || !shown) throw new Error(`${kind} has no box`);
    const before = await shown.screenshot();
    await input.evaluate((one) => one instanceof HTMLElement && one.click());
    const after = await shown.screenshot();
    if (before.equals(after)) faults.push(`${kind} looks alike, chosen or not`);
    const edge = await shown.evaluate((one) => {
      const edged = [one, ...one.querySelectorAll('*')].map((part) => getComputedStyle(part));
      return edged.some(({ borderTopStyle }) => borderTopStyle === 'solid');
    });
    if (!edge) faults.push(`${kind} has no edge`);
  }
  return faults;
}

test('a closed navigation on a phone is passed over by keyboards', async () => {
  const user = await system.createUser();
  const { page } = await openAs(browser, system, user, '/library', { phone: true });
  await page.getByText('No caption yet').waitFor();
  const passed: string[] = [];
  for (let presses = 0; presses < 8; presses += 1) {
    await page.keyboard.press('Tab');
    passed.push(await page.evaluate(() => document.activeElement?.textContent ?? ''));
  }
  assert.ok(passed.includes('Write a caption'), passed.join(', '));
  assert.ok(!passed.includes('Connections'), passed.join(', '));
  await page.getByRole('button', { name: 'Open the navigation' }).press('Enter');
  await page.getByRole('link', { name: 'Connections' }).press('Enter');
  await page.getByRole('heading', { name: 'Connections', level: 1 }).waitFor();
});

/** What keeps it comes with the first thing that has the focus. */
async function untilFocusIsKept(page: Page): Promise<void> {
  await page.keyboard.press('Tab');
  await page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => name.includes('keep-focus')),
  );
}

test('a button that is at work has the focus again when it is done, also where it failed', async () => {
  const { page } = await openTab(browser, `${system.url}/forgot-password`);
  const answer = Promise.withResolvers<void>();
  await page.route('**/api/**', async (route) => {
    await answer.promise;
    await route.abort();
  });
  await page.getByLabel('E-mail').fill('mia@example.com');
  await untilFocusIsKept(page);
  const send = page.locator('button[type=submit]');
  await send.press('Enter');
  await page.locator('button[type=submit]:disabled').waitFor();
  answer.resolve();
  await page.getByRole('alert').waitFor();
  await page.waitForFunction(() => document.activeElement?.matches('button[type=submit]'));
});

test('what goes away leaves the focus beside it', async () => {
  const { page } = await openAs(browser, system, system.admin, '/admin/users?search=admin');
  await page.getByText(/^1–\d+ of/).waitFor();
  await untilFocusIsKept(page);
  await page.getByRole('button', { name: 'Clear filters' }).press('Enter');
  await page.getByRole('button', { name: 'Clear filters' }).waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.closest('search') !== null);
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
