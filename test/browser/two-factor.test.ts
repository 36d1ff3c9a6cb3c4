/** The second factor in the console: set up, used at the sign-in page, renewed, taken off by its owner and by others. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { codeOf, untilEarlierCodeCounts } from '../support/one-time-code.ts';
import { setUpSecondFactor, type TestFactor } from '../support/second-factor.ts';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser, openTab } from './support/open-tab.ts';
import { type Login, openAs } from './support/sign-in.ts';
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

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const section = (page: Page) => page.getByRole('region', { name: 'Second factor' });

async function userWithFactor(): Promise<Login & TestFactor & { id: string }> {
  const user = await system.createUser();
  const { accessToken } = await system.directus.login(user.email, user.password);
  const factor = await setUpSecondFactor(system.api, { ...user, token: accessToken });
  return { ...user, ...factor };
}

/** Fills the form of the sign-in page and sends it. */
async function signInAt(page: Page, { email, password }: Login): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await button(page, 'Sign in').click();
}

for (const phone of [false, true]) {
  test(`is set up by a QR code or its key, ${phone ? 'on a phone' : 'on a desk'}`, async () => {
    const user = await system.createUser();
    const { page, problems } = await openAs(browser, system, user, '/account', { phone });
    await section(page).waitFor();
    await assertAccessible(page, 'an account without a second factor');
    await button(page, 'Set up a second factor').press('Enter');
    await section(page).getByLabel('Current password').fill('not this one');
    await page.keyboard.press('Enter');
    await page.getByText('This password is wrong.').waitFor();
    await section(page).getByLabel('Current password').fill(user.password);
    await page.keyboard.press('Enter');
    await page.getByRole('img', { name: /QR code for your authenticator/ }).waitFor();
    await assertAccessible(page, 'the key of a second factor');
    const key = await section(page).locator('code').innerText();
    const secret = key.replaceAll(' ', '');
    assert.match(secret, /^[A-Z2-7]{32}$/);
    await page.getByLabel('One-time code').fill('000000');
    await page.keyboard.press('Enter');
    await page.getByText(/This code is wrong, too old or used already/).waitFor();
    await untilEarlierCodeCounts();
    await page.getByLabel('One-time code').fill(codeOf(secret, -1));
    await page.keyboard.press('Enter');
    await page.getByRole('group', { name: 'Your recovery codes' }).waitFor();
    await assertAccessible(page, 'recovery codes');
    const codes = await section(page).getByRole('listitem').allInnerTexts();
    assert.equal(codes.length, 10);
    const download = page.waitForEvent('download');
    await button(page, 'Download').click();
    const file = await readFile(await (await download).path(), 'utf8');
    for (const code of codes) assert.ok(file.includes(code));
    await button(page, 'Copy').click();
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    assert.ok(copied.includes(codes[9] ?? '-'));
    await button(page, 'I have kept them').click();
    await section(page).getByText('10 recovery codes are left.').waitFor();
    await assertAccessible(page, 'an account with a second factor');
    assert.deepEqual(problems(), []);
  });
}

describe('an account with a second factor', () => {
  test('signs in with a code, and with a recovery code, each once', async () => {
    const user = await userWithFactor();
    const used = user.recoveryCodes[0] ?? '';
    for (const round of ['first', 'again']) {
      const { page, problems } = await openTab(browser, `${system.url}/sign-in`);
      await signInAt(page, user);
      await page.getByLabel('One-time code').waitFor();
      await button(page, 'Use a recovery code instead').click();
      await page.getByLabel('Recovery code').fill(used.toUpperCase());
      if (round === 'first') await assertAccessible(page, 'asking for a recovery code');
      await button(page, 'Sign in').click();
      if (round === 'first') {
        await heading(page, 'Captions').waitFor();
      } else {
        await page.getByText('This recovery code is wrong or used already.').waitFor();
        await button(page, 'Use the authenticator instead').click();
        await page.getByLabel('One-time code').fill(codeOf(user.secret));
        await button(page, 'Sign in').click();
        await heading(page, 'Captions').waitFor();
      }
      assert.deepEqual(problems(), []);
    }
  });

  test('gets new recovery codes, and is taken off, by whoever has password and code', async () => {
    const user = await userWithFactor();
    const { page, problems } = await openTab(browser, `${system.url}/account`);
    await signInAt(page, user);
    await page.getByLabel('One-time code').fill(codeOf(user.secret));
    await button(page, 'Sign in').click();
    await button(page, 'New recovery codes').click();
    await section(page).getByLabel('Current password').fill(user.password);
    await page.getByLabel('One-time code').fill(codeOf(user.secret, 1));
    await assertAccessible(page, 'asking for new recovery codes');
    await button(page, 'Make new codes').click();
    await page.getByRole('group', { name: 'Your recovery codes' }).waitFor();
    const [code = ''] = await section(page).getByRole('listitem').allInnerTexts();
    await button(page, 'I have kept them').click();
    await button(page, 'Take the second factor off').click();
    await section(page).getByLabel('Current password').fill(user.password);
    await button(page, 'Use a recovery code instead').click();
    await page.getByLabel('Recovery code').fill(code);
    await button(page, 'Take it off').click();
    await page.getByText('Your second factor is off').waitFor();
    await button(page, 'Set up a second factor').waitFor();
    await assertAccessible(page, 'a second factor that was taken off');
    assert.deepEqual(problems(), []);
  });

  test('has it taken off by an administrator, who is asked first', async () => {
    const user = await userWithFactor();
    const path = `/admin/users?search=${encodeURIComponent(user.email)}`;
    const { page, problems } = await openAs(browser, system, system.admin, path);
    await page.getByRole('button', { name: /^Details of/ }).click();
    await page.getByRole('button', { name: 'Take second factor off' }).click();
    await page.getByText(/make sure that it is really the owner/).waitFor();
    await assertAccessible(page, 'asking whether a second factor is to be taken off');
    await button(page, 'Take it off').click();
    await page.getByText(/signs in with the password alone now/).waitFor();
    await page
      .getByRole('button', { name: 'Take second factor off' })
      .waitFor({ state: 'detached' });
    assert.ok(await system.directus.login(user.email, user.password));
    assert.deepEqual(problems(), []);
  });
});
