/** Who used the own logins, taking everything along, leaving, and coming back. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { makeMailFolder, type TestMailFolder } from '../support/mail-folder.ts';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser, openTab } from './support/open-tab.ts';
import { type Login, openAs, signInByForm } from './support/sign-in.ts';
import { type System, startSystem } from './support/start-system.ts';

let mails: TestMailFolder;
let system: System;
let browser: Browser;

before(async () => {
  mails = await makeMailFolder();
  [system, browser] = await Promise.all([startSystem({ api: mails.options }), launchBrowser()]);
});

after(async () => {
  await browser?.close();
  await system?.stop();
  await mails?.remove();
});

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const section = (page: Page, name: string) => page.getByRole('region', { name, exact: true });
const newUser = () => system.createUser({ email_verified_at: new Date().toISOString() });

/** Goes to the account page from the name in the header. */
async function openAccount(page: Page, name = 'Test'): Promise<void> {
  await button(page, name).click();
  await page.getByRole('link', { name: 'Account' }).click();
  await heading(page, 'Account').waitFor();
}

/** Stores a login, which a server opens. */
async function storeLogin(user: Login): Promise<void> {
  const { accessToken: token } = await system.directus.login(user.email, user.password);
  const profile = {
    platform: 'onlyfans',
    platform_username: 'mia',
    credentials: { username: 'mia', password: 'a-stored-password-4R' },
  };
  const path = '/api/credentials/create-profile';
  const { body } = await system.api.request('POST', path, { token, body: profile });
  const opened = await system.api.request('POST', '/api/credentials/reveal', {
    body: { creatorProfileId: body.id },
    headers: { 'x-rbac-sync-secret': system.sharedSecret },
  });
  assert.equal(opened.status, 200);
}

test('the name is changed on the account page, and the header shows it', async () => {
  const { page, problems } = await openAs(browser, system, await newUser(), '/captions');
  await openAccount(page);
  const profile = section(page, 'Profile');
  await profile.getByLabel('First name').fill('Mia');
  await profile.getByLabel('Last name').fill('Reyes');
  await page.keyboard.press('Enter');
  await profile.getByText('Saved.').waitFor();
  await button(page, 'Mia').waitFor();
  await page.reload();
  await heading(page, 'Account').waitFor();
  assert.equal(await section(page, 'Profile').getByLabel('Last name').inputValue(), 'Reyes');
  assert.deepEqual(problems(), []);
});

test('shows who opened the logins, and from where', async () => {
  const user = await newUser();
  const { page: empty } = await openAs(browser, system, user, '/account');
  await section(empty, 'Who opened my logins').getByText('Nobody yet.').waitFor();
  await assertAccessible(empty, 'an account whose logins nobody opened');
  await storeLogin(user);
  const { page, problems } = await openAs(browser, system, user, '/account');
  const access = section(page, 'Who opened my logins');
  await access.getByText('Server, current secret opened it').waitFor();
  await access.getByText('You stored it').waitFor();
  await access.getByText('from 127.0.0.1').first().waitFor();
  await access.getByText('2 of 2, newest first.').waitFor();
  await assertAccessible(page, 'who opened the logins');
  assert.deepEqual(problems(), []);
});

test('exports a file that parses, by keyboard', async () => {
  const user = await newUser();
  await storeLogin(user);
  const { page, problems } = await openAs(browser, system, user, '/account');
  await button(page, 'Export my data').focus();
  await page.keyboard.press('Enter');
  const form = section(page, 'Export');
  await form.getByLabel('Current password').fill('not it');
  await button(page, 'Save the file').click();
  await form.getByText('This password is wrong.').waitFor();
  await assertAccessible(page, 'an export that was refused');
  await form.getByLabel('Current password').fill(user.password);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.keyboard.press('Enter'),
  ]);
  await form.getByText('Your file is saved').waitFor();
  await assertAccessible(page, 'an export that is done');
  assert.match(download.suggestedFilename(), /^genie-helper-\d{4}-\d\d-\d\d\.json$/);
  const data = JSON.parse(await readFile(await download.path(), 'utf8'));
  assert.equal(data.connections[0].credentials.password, 'a-stored-password-4R');
  assert.equal(data.complete, true);
  assert.deepEqual(
    problems().filter((problem) => !problem.includes('401')),
    [],
  );
});

test('deletes the account, is signed out, keeps it by the mail, and signs in anew', async () => {
  const user = await newUser();
  const { page } = await openAs(browser, system, user, '/account');
  const { page: other } = await openAs(browser, system, user, '/captions');
  await button(page, 'Delete my account').click();
  const form = section(page, 'Delete account');
  await form.getByText(`A link goes to ${user.email}.`).waitFor();
  await assertAccessible(page, 'deleting an account');
  await form.getByLabel('Current password').fill(user.password);
  await page.keyboard.press('Enter');
  await heading(page, 'Sign in').waitFor();
  await other.getByRole('link', { name: 'Connections' }).click();
  await heading(other, 'Sign in').waitFor();
  await page.getByLabel('E-mail').fill(user.email);
  await page.getByLabel('Password', { exact: true }).fill(user.password);
  await page.keyboard.press('Enter');
  await page.getByText('the account is not active').waitFor();
  const token = await mails.tokenFor(user.email, '/account/restore');
  const { page: mail, problems } = await openTab(
    browser,
    `${system.url}/account/restore#token=${token}`,
  );
  await heading(mail, 'Keep your account').waitFor();
  assert.equal(mail.url(), `${system.url}/account/restore`);
  await assertAccessible(mail, 'keeping an account');
  await button(mail, 'Keep my account').focus();
  await mail.keyboard.press('Enter');
  await heading(mail, 'Your account is back').waitFor();
  await assertAccessible(mail, 'an account that is back');
  await mail.getByRole('link', { name: 'Sign in' }).click();
  await signInByForm(mail, user);
  await heading(mail, 'Captions').waitFor();
  assert.deepEqual(
    problems().filter((problem) => !problem.includes('401')),
    [],
  );
  await mail.goto(`${system.url}/account/restore#token=${token}`);
  await button(mail, 'Keep my account').click();
  await heading(mail, 'This link doesn’t work').waitFor();
  await assertAccessible(mail, 'a link that has kept an account');
});
