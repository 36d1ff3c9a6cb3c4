/** What was done although its answer was lost: whoever tries again isn't led into a dead end. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { makeMailFolder, type TestMailFolder } from '../support/mail-folder.ts';
import { codeOf, untilEarlierCodeCounts } from '../support/one-time-code.ts';
import { setUpSecondFactor } from '../support/second-factor.ts';
import { launchBrowser, openTab } from './support/open-tab.ts';
import { openAs, signInByForm } from './support/sign-in.ts';
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

const password = 'kelp ferry anvil moss';
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });

/** Lets one request through to the server, and loses what it answers. */
async function loseOneAnswer(page: Page, path: string): Promise<void> {
  await page.route(
    `**${path}`,
    async (route) => {
      await route.fetch();
      await route.abort();
    },
    { times: 1 },
  );
}

/** Does not get to the server at all. */
async function failOnce(page: Page, path: string): Promise<void> {
  await page.route(`**${path}`, (route) => route.abort(), { times: 1 });
}

/** Presses the same button once the page has said that no answer came. */
async function tryAgain(page: Page, name: string): Promise<void> {
  const alert = page.getByRole('alert');
  await alert.getByText(/could not be reached/).waitFor();
  await button(page, name).click();
}

async function fillRegistration(page: Page, email: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByText('passwords: kept').waitFor();
  await button(page, 'Register').click();
}

test('a registration whose answer was lost signs in on the next try', async () => {
  const { page } = await openTab(browser, `${system.url}/register`);
  await loseOneAnswer(page, '/api/register');
  await fillRegistration(page, `lost-${randomUUID()}@example.com`);
  await tryAgain(page, 'Register');
  await heading(page, 'Captions').waitFor();
});

test('a registration whose sign-in failed signs in on the next try', async () => {
  const { page } = await openTab(browser, `${system.url}/register`);
  await failOnce(page, '/api/session');
  await fillRegistration(page, `half-${randomUUID()}@example.com`);
  await tryAgain(page, 'Register');
  await heading(page, 'Captions').waitFor();
});

test('an address of somebody else stays taken, also after a lost answer', async () => {
  const user = await system.createUser();
  const { page } = await openTab(browser, `${system.url}/register`);
  await failOnce(page, '/api/register');
  await fillRegistration(page, user.email);
  await tryAgain(page, 'Register');
  await page.getByText(/registered already/).waitFor();
  await button(page, 'Register').waitFor();
});

test('a password that was set without an answer is said to be so, and signs in', async () => {
  const user = await system.createUser();
  const body = { email: user.email };
  await system.api.request('POST', '/api/account/password/forgot', { body });
  const token = await mails.tokenFor(user.email, '/account/reset');
  const { page } = await openTab(browser, `${system.url}/account/reset#token=${token}`);
  await loseOneAnswer(page, '/api/account/password/reset');
  await page.getByLabel('New password', { exact: true }).fill(password);
  await button(page, 'Set the password').click();
  await tryAgain(page, 'Set the password');
  await heading(page, 'The link was used').waitFor();
  await page.getByText(/Your new password is probably set/).waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await signInByForm(page, { email: user.email, password });
  await heading(page, 'Captions').waitFor();
});

test('a second factor that was turned on without an answer is shown as on', async () => {
  const user = await system.createUser();
  const { page } = await openAs(browser, system, user, '/account');
  const section = page.getByRole('region', { name: 'Second factor' });
  await button(page, 'Set up a second factor').click();
  await section.getByLabel('Current password').fill(user.password);
  await button(page, 'Continue').click();
  const secret = (await section.locator('code').innerText()).replaceAll(' ', '');
  await loseOneAnswer(page, '/api/account/two-factor/confirm');
  await untilEarlierCodeCounts();
  await section.getByLabel('One-time code').fill(codeOf(secret, -1));
  await button(page, 'Turn it on').click();
  await section.getByText('Your second factor is on').waitFor();
  await section.getByText('10 recovery codes are left.').waitFor();
  await button(page, 'New recovery codes').click();
  await section.getByLabel('Current password').fill(user.password);
  await section.getByLabel('One-time code').fill(codeOf(secret));
  await button(page, 'Make new codes').click();
  await section.getByRole('group', { name: 'Your recovery codes' }).waitFor();
  assert.equal(await section.getByRole('listitem').count(), 10);
});

test('a login that was stored without an answer is in the list, and the toast says it may be', async () => {
  const user = await system.createUser();
  const { page } = await openAs(browser, system, user, '/connections');
  await button(page, 'Add a login').click();
  const dialog = page.getByRole('dialog', { name: 'Add a login for downloads' });
  await dialog.getByLabel('Label').fill('Archive');
  await dialog.getByLabel(/^Login/).fill('mia');
  await dialog.getByRole('textbox', { name: /^Password/ }).fill('s3cret');
  await loseOneAnswer(page, '/api/credentials/download-creds');
  await dialog.getByRole('button', { name: 'Store' }).click();
  await page.getByText(/It may have been done all the same/).waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Archive' }).waitFor();
});

test('who has filled in an account with a second factor can sign in to one without', async () => {
  const [withFactor, without] = await Promise.all([system.createUser(), system.createUser()]);
  const { accessToken } = await system.directus.login(withFactor.email, withFactor.password);
  await setUpSecondFactor(system.api, { ...withFactor, token: accessToken });
  const { page } = await openTab(browser, `${system.url}/sign-in`);
  await page.getByLabel('E-mail').fill(withFactor.email);
  await page.getByLabel('Password', { exact: true }).fill(withFactor.password);
  await button(page, 'Sign in').click();
  await page.getByLabel('One-time code').waitFor();
  await signInByForm(page, without);
  await heading(page, 'Captions').waitFor();
});
