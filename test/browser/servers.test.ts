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

const dialog = (page: Page) => page.getByRole('dialog');
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** A connection of a new user, whose page shows who opened it. */
async function connected() {
  const user = await system.createUser();
  const { accessToken: token } = await system.directus.login(user.email, user.password);
  const body = { platform: 'x', platform_username: 'lea', credentials: { a: 'canary' } };
  const path = '/api/credentials/create-profile';
  const made = await system.api.request('POST', path, { token, body });
  return { user, id: String(made.body.id) };
}

async function reveal(secret: string, creatorProfileId: string): Promise<number> {
  const headers = { 'x-rbac-sync-secret': secret };
  const body = { creatorProfileId };
  return (await system.api.request('POST', '/api/credentials/reveal', { headers, body })).status;
}

/** Makes a server as people do. @returns its secret */
async function makeServer(page: Page, name: string): Promise<string> {
  await button(page, 'New server').click();
  await dialog(page).getByRole('textbox', { name: 'Name' }).fill(name);
  await dialog(page).getByRole('checkbox', { name: 'Open logins' }).check();
  await dialog(page).getByLabel('Current password').fill(system.admin.password);
  await button(page, 'Make it').click();
  const secret = await page.getByRole('group', { name: `The secret of ${name}` }).locator('pre');
  return String(await secret.textContent());
}

test('a server is made, its secret shown once, and its use is on the page of the owner', async () => {
  const { user, id } = await connected();
  const { page, problems } = await openAs(browser, system, system.admin, '/admin/servers');
  await page.getByText('No servers yet').waitFor();
  await assertAccessible(page, 'no servers');
  await button(page, 'New server').click();
  await assertAccessible(page, 'the dialog of a new server');
  await button(page, 'Cancel').click();
  const secret = await makeServer(page, 'publisher');
  assert.match(secret, /^gsc_/);
  await assertAccessible(page, 'the secret of a new server');
  await button(page, 'I have kept it').click();
  await dialog(page).waitFor({ state: 'detached' });
  assert.ok(!(await page.content()).includes(secret), 'the secret is gone with its dialog');
  assert.equal(await reveal(secret, id), 200);
  await page.getByRole('listitem').filter({ hasText: 'publisher' }).getByText('Active').waitFor();
  await assertAccessible(page, 'the list of servers');
  assert.deepEqual(problems(), []);

  const owner = await openAs(browser, system, user, '/connections');
  await owner.page.getByText('Last opened by publisher on').waitFor();
  await assertAccessible(owner.page, 'a connection that was opened');
  await page.getByRole('link', { name: 'publisher' }).click();
  await page.getByText('1–1 of 1 entries').waitFor();
});

test('by keyboard on a phone, in the dark: another secret, then its end', async () => {
  const { id } = await connected();
  const options = { phone: true, colorScheme: 'dark' } as const;
  const { page } = await openAs(browser, system, system.admin, '/admin/servers', options);
  const first = await makeServer(page, 'rotated');
  await button(page, 'I have kept it').press('Enter');
  await dialog(page).waitFor({ state: 'detached' });
  await assertAccessible(page, 'the servers on a phone');

  await button(page, 'New secret: rotated').press('Enter');
  await dialog(page).getByRole('radio', { name: 'ends now' }).press('Space');
  await dialog(page).getByLabel('Current password').fill('wrong');
  await dialog(page).getByLabel('Current password').press('Enter');
  await page.getByText('This password is wrong.').waitFor();
  await dialog(page).getByLabel('Current password').fill(system.admin.password);
  await assertAccessible(page, 'the dialog of a new secret');
  await dialog(page).getByLabel('Current password').press('Enter');
  const group = page.getByRole('group', { name: 'The secret of rotated' });
  const second = String(await group.locator('pre').textContent());
  assert.deepEqual([await reveal(first, id), await reveal(second, id)], [401, 200]);
  await button(page, 'I have kept it').press('Enter');
  await dialog(page).waitFor({ state: 'detached' });

  await button(page, 'End: rotated').press('Enter');
  await assertAccessible(page, 'the question before an end');
  await button(page, 'End it').press('Enter');
  await page.getByText('rotated is refused from now on.').waitFor();
  assert.equal(await reveal(second, id), 401);
  await button(page, 'End: rotated').waitFor({ state: 'detached' });
});
