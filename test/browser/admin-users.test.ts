import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Browser, Locator, Page } from 'playwright-core';
import type { TestUser } from '../support/directus-client.ts';
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

const openAdmin = (path: string, options = {}) =>
  openAs(browser, system, system.admin, path, options);
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });

describe('users', () => {
  test('signed out everywhere fall back to sign-in on their next click', async () => {
    const victim = await system.createUser({ first_name: 'Zoe' });
    const theirs = await openAs(browser, system, victim, '/connections');
    const { page, problems } = await openAdmin('/admin/users');
    await page.getByRole('searchbox', { name: 'Search' }).fill(victim.email);
    await page.getByText('1–1 of 1 users').waitFor();
    await assertAccessible(page, 'the users');
    const details = await openDetails(page, victim.email);
    await details.getByText('Signed in nowhere.').waitFor({ state: 'detached' });
    await assertAccessible(page, 'the details of a user');
    await details.getByRole('button', { name: 'Sign out everywhere' }).click();
    const dialog = page.getByRole('dialog', { name: `Sign out ${victim.email} everywhere?` });
    await dialog.getByText('The one session of this user ends').waitFor();
    await assertAccessible(page, 'the question about a user');
    await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByText(`${victim.email} is signed out: one session has ended.`).waitFor();
    await details.getByText('Signed in nowhere.').waitFor();
    await page.keyboard.press('Escape');
    await row(page, victim.email).getByRole('cell', { name: '0', exact: true }).waitFor();
    await theirs.page.getByRole('link', { name: 'Chat' }).click();
    await theirs.page.getByRole('heading', { name: 'Sign in' }).waitFor();
    assert.deepEqual(problems(), []);
  });

  test('may be oneself, after a warning', async () => {
    const { page } = await openAs(browser, system, await makeAdmin(), '/admin/users?search=Deputy');
    await page.getByText('(you)').waitFor();
    await page
      .getByRole('button', { name: /^Details of/ })
      .first()
      .click();
    const details = page.getByRole('dialog');
    await details.getByText('Your own status and role').waitFor();
    assert.ok(await details.getByRole('button', { name: 'Suspend' }).isDisabled());
    await details.getByRole('button', { name: 'Sign out everywhere' }).click();
    const dialog = page.getByRole('dialog', { name: /^Sign out/ });
    await dialog.getByText('This is you').waitFor();
    await assertAccessible(page, 'the question about oneself');
    await dialog.getByRole('button', { name: 'Sign out everywhere' }).click();
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  });
});

test('a user is suspended, activated and given a plan, each after a question', async () => {
  const victim = await system.createUser({ first_name: 'Ines' });
  const theirs = await openAs(browser, system, victim, '/connections');
  const { page, problems } = await openAdmin(`/admin/users?search=${victim.email}`);
  const details = await openDetails(page, victim.email);
  await details.getByRole('button', { name: 'Suspend' }).click();
  const question = page.getByRole('dialog', { name: `Suspend ${victim.email}?` });
  await question.getByText('Every device is signed out at once').waitFor();
  await assertAccessible(page, 'the question about a suspension');
  await page.keyboard.press('Escape');
  await question.waitFor({ state: 'hidden' });
  await details.getByRole('button', { name: 'Suspend' }).click();
  await question.getByRole('button', { name: 'Suspend' }).click();
  await details.getByText('Suspended', { exact: true }).waitFor();
  await theirs.page.getByRole('link', { name: 'Chat' }).click();
  await theirs.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await details.getByRole('button', { name: 'Activate' }).click();
  await page
    .getByRole('dialog', { name: `Activate ${victim.email}?` })
    .getByRole('button', { name: 'Activate' })
    .click();
  await details.getByText('Active', { exact: true }).waitFor();
  await details.getByRole('textbox', { name: 'Plan' }).fill('studio');
  await details.getByRole('button', { name: 'Change' }).click();
  const change = page.getByRole('dialog', { name: `Change ${victim.email}?` });
  await change.getByText('Plan: pro → studio').waitFor();
  await change.getByRole('button', { name: 'Change' }).click();
  await details.getByText('studio', { exact: true }).waitFor();
  await page.keyboard.press('Escape');
  // The column gives way in narrower windows.
  await page.setViewportSize({ width: 1440, height: 900 });
  await row(page, victim.email).getByRole('cell', { name: 'studio' }).waitFor();
  assert.deepEqual(problems(), []);
});

test('details and filters are steps that Back undoes, and a link opens', async () => {
  const one = await system.createUser({ first_name: 'Steps' });
  const { page } = await openAdmin('/admin/users?search=Steps');
  await row(page, one.email).waitFor();
  await page.getByRole('combobox', { name: 'Status' }).click();
  await page.getByRole('option', { name: 'Active' }).click();
  await page.waitForURL(/status=active/);
  const details = await openDetails(page, one.email);
  await page.reload();
  await details.waitFor();
  await page.goBack();
  await details.waitFor({ state: 'hidden' });
  assert.match(page.url(), /status=active/);
  await page.goBack();
  await page.waitForURL((url) => !url.search.includes('status'));
});

test('who is no administrator any more is told so at the next request, and the links are gone', async () => {
  const deputy = await makeAdmin();
  const { page } = await openAs(browser, system, deputy, '/admin/users');
  await page.getByRole('table', { name: 'Users' }).waitFor();
  await deputy.demote();
  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.getByRole('heading', { name: 'Only for administrators' }).waitFor();
  await page.getByRole('link', { name: 'Audit log' }).waitFor({ state: 'detached' });
});

async function openDetails(page: Page, email: string): Promise<Locator> {
  await page.getByRole('button', { name: `Details of ${email}` }).click();
  const details = page.getByRole('dialog', { name: email, exact: true });
  await details.getByRole('heading', { name: 'Plan and role' }).waitFor();
  return details;
}

/** Somebody who is an administrator by a policy; `demote` takes it away, and leaves the session. */
async function makeAdmin(): Promise<TestUser & { demote(): Promise<void> }> {
  const user = await system.createUser({ first_name: 'Deputy' });
  const make = async (path: string, body: object) => {
    const { data } = await system.directus.admin.request('POST', path, body);
    return (data as { id: string }).id;
  };
  const rights = { admin_access: true, app_access: true };
  const policy = await make('/policies', { name: `deputies ${randomUUID()}`, ...rights });
  const access = await make('/access', { policy, user: user.id });
  return {
    ...user,
    async demote() {
      await system.directus.admin.request('DELETE', `/access/${access}`);
    },
  };
}
