import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { newVaultKey } from '../support/system.ts';
import { assertAccessible } from './support/check-page.ts';
import {
  addConnection,
  assertForgotten,
  button,
  chooseFile,
  closed,
  dialog,
  field,
  jar,
  reveal,
} from './support/connections-page.ts';
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

async function open() {
  const user = await system.createUser();
  return { user, ...(await openAs(browser, system, user, '/connections')) };
}

describe('a connection', () => {
  test('is added, updated and deleted by keyboard alone, and shown without what is in it', async () => {
    const { page, user, problems, refusals } = await open();
    assert.equal(await page.title(), 'Connections · Genie Helper');
    await page.getByText('No connection yet').waitFor();
    await assertAccessible(page, 'nothing stored');

    await button(page, 'Add a connection').focus();
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    await page.keyboard.type('Fansly');
    await page.keyboard.press('Tab');
    await page.keyboard.type('dana');
    await assertAccessible(page, 'adding a connection');
    await field(page, 'Login').focus();
    await page.keyboard.type('dana@example.com');
    await page.keyboard.press('Tab');
    await page.keyboard.type('canary-1');
    assert.equal(await field(page, 'Password').getAttribute('autocomplete'), 'new-password');
    await page.mouse.click(20, 700);
    assert.equal(await field(page, 'Password').inputValue(), 'canary-1', 'a press beside it');
    await field(page, 'Password').focus();
    await page.keyboard.press('Enter');
    await closed(page);
    await page.getByText('added just now').waitFor();
    await page.getByText('Current key').waitFor();
    assert.deepEqual((await reveal(system, user)).credentials, {
      username: 'dana@example.com',
      password: 'canary-1',
    });
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    assert.equal(focused, 'Add a connection', 'the focus is where it came from');
    await assertForgotten(page);

    await button(page, 'Update Fansly, dana').focus();
    await page.keyboard.press('Enter');
    await dialog(page).waitFor();
    assert.equal(await field(page, 'Login').inputValue(), '', 'nothing stored is shown');
    await dialog(page).getByText('Other fields').click();
    await field(page, 'Fields').fill('{"api_key": "canary-2"');
    await button(page, 'Store').click();
    await page.getByText('This is no JSON.').waitFor();
    await assertAccessible(page, 'updating a connection');
    await field(page, 'Fields').fill('{"api_key": "canary-2"}');
    await button(page, 'Store').click();
    await closed(page);
    await page.getByText('updated just now').waitFor();
    assert.deepEqual((await reveal(system, user)).credentials, { api_key: 'canary-2' });
    await assertForgotten(page);

    await button(page, 'Delete Fansly, dana').focus();
    await page.keyboard.press('Enter');
    await dialog(page).getByText('Delete Fansly, dana?').waitFor();
    await assertAccessible(page, 'deleting a connection');
    await page.keyboard.press('Enter');
    await closed(page);
    await button(page, 'Delete Fansly, dana').click();
    await dialog(page).getByRole('button', { name: 'Delete Fansly, dana' }).click();
    await page.getByText('No connection yet').waitFor();
    assert.deepEqual([problems(), refusals()], [[], []]);
  });

  test('of the same name is announced as a replacement before it is stored', async () => {
    const { page, user } = await open();
    await addConnection(page, 'OnlyFans', 'dana', 'canary-1');
    await button(page, 'Add a connection').click();
    await field(page, 'Name on the platform').fill(' dana ');
    await page.getByText('You have OnlyFans, dana already.').waitFor();
    await field(page, 'Login').fill('other');
    await field(page, 'Password').fill('canary-2');
    await button(page, 'Store').click();
    await page.getByText('OnlyFans, dana: the credentials are replaced.').waitFor();
    const { credentials } = await reveal(system, user);
    assert.deepEqual(credentials, { username: 'other', password: 'canary-2' });
  });

  test('shows a refusal at the field that it is about, and keeps what was typed', async () => {
    const { page } = await open();
    await addConnection(page, 'X', 'one');
    await addConnection(page, 'X', 'two');
    await button(page, 'Update X, two').click();
    await field(page, 'Name on the platform').fill('one');
    await field(page, 'Login').fill('dana');
    await field(page, 'Password').fill('canary');
    await button(page, 'Store').click();
    const name = field(page, 'Name on the platform');
    await dialog(page).locator('[aria-invalid=true]').waitFor();
    assert.equal(await name.getAttribute('aria-invalid'), 'true');
    assert.equal(await field(page, 'Login').inputValue(), 'dana');
    await assertAccessible(page, 'a refused name');
    await page.keyboard.press('Escape');
    await closed(page);
    await assertForgotten(page);
  });

  test('says that a server without its key can no longer use it', async () => {
    const { page } = await open();
    await addConnection(page, 'Reddit', 'dana');
    const lost = await system.startApi({ vaultKeys: { current: newVaultKey(), previous: [] } });
    await page.goto(`${lost.url}/connections`);
    await page.getByText('Key is missing').waitFor();
    await page.getByText('Store it again.').waitFor();
    await assertAccessible(page, 'a missing key');
  });

  test('that could not be stored is a toast with the request id, and nothing is lost', async () => {
    const { page } = await open();
    await page.route('**/api/credentials/create-profile', (route) =>
      route.fulfill({
        status: 503,
        json: { ok: false, error: 'Try later.', code: 'directus.unavailable', requestId: 'r-42' },
      }),
    );
    await button(page, 'Add a connection').click();
    await field(page, 'Login').fill('dana');
    await field(page, 'Password').fill('canary');
    await button(page, 'Store').click();
    const toast = page.getByRole('alert').filter({ hasText: 'The connection was not stored' });
    await toast.getByText('r-42').waitFor();
    await assertAccessible(page, 'a failure over a dialog');
    assert.equal(await field(page, 'Password').inputValue(), 'canary');
  });
});

test('the page says what it could not load, and loads it on request', async () => {
  const { page } = await open();
  await page.route('**/api/credentials', (route) =>
    route.fulfill({
      status: 500,
      json: { ok: false, error: 'Not now.', code: 'server.internal', requestId: 'r-7' },
    }),
  );
  await page.reload();
  await page.getByRole('alert').getByText('r-7').waitFor();
  await assertAccessible(page, 'a list that failed');
  await page.unroute('**/api/credentials');
  await button(page, 'Try again').click();
  await page.getByText('No connection yet').waitFor();
});

test('the page fits a phone, with a dialog too', async () => {
  const user = await system.createUser();
  const { page } = await openAs(browser, system, user, '/connections', { phone: true });
  await addConnection(page, 'Instagram', 'a-name-without-any-place-to-break-it'.repeat(2));
  await page.getByText('added just now').waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  await assertAccessible(page, 'connections on a phone');
  await chooseFile(page, 'cookies.txt', jar);
  await dialog(page).waitFor();
  await assertAccessible(page, 'importing on a phone');
});
