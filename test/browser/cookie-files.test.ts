import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
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

/** The platforms of the sessions that a user has stored. */
async function sessionsOf(user: { id: string }) {
  const path = `/items/platform_sessions?fields=connection.platform&filter[user][_eq]=${user.id}`;
  const rows = (await system.directus.admin.request('GET', path)).data as {
    connection: { platform: string };
  }[];
  return rows.map(({ connection }) => connection.platform);
}

describe('a cookie file', () => {
  test('gives the focus to the page once its dialog is closed, however slow its scripts are', async () => {
    const { page } = await open();
    await addConnection(page, 'Instagram', 'dana');
    const { promise: late, resolve: load } = Promise.withResolvers<void>();
    await page.route('**/keep-focus-*.js', async (route) => {
      await late;
      await route.continue();
    });
    await page.reload();
    await page.getByText('dana').first().waitFor();
    await chooseFile(page, 'cookies.txt', jar);
    await dialog(page).getByRole('region', { name: 'What the file has' }).waitFor();
    await page.keyboard.press('Escape');
    await closed(page);
    load();
    await page.waitForFunction(() => document.activeElement !== document.body);
  });

  test('is dropped, its mistakes told by line, and kept as the session of a connection', async () => {
    const { page, problems } = await open();
    await addConnection(page, 'Instagram', 'dana');
    const transfer = await page.evaluateHandle((text) => {
      const data = new DataTransfer();
      data.items.add(new File([text], 'cookies.txt', { type: 'text/plain' }));
      return data;
    }, `${jar}not a cookie\n`);
    const zone = page.locator('.mantine-Dropzone-root');
    await zone.dispatchEvent('dragenter', { dataTransfer: transfer });
    await zone.dispatchEvent('drop', { dataTransfer: transfer });
    await dialog(page).getByText('cookies.txt').waitFor();
    await dialog(page).getByText('Line 3: must have 7 fields').waitFor();
    await button(page, 'Store').click();
    await dialog(page).getByText('Tick this to store the others').waitFor();
    await dialog(page).getByLabel('Leave out the cookies that are wrong').check();
    await assertAccessible(page, 'a file with mistakes');
    await button(page, 'Store').click();
    await closed(page);
    await page.getByText('are stored. 1 cookie was left out.').waitFor();
    await assertForgotten(page);

    await chooseFile(page, 'cookies.txt', jar);
    await dialog(page).getByLabel('Not to be used after').fill('2020-01-01T10:00');
    await dialog(page).getByLabel('They come from the browser that I use now').check();
    await button(page, 'Store').click();
    await closed(page);
    await page.getByText('Session cookies', { exact: true }).waitFor();
    await page.getByText(/from just now, expired \d+ years ago/).waitFor();
    await assertAccessible(page, 'an expired session');

    const domain = 'instagram.com';
    await chooseFile(page, 'new.json', JSON.stringify([{ name: 'a', value: 'canary', domain }]));
    await dialog(page).getByText('These take their place.').waitFor();
    await assertAccessible(page, 'importing cookies');
    await button(page, 'Store').click();
    await closed(page);
    await page.getByText(/from just now$/).waitFor();
    await assertForgotten(page);
    await button(page, 'Delete Instagram, dana').click();
    await dialog(page).getByText('Its login and its session cookies are removed').waitFor();
    assert.deepEqual(problems(), []);
  });

  test('is kept for downloads, beside a login for them, and each is deleted by its name', async () => {
    const { page, user } = await open();
    await chooseFile(page, 'archive.txt', jar);
    const session = dialog(page).getByLabel('The session of a connection');
    assert.equal(await session.isDisabled(), true, 'there is no connection');
    assert.equal(await field(page, 'Label').inputValue(), 'archive');
    await field(page, 'Label').fill('');
    await button(page, 'Store').click();
    await page.getByText('Write what you call it.').waitFor();
    await field(page, 'Label').fill('My archive');
    await button(page, 'Store').click();
    await closed(page);
    await page.getByText('Cookies for downloads').waitFor();
    assert.match(
      String((await reveal(system, user, 'download_credentials')).cookies),
      /canary-cookie/,
    );

    await button(page, 'Add a login').click();
    await assertAccessible(page, 'adding a login');
    await field(page, 'Label').fill('Second');
    await field(page, 'Login').fill('dana');
    await field(page, 'Password').fill('canary');
    await button(page, 'Store').click();
    await closed(page);
    await page.getByText('Login for downloads').waitFor();
    await assertForgotten(page);
    await button(page, 'Delete My archive').click();
    await dialog(page).getByRole('button', { name: 'Delete My archive' }).click();
    await page.getByText('Cookies for downloads').waitFor({ state: 'detached' });
    assert.equal(await page.getByText('Login for downloads').isVisible(), true);
  });

  test('is summed up before it is stored, and of another platform only stored where that is said', async () => {
    const { page, user } = await open();
    await addConnection(page, 'Instagram', 'dana');
    await addConnection(page, 'X', 'dana');
    await button(page, 'Update X, dana').waitFor();
    const cookies = [
      { name: 'a', value: 'canary', domain: '.onlyfans.com', expires: Date.UTC(2037, 4, 1) / 1e3 },
      { name: 'b', value: 'canary', domain: 'www.onlyfans.com' },
      { name: 'c', value: 'canary', domain: '.onlyfans.com', expires: Date.UTC(2020, 4, 1) / 1e3 },
      { name: 'd', value: 'canary', domain: '.google.com', expires: Date.UTC(2038, 4, 1) / 1e3 },
    ];
    await chooseFile(page, 'cookies.json', JSON.stringify(cookies));
    await dialog(page).getByText('3 cookies of onlyfans.com').waitFor();
    await dialog(page).getByText('1 cookie of google.com').waitFor();
    const ends = 'The first ends on 1 May 2037, the last on 1 May 2038.';
    await dialog(page)
      .getByText(`${ends} 1 ends when the browser is closed. 1 has expired`)
      .waitFor();
    await dialog(page).getByText('You have no connection on OnlyFans.').waitFor();
    await button(page, 'Store').click();
    await dialog(page).getByText('Choose the connection that they are for.').waitFor();
    const connection = dialog(page).getByLabel('Connection', { exact: true });
    await connection.selectOption({ label: 'Instagram, dana' });
    await dialog(page).getByText('None of these cookies is of Instagram').waitFor();
    await button(page, 'Store').click();
    await dialog(page).getByText('Choose another connection, or tick this').waitFor();
    await assertAccessible(page, 'cookies of another platform');
    await page.keyboard.press('Escape');
    await closed(page);
    assert.deepEqual(await sessionsOf(user), []);

    await chooseFile(page, 'cookies.json', JSON.stringify(cookies));
    await connection.selectOption({ label: 'X, dana' });
    await dialog(page).getByLabel('Store them for X, dana all the same').check();
    await button(page, 'Store').click();
    await closed(page);
    assert.deepEqual(await sessionsOf(user), ['x']);
    await assertForgotten(page);
  });

  test('of a whole browser leaves out other platforms, and finds its connection', async () => {
    const { page, user } = await open();
    await addConnection(page, 'Instagram', 'dana');
    await addConnection(page, 'X', 'dana');
    await button(page, 'Update X, dana').waitFor();
    const jarOfAll = [
      ...['a', 'b'].map((name) => ({ name, value: 'canary', domain: '.x.com' })),
      { name: 'c', value: 'canary', domain: '.reddit.com' },
      { name: 'd', value: 'canary', domain: '.google.com' },
    ];
    await chooseFile(page, 'all.json', JSON.stringify(jarOfAll));
    await dialog(page).getByText('The file has some of Reddit too.').waitFor();
    const chosen = dialog(page)
      .getByRole('combobox', { name: 'Connection' })
      .locator('option:checked');
    assert.equal(await chosen.textContent(), 'X, dana');
    await assertAccessible(page, 'cookies of a whole browser');
    await button(page, 'Store').click();
    await closed(page);
    await page.getByText('are stored. 1 cookie was left out.').waitFor();
    assert.deepEqual(await sessionsOf(user), ['x']);
  });

  test('may be a header that is pasted; then it is asked whose it is', async () => {
    const { page, user } = await open();
    await addConnection(page, 'TikTok', 'dana');
    await button(page, 'Update TikTok, dana').waitFor();
    await page.getByLabel('Or paste them').fill('Cookie: sid=canary; other=canary');
    await button(page, 'See what they are').click();
    await dialog(page).getByText('They name no site themselves.').waitFor();
    assert.equal(await button(page, 'Store').isDisabled(), true);
    await assertAccessible(page, 'cookies without a site');
    await dialog(page).getByLabel('Which platform are they of?').selectOption({ label: 'TikTok' });
    await dialog(page).getByText('2 cookies of tiktok.com').waitFor();
    await button(page, 'Store').click();
    await closed(page);
    assert.deepEqual(await sessionsOf(user), ['tiktok']);
    await assertForgotten(page);
  });

  test('that is dropped before the connections are known is kept, and matched with them then', async () => {
    const { page } = await open();
    await addConnection(page, 'X', 'dana');
    await addConnection(page, 'Instagram', 'dana');
    await button(page, 'Update Instagram, dana').waitFor();
    const loaded = Promise.withResolvers<void>();
    await page.route('**/api/credentials', async (route) => {
      await loaded.promise;
      await route.continue();
    });
    await page.reload();
    await chooseFile(page, 'cookies.txt', jar);
    await page.getByText(/^cookies\.txt is read\. It opens as soon as/).waitFor();
    assert.equal(await dialog(page).count(), 0);
    loaded.resolve();
    await dialog(page).getByRole('region', { name: 'What the file has' }).waitFor();
    assert.ok(await dialog(page).getByLabel('The session of a connection').isChecked());
    const chosen = dialog(page).getByLabel('Connection', { exact: true }).locator('option:checked');
    assert.equal(await chosen.textContent(), 'Instagram, dana');
  });

  test('that can be none is refused before anything is sent', async () => {
    const { page, refusals } = await open();
    await chooseFile(page, 'empty.txt', ' \n');
    await page.getByText('empty.txt is empty.').waitFor();
    await chooseFile(page, 'large.txt', 'x'.repeat(300_000));
    await page
      .getByText(/^large\.txt has 301 kB, and at most 259 kB can be kept\. Export the cookies of/)
      .waitFor();
    assert.equal(await dialog(page).count(), 0);
    await assertAccessible(page, 'a refused file');
    assert.deepEqual(refusals(), []);
  });
});
