/** One's own account in the console: the address proven, the address and the password changed, "this wasn't me". */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
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
  const api = { ...mails.options, trustProxy: '127.0.0.1' };
  [system, browser] = await Promise.all([startSystem({ api }), launchBrowser()]);
});

after(async () => {
  await browser?.close();
  await system?.stop();
  await mails?.remove();
});

const newPassword = 'kelp ferry anvil moss';
const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const unproven = (page: Page, email: string) => page.getByText(`${email} isn’t confirmed yet.`);
const linkTo = (path: string, token: string) => `${system.url}${path}#token=${token}`;

let addresses = 0;

/** Registers, which sends a mail, and gives the token of its link. */
async function register(): Promise<Login & { token: string }> {
  const login = { email: `new-${randomUUID()}@example.com`, password: 'a password of before 7' };
  addresses += 1;
  const headers = { 'x-forwarded-for': `10.9.0.${addresses}` };
  const answer = await system.api.request('POST', '/api/register', { body: login, headers });
  assert.equal(answer.status, 201, answer.text);
  return { ...login, token: await mails.tokenFor(login.email, '/account/verify') };
}

const proven = () => ({ email_verified_at: new Date().toISOString() });

describe('an address that nobody has proven', () => {
  test('is told in a calm line until its link was opened and confirmed, signed in', async () => {
    const user = await register();
    const { page, openAnother, problems } = await openAs(browser, system, user, '/captions');
    await unproven(page, user.email).waitFor();
    await assertAccessible(page, 'an unproven address');
    const { page: linked } = await openAnother(linkTo('/account/verify', user.token));
    await heading(linked, 'Confirm your e-mail address').waitFor();
    assert.equal(linked.url(), `${system.url}/account/verify`);
    await linked.getByText(`You are signed in as ${user.email}.`).waitFor();
    await assertAccessible(linked, 'confirming an address');
    await button(linked, 'Confirm the address').click();
    await heading(linked, 'Your address is confirmed').waitFor();
    await assertAccessible(linked, 'a confirmed address');
    await linked.getByRole('link', { name: 'Go on' }).click();
    await heading(linked, 'Captions').waitFor();
    assert.equal(await unproven(linked, user.email).count(), 0);
    await page.reload();
    await heading(page, 'Captions').waitFor();
    await page.waitForLoadState('networkidle');
    assert.equal(await unproven(page, user.email).count(), 0);
    assert.deepEqual(problems(), []);
  });

  test('gets the mail once more, whose link ends the one of before', async () => {
    const user = await register();
    const { page } = await openAs(browser, system, user, '/captions');
    await button(page, 'Send the mail again').click();
    await page.getByText(`A new link is on its way to ${user.email}.`).waitFor();
    const token = await mails.tokenFor(user.email, '/account/verify');
    await page.goto(linkTo('/account/verify', user.token));
    await button(page, 'Confirm the address').click();
    await heading(page, 'This link doesn’t work').waitFor();
    await page.getByRole('link', { name: 'Go to your account' }).waitFor();
    await page.goto(linkTo('/account/verify', token));
    await button(page, 'Confirm the address').click();
    await heading(page, 'Your address is confirmed').waitFor();
  });

  test('is proven signed out by its password, which keeps everything; a wrong one is told', async () => {
    const user = await register();
    const { page } = await openTab(browser, linkTo('/account/verify', user.token));
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('not it');
    await button(page, 'Confirm the address').click();
    await page.getByText('This password is wrong.').waitFor();
    await assertAccessible(page, 'confirming an address signed out');
    await password.fill(user.password);
    await page.keyboard.press('Enter');
    await heading(page, 'Your address is confirmed').waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    await signInByForm(page, user);
    await heading(page, 'Captions').waitFor();
  });

  test('belongs to whoever has the mailbox: without the password, that of before ends', async () => {
    const user = await register();
    const { page } = await openTab(browser, linkTo('/account/verify', user.token));
    await button(page, 'I don’t know the password').click();
    await heading(page, 'Your address is confirmed').waitFor();
    await page.getByRole('link', { name: 'Choose a password' }).click();
    await heading(page, 'Forgot password?').waitFor();
    const { email, password } = user;
    const signIn = { body: { email, password } };
    assert.equal((await system.api.request('POST', '/api/session', signIn)).status, 401);
  });
});

describe('the account page', () => {
  test('changes the password: this browser stays, another is signed out', async () => {
    const user = await system.createUser(proven());
    const { page, problems } = await openAs(browser, system, user, '/captions');
    const { page: other } = await openAs(browser, system, user, '/captions');
    await button(page, 'Test').click();
    await page.getByRole('link', { name: 'Account' }).click();
    await heading(page, 'Account').waitFor();
    await page.getByText('Confirmed', { exact: true }).waitFor();
    await assertAccessible(page, 'the account page');
    await button(page, 'Change the password').click();
    await page.getByLabel('Current password').fill('not it');
    await page.getByLabel('New password', { exact: true }).fill(newPassword);
    await button(page, 'Set the password').click();
    await page.getByText('This password is wrong.').waitFor();
    await assertAccessible(page, 'a refused change of the password');
    await page.getByLabel('Current password').fill(user.password);
    await button(page, 'Set the password').click();
    await page.getByText('Your password is changed').waitFor();
    await assertAccessible(page, 'a changed password');
    await page.reload();
    await heading(page, 'Account').waitFor();
    await other.reload();
    await heading(other, 'Sign in').waitFor();
    await signInByForm(other, { email: user.email, password: newPassword });
    assert.deepEqual(problems(), []);
  });

  test('changes the address: told to both mailboxes, made by the link to the new one', async () => {
    const user = await system.createUser(proven());
    const email = `other-${randomUUID()}@example.com`;
    const { page } = await openAs(browser, system, user, '/account');
    await button(page, 'Change the address').click();
    await page.getByLabel('New e-mail address').fill(email);
    await page.getByLabel('Current password').fill(user.password);
    await assertAccessible(page, 'a change of the address');
    await page.keyboard.press('Enter');
    await page.getByText(`A link is on its way to ${email}.`).waitFor();
    await page.getByText(user.email, { exact: true }).waitFor();
    const token = await mails.tokenFor(email, '/account/email');
    await mails.tokenFor(user.email, '/account/not-me');
    await page.goto(linkTo('/account/email', token));
    await heading(page, 'Confirm your new e-mail address').waitFor();
    await button(page, 'Confirm the address').click();
    await heading(page, 'Your address is confirmed').waitFor();
    await page.goto(`${system.url}/sign-in`);
    await signInByForm(page, { email, password: user.password });
    await page.goto(`${system.url}/account`);
    await page.getByText(email, { exact: true }).waitFor();
  });

  test('has a section each for address and password, on a phone as well', async () => {
    const user = await system.createUser(proven());
    const { page } = await openAs(browser, system, user, '/account');
    await page.getByRole('region', { name: 'E-mail address' }).waitFor();
    await page.getByRole('region', { name: 'Password' }).waitFor();
    await page.setViewportSize({ width: 375, height: 740 });
    await button(page, 'Change the address').click();
    await assertAccessible(page, 'the account page on a phone');
    await button(page, 'Cancel').click();
    await button(page, 'Change the address').waitFor();
  });
});

describe('“this wasn’t me”', () => {
  test('takes an account back: everybody is signed out, and a link for a password is mailed', async () => {
    const user = await system.createUser(proven());
    const { page: intruder } = await openAs(browser, system, user, '/account');
    await button(intruder, 'Change the address').click();
    await intruder.getByLabel('New e-mail address').fill(`x-${randomUUID()}@example.com`);
    await intruder.getByLabel('Current password').fill(user.password);
    await intruder.keyboard.press('Enter');
    await intruder.getByText('A link is on its way').waitFor();
    const token = await mails.tokenFor(user.email, '/account/not-me');
    const { page } = await openTab(browser, linkTo('/account/not-me', token));
    await heading(page, 'This wasn’t you?').waitFor();
    assert.equal(page.url(), `${system.url}/account/not-me`);
    await assertAccessible(page, 'this wasn’t me');
    await button(page, 'Sign out every device').click();
    await heading(page, 'Your account is yours again').waitFor();
    await assertAccessible(page, 'an account that was taken back');
    await intruder.reload();
    await heading(intruder, 'Sign in').waitFor();
    await page.goto(linkTo('/account/reset', await mails.tokenFor(user.email, '/account/reset')));
    await page.getByLabel('New password', { exact: true }).fill(newPassword);
    await button(page, 'Set the password').click();
    await heading(page, 'Your password is set').waitFor();
  });

  test('says that nobody has the account where its address is another one’s by now', async () => {
    const user = await system.createUser(proven());
    const { page: intruder } = await openAs(browser, system, user, '/account');
    await button(intruder, 'Change the address').click();
    const theirs = `x-${randomUUID()}@example.com`;
    await intruder.getByLabel('New e-mail address').fill(theirs);
    await intruder.getByLabel('Current password').fill(user.password);
    await intruder.keyboard.press('Enter');
    const token = await mails.tokenFor(user.email, '/account/not-me');
    const change = { token: await mails.tokenFor(theirs, '/account/email') };
    await system.api.request('POST', '/api/account/email/verify', { body: change });
    await system.createUser({ email: user.email, ...proven() });
    const { page } = await openTab(browser, linkTo('/account/not-me', token));
    await button(page, 'Sign out every device').click();
    await heading(page, 'Nobody can use the account any more').waitFor();
    await assertAccessible(page, 'an account that nobody has');
    assert.equal(await page.getByText(theirs).count(), 0);
  });
});

test('a server without mail says so where a mail was to be sent, and whom to ask', async () => {
  const user = await system.createUser();
  const { page } = await openAs(browser, system, user, '/account');
  await page.route('**/api/account/email**', (route) =>
    route.fulfill({
      status: 503,
      json: { ok: false, code: 'mail.not_configured', error: 'No mail.', requestId: 'x' },
    }),
  );
  await button(page, 'Send the mail again').click();
  await page.getByText('this server sends no mail. Ask whoever runs it.').waitFor();
  await button(page, 'Change the address').click();
  await page.getByLabel('New e-mail address').fill('dana@example.com');
  await page.getByLabel('Current password').fill(user.password);
  await page.keyboard.press('Enter');
  await page.getByText('Whoever runs it can change your address for you.').waitFor();
});
