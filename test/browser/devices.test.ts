/** Where one is signed in, on the Account page: seen, and ended, by mouse, by keyboard and on a phone. */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { readVariable } from '../support/process-environment.ts';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser } from './support/open-tab.ts';
import { openAs } from './support/sign-in.ts';
import { type System, startSystem } from './support/start-system.ts';

let system: System;
let browser: Browser;
const pictures = readVariable('GENIE_SCREENSHOTS');

before(async () => {
  [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

const proven = () => ({ email_verified_at: new Date().toISOString() });
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const button = (page: Page, name: string | RegExp) => page.getByRole('button', { name });
const rows = (page: Page) => page.getByRole('list', { name: 'Devices' }).getByRole('listitem');
const dialog = (page: Page) => page.getByRole('dialog');

/** Signs in at Directus, as an app does. */
async function signInElsewhere(user: { email: string; password: string }, agent: string) {
  const { email, password } = user;
  const headers = { 'user-agent': agent };
  const { admin } = system.directus;
  await admin.request('GET', '/server/ping').catch(() => undefined);
  const answer = await admin.request('POST', '/auth/login', { email, password }, null, headers);
  assert.equal(answer.status, 200, answer.text);
}

const phoneAgent =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/26.0 Mobile/15E148 Safari/604.1';

async function keepPicture(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return;
  await mkdir(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
}

test('another browser is signed out by a click, and its next click shows the sign-in page', async () => {
  const user = await system.createUser(proven());
  const { page: other } = await openAs(browser, system, user, '/captions');
  await signInElsewhere(user, phoneAgent);
  const { page, problems } = await openAs(browser, system, user, '/account');
  await rows(page).nth(2).waitFor();
  assert.match(await rows(page).nth(0).innerText(), /Chrome on Linux\s+This device/i);
  assert.match(await rows(page).nth(0).innerText(), /127\.0\.0\.1, now/);
  await assertAccessible(page, 'the devices');
  await keepPicture(page, 'devices-light');
  await page.emulateMedia({ colorScheme: 'dark' });
  await keepPicture(page, 'devices-dark');
  await button(page, /^Sign out: Chrome on Linux, 127\.0\.0\.1/).click();
  await dialog(page).getByText('Sign out Chrome on Linux?').waitFor();
  await assertAccessible(page, 'signing a device out');
  await keepPicture(page, 'devices-dialog');
  await dialog(page).getByRole('button', { name: 'Sign out' }).click();
  await page.getByText('Chrome on Linux is signed out.').waitFor();
  await rows(page).nth(2).waitFor({ state: 'detached' });
  assert.equal(await rows(page).count(), 2);
  await other.getByRole('link', { name: 'Connections' }).click();
  await heading(other, 'Sign in').waitFor();
  await page.getByText('Safari on iPhone').waitFor();
  await page.reload();
  await rows(page).nth(1).waitFor();
  assert.deepEqual(problems(), []);
});

test('all others end by keyboard alone; where the focus goes and what is said can be heard', async () => {
  const user = await system.createUser(proven());
  const { page: other } = await openAs(browser, system, user, '/captions');
  await signInElsewhere(user, phoneAgent);
  const { page } = await openAs(browser, system, user, '/account');
  const all = button(page, 'Sign out all other devices');
  await all.focus();
  await page.keyboard.press('Enter');
  await dialog(page).waitFor();
  assert.match(await dialog(page).innerText(), /All 2 others are signed out at once/);
  await page.keyboard.press('Escape');
  await dialog(page).waitFor({ state: 'detached' });
  assert.equal(await rows(page).count(), 3, 'nothing was done');
  await page.waitForFunction(() => document.activeElement?.tagName === 'BUTTON');
  await page.keyboard.press('Enter');
  await dialog(page).waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]') != null);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('status').getByText('All other devices are signed out.').waitFor();
  await page.getByText('You are signed in nowhere else.').waitFor();
  await page.waitForFunction(
    () => document.activeElement?.getAttribute('aria-label') === 'Devices',
  );
  await assertAccessible(page, 'one device alone');
  await other.reload();
  await heading(other, 'Sign in').waitFor();
});

test('on a phone each row fits, however many there are', async () => {
  const user = await system.createUser(proven());
  for (let count = 0; count < 7; count += 1) await signInElsewhere(user, phoneAgent);
  const { page } = await openAs(browser, system, user, '/account', { phone: true });
  await rows(page).nth(5).waitFor();
  assert.equal(await rows(page).count(), 6);
  await assertAccessible(page, 'the devices on a phone');
  await keepPicture(page, 'devices-phone');
  await button(page, 'Show all 8').click();
  await rows(page).nth(7).waitFor();
  await assertAccessible(page, 'all devices on a phone');
});
