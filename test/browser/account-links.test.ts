/** The pages that links of mails lead to, from the mail in the folder to somebody signed in. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { TestUser } from '../support/directus-client.ts';
import { makeMailFolder, type TestMailFolder } from '../support/mail-folder.ts';
import { codeOf } from '../support/one-time-code.ts';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser, openTab, type Tab } from './support/open-tab.ts';
import { openAs, signInByForm } from './support/sign-in.ts';
import { consoleDir, type System, startSystem } from './support/start-system.ts';

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

const newPassword = 'kelp ferry anvil moss';
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const newPasswordField = (page: Page) => page.getByLabel('New password', { exact: true });

/** Asks for a link as people do, beside the page. */
async function resetTokenFor({ email }: Pick<TestUser, 'email'>): Promise<string> {
  const body = { email };
  const answer = await system.api.request('POST', '/api/account/password/forgot', { body });
  assert.equal(answer.status, 202, answer.text);
  return await mails.tokenFor(email, '/account/reset');
}

const linkTo = (path: string, token: string) => `${system.url}${path}#token=${token}`;

/** The address of every request of a tab from now on, with what it names as its referrer. */
function watchRequests({ page }: Tab): string[] {
  const seen: string[] = [];
  page.on('request', (request) => seen.push(`${request.url()} ${request.headers().referer ?? ''}`));
  return seen;
}

describe('a forgotten password', () => {
  test('leads from the sign-in page over a mail to a new one, and into the console', async () => {
    const user = await system.createUser();
    const { page, problems } = await openTab(browser, `${system.url}/sign-in`);
    await page.getByRole('link', { name: 'Forgot password?' }).click();
    await heading(page, 'Forgot password?').waitFor();
    await assertAccessible(page, 'asking for a link');
    await page.getByLabel('E-mail').fill(user.email);
    await button(page, 'Send the link').click();
    await heading(page, 'Look into your mail').waitFor();
    await assertAccessible(page, 'a link is on its way');
    const token = await mails.tokenFor(user.email, '/account/reset');
    await page.goto(linkTo('/account/reset', token));
    await heading(page, 'Choose a new password').waitFor();
    await newPasswordField(page).fill('password1');
    await page.getByText('passwords: not kept yet').waitFor();
    await button(page, 'Set the password').click();
    await page.getByText('Choose another password: this one is too common.').waitFor();
    await assertAccessible(page, 'a refused new password');
    await newPasswordField(page).fill(newPassword);
    await button(page, 'Set the password').click();
    await heading(page, 'Your password is set').waitFor();
    await assertAccessible(page, 'a new password');
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signInByForm(page, { email: user.email, password: newPassword });
    await heading(page, 'Captions').waitFor();
    assert.deepEqual(problems(), []);
  });

  test('says the same for an address that nobody has', async () => {
    const { page } = await openTab(browser, `${system.url}/forgot-password`);
    const email = `nobody-${randomUUID()}@example.com`;
    await page.getByLabel('E-mail').fill(email);
    await page.keyboard.press('Enter');
    await heading(page, 'Look into your mail').waitFor();
    await page.getByText(`If there is an account with ${email}`).waitFor();
    await button(page, 'try another address').click();
    await heading(page, 'Forgot password?').waitFor();
  });

  test('is set anew with the keyboard alone', async () => {
    const user = await system.createUser();
    const token = await resetTokenFor(user);
    const { page } = await openTab(browser, linkTo('/account/reset', token));
    await heading(page, 'Choose a new password').waitFor();
    for (let presses = 0; presses < 5; presses += 1) {
      await page.keyboard.press('Tab');
      const isThere = await newPasswordField(page).evaluate(
        (field) => field === document.activeElement,
      );
      if (isThere) break;
    }
    await page.keyboard.type(newPassword);
    await page.keyboard.press('Enter');
    await heading(page, 'Your password is set').waitFor();
    const focused = await page.evaluate(() => document.activeElement?.textContent);
    assert.equal(focused, 'Your password is set');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await heading(page, 'Sign in').waitFor();
  });

  test('asks for the code of those who have a second factor', async () => {
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    const user = await system.createUser({
      tfa_secret: secret,
      email_verified_at: new Date().toISOString(),
    });
    const token = await resetTokenFor(user);
    const { page } = await openTab(browser, linkTo('/account/reset', token));
    await newPasswordField(page).fill(newPassword);
    await button(page, 'Set the password').click();
    await page.getByLabel('One-time code').fill('000000');
    await button(page, 'Set the password').click();
    await page.getByText('This code is wrong, too old or used already.').waitFor();
    await assertAccessible(page, 'a new password with a code');
    await page.getByLabel('One-time code').fill(codeOf(secret));
    await button(page, 'Set the password').click();
    await heading(page, 'Your password is set').waitFor();
  });

  test('signs out whoever was signed in, in this browser too', async () => {
    const user = await system.createUser();
    const { page, openAnother } = await openAs(browser, system, user, '/captions');
    const token = await resetTokenFor(user);
    const other = await openAnother(linkTo('/account/reset', token));
    await newPasswordField(other.page).fill(newPassword);
    await button(other.page, 'Set the password').click();
    await other.page.getByRole('link', { name: 'Sign in' }).click();
    await heading(other.page, 'Sign in').waitFor();
    await heading(page, 'Sign in').waitFor();
  });
});

describe('the token of a link', () => {
  test('is off the address at once, and in no request but the one that redeems it', async () => {
    const user = await system.createUser();
    const token = await resetTokenFor(user);
    const tab = await openTab(browser, 'about:blank');
    const { page } = tab;
    const seen = watchRequests(tab);
    await page.goto(linkTo('/account/reset', token));
    await heading(page, 'Choose a new password').waitFor();
    assert.equal(page.url(), `${system.url}/account/reset`);
    const length = await page.evaluate(() => history.length);
    await newPasswordField(page).fill(newPassword);
    await button(page, 'Set the password').click();
    await heading(page, 'Your password is set').waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await heading(page, 'Sign in').waitFor();
    await page.goBack();
    await heading(page, 'This link doesn’t work').waitFor();
    assert.ok(length <= 2);
    assert.equal(page.url(), `${system.url}/account/reset`);
    assert.ok(seen.length > 3);
    assert.deepEqual(
      seen.filter((one) => one.includes(token)),
      [],
    );
    const kept = await page.evaluate(() =>
      JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state]),
    );
    assert.equal(kept.includes(token), false);
  });

  test('does nothing by being opened, nor by anything but the button', async () => {
    const user = await system.createUser();
    const token = await resetTokenFor(user);
    for (let opened = 0; opened < 2; opened += 1) {
      const { page, context } = await openTab(browser, linkTo('/account/reset', token));
      await heading(page, 'Choose a new password').waitFor();
      await context.close();
    }
    const { page } = await openTab(browser, linkTo('/account/reset', token));
    await newPasswordField(page).fill(newPassword);
    await button(page, 'Set the password').click();
    await heading(page, 'Your password is set').waitFor();
  });

  test('is taken from a link that is opened where such a page is shown', async () => {
    const { page } = await openTab(browser, `${system.url}/account/reset`);
    await heading(page, 'This link doesn’t work').waitFor();
    const token = await resetTokenFor(await system.createUser());
    await page.goto(linkTo('/account/reset', token));
    await heading(page, 'Choose a new password').waitFor();
    assert.equal(page.url(), `${system.url}/account/reset`);
  });

  test('that counts for nothing gets one answer, with a way on', async () => {
    const used = await resetTokenFor(await system.createUser());
    const body = { token: used, password: newPassword };
    const done = await system.api.request('POST', '/api/account/password/reset', { body });
    assert.equal(done.status, 200, done.text);
    const texts = new Set<string>();
    for (const token of [used, 'x'.repeat(43), 'short', '%00%ff']) {
      const { page, context } = await openTab(browser, linkTo('/account/reset', token));
      await newPasswordField(page).fill('another kelp ferry anvil');
      await button(page, 'Set the password').click();
      await heading(page, 'This link doesn’t work').waitFor();
      texts.add(await page.getByRole('main').innerText());
      await context.close();
    }
    assert.equal(texts.size, 1);
    const { page } = await openTab(browser, `${system.url}/account/reset`);
    await heading(page, 'This link doesn’t work').waitFor();
    await assertAccessible(page, 'a bad link');
    await page.getByRole('link', { name: 'Send a new link' }).click();
    await heading(page, 'Forgot password?').waitFor();
  });
});

test('a server without mail says whom to ask', async () => {
  const api = await system.startApi({ consoleDir, mail: undefined as never });
  const { page } = await openTab(browser, `${api.url}/forgot-password`);
  await page.getByLabel('E-mail').fill('dana@example.com');
  await button(page, 'Send the link').click();
  await page.getByText('This server sends no mail').waitFor();
  await page.getByText('Whoever runs it can set a new password for you.').waitFor();
  await assertAccessible(page, 'no mail');
  await api.stop();
});

test('the pages of links name no referrer and let nothing of others in', async () => {
  for (const path of ['reset', 'verify', 'email', 'not-me']) {
    const answer = await fetch(`${system.url}/account/${path}`, {
      headers: { accept: 'text/html' },
    });
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    assert.match(answer.headers.get('content-security-policy') ?? '', /default-src 'none'/);
  }
});
