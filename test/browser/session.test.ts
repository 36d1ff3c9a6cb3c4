import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { codeOf } from '../support/one-time-code.ts';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser, openTab } from './support/open-tab.ts';
import { openAs, signInByForm } from './support/sign-in.ts';
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

async function signOut(page: Page, name = 'Test'): Promise<void> {
  await page.getByRole('button', { name, exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
}

async function endSessionsOf(userId: string): Promise<void> {
  const path = `/api/admin/users/${userId}/sign-out`;
  const answer = await system.api.request('POST', path, { token: system.directus.adminToken });
  assert.equal(answer.status, 200, answer.text);
}

describe('registering', () => {
  test('shows the rules first, refuses what breaks them, and signs in', async () => {
    const { page, problems } = await openTab(browser, `${system.url}/register`);
    await page.getByText('8 to 128 characters').waitFor();
    const email = `new-${randomUUID()}@example.com`;
    await page.getByLabel('E-mail').fill(email);
    await page.getByLabel('First name').fill('Nour');
    const password = page.getByLabel('Password', { exact: true });
    for (const [text, complaint] of [
      ['short', 'Choose a password of 8 to 128 characters.'],
      ['Password123', 'Choose another password: this one is too common.'],
    ] as const) {
      await password.fill(text);
      if (text !== 'short') await page.getByText('passwords: not kept yet').waitFor();
      await page.getByRole('button', { name: 'Register' }).click();
      await page.getByText(complaint).waitFor();
      assert.equal(await password.getAttribute('aria-invalid'), 'true');
    }
    await assertAccessible(page, 'a refused registration');
    await password.fill('kelp ferry anvil moss');
    await page.getByText('strong').waitFor();
    await page.getByRole('button', { name: 'Register' }).click();
    await heading(page, 'Captions').waitFor();
    await page.getByRole('button', { name: 'Nour' }).waitFor();
    assert.deepEqual(problems(), []);
  });

  test('says at the field that an address is taken, and that one is none', async () => {
    const { email } = await system.createUser();
    const { page } = await openTab(browser, `${system.url}/register`);
    await page.getByLabel('E-mail').fill(email.toUpperCase());
    await page.getByLabel('Password', { exact: true }).fill('kelp ferry anvil moss');
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByText('This e-mail address is registered already.').waitFor();
    assert.equal(await page.getByText('Request', { exact: true }).count(), 0, 'nothing to report');
  });
});

describe('signing in', () => {
  test('refuses a wrong password in a sentence, and keeps what was typed', async () => {
    const user = await system.createUser();
    const { page } = await openTab(browser, system.url);
    await heading(page, 'Sign in').waitFor();
    await page.getByLabel('E-mail').fill(user.email);
    await page.getByLabel('Password', { exact: true }).fill('not it');
    await page.keyboard.press('Enter');
    await page
      .getByRole('alert')
      .getByText('The e-mail address or the password is wrong')
      .waitFor();
    assert.equal(await page.getByLabel('E-mail').inputValue(), user.email);
    await assertAccessible(page, 'a refused sign-in');
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    await page.keyboard.press('Enter');
    await heading(page, 'Captions').waitFor();
  });

  test('asks for the one-time code of those who have one', async () => {
    const secret = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP';
    const user = await system.createUser({ tfa_secret: secret });
    const { page } = await openTab(browser, system.url);
    await page.getByLabel('E-mail').fill(user.email);
    await page.getByLabel('Password', { exact: true }).fill(user.password);
    await page.keyboard.press('Enter');
    const code = page.getByLabel('One-time code');
    await code.waitFor();
    assert.equal(await code.evaluate((input) => input === document.activeElement), true);
    await assertAccessible(page, 'a sign-in with a code');
    await code.fill('000000');
    await page.keyboard.press('Enter');
    await page.getByText('This code is wrong, too old or used already.').waitFor();
    await code.fill(codeOf(secret));
    await page.keyboard.press('Enter');
    await heading(page, 'Captions').waitFor();
  });

  test('leads to the page that was asked for, and to no other site', async () => {
    const user = await system.createUser();
    const { page, context } = await openTab(browser, `${system.url}/connections?x=1`);
    await signInByForm(page, user);
    await page.waitForURL(`${system.url}/connections?x=1`);
    await context.clearCookies();
    for (const next of ['https://evil.example/', '//evil.example', '/\\evil.example']) {
      await page.goto(`${system.url}/sign-in?next=${encodeURIComponent(next)}`);
      await signInByForm(page, user);
      await page.waitForURL(`${system.url}/captions`);
      await context.clearCookies();
    }
  });

  test('works with the keyboard alone, from the first field to the last link', async () => {
    const user = await system.createUser();
    const { page } = await openTab(browser, system.url);
    await heading(page, 'Sign in').waitFor();
    await page.keyboard.type(user.email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(user.password);
    await page.keyboard.press('Enter');
    await heading(page, 'Captions').waitFor();
    const link = page.getByRole('link', { name: 'Chat' });
    for (let presses = 0; presses < 20; presses += 1) {
      await page.keyboard.press('Tab');
      if (await link.evaluate((element) => element === document.activeElement)) break;
    }
    const outline = await link.evaluate((element) => getComputedStyle(element).outlineStyle);
    assert.equal(outline, 'solid');
    await page.keyboard.press('Enter');
    await heading(page, 'Chat').waitFor();
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    assert.match(await page.title(), /^Chat/);
  });
});

describe('at load', () => {
  test('shows no page before it is known who is there', async () => {
    const user = await system.createUser();
    const { page } = await openAs(browser, system, user, '/captions');
    const { promise, resolve } = Promise.withResolvers<void>();
    await page.route('**/api/session', async (route) => {
      await promise;
      await route.continue();
    });
    const seen = await watchHeadings(page);
    await page.reload();
    await page.getByRole('status', { name: 'Loading' }).waitFor();
    assert.equal(await page.getByRole('navigation').count(), 0);
    assert.equal(await page.getByRole('heading').count(), 0);
    resolve();
    await heading(page, 'Captions').waitFor();
    assert.ok(!(await seen()).includes('Sign in'));
  });

  test('shows the links of administrators to administrators only', async () => {
    const user = await system.createUser();
    const own = await openAs(browser, system, user, '/admin/users');
    await heading(own.page, 'Only for administrators').waitFor();
    assert.equal(await own.page.getByText('Audit log').count(), 0);
    assert.deepEqual(own.refusals(), []);
    const admin = await openAs(browser, system, system.admin, '/captions');
    await admin.page.getByRole('link', { name: 'Audit log' }).waitFor();
  });

  test('an outage is no sign-out: it is said, and over by itself', async () => {
    const user = await system.createUser();
    const { page } = await openAs(browser, system, user, '/captions');
    await page.route('**/api/session', (route) =>
      route.fulfill({
        status: 503,
        headers: { 'retry-after': '20' },
        json: {
          ok: false,
          error: 'Directus can not be reached now.',
          code: 'directus.unavailable',
          requestId: 'the-id-of-it',
        },
      }),
    );
    await page.reload();
    await page.getByRole('alert').getByText('the-id-of-it').waitFor();
    await assertAccessible(page, 'an outage');
    await page.unroute('**/api/session');
    // The page may be quicker than the click, since it asks again by itself.
    await page
      .getByRole('button', { name: 'Try again' })
      .click({ timeout: 2_000 })
      .catch(() => undefined);
    await heading(page, 'Captions').waitFor();
  });

  test('an address of nothing says so', async () => {
    const { page } = await openTab(browser, `${system.url}/captoins`);
    await heading(page, 'No such page').waitFor();
    await assertAccessible(page, 'no such page');
  });
});

describe('signing out', () => {
  test('in one tab signs out the others at once, and leaves no draft', async () => {
    const user = await system.createUser();
    const one = await openAs(browser, system, user, '/captions');
    const other = await one.openAnother(`${system.url}/connections`);
    await heading(other.page, 'Connections').waitFor();
    await one.page.getByLabel('Topic').fill('what nobody else may read');
    await signOut(one.page);
    for (const { page } of [one, other]) {
      await heading(page, 'Sign in').waitFor();
      await page.getByText('You are signed out.').waitFor();
      assert.equal(new URL(page.url()).search, '');
      assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    }
    assert.deepEqual(other.refusals(), []);
    await signInByForm(one.page, user);
    await heading(other.page, 'Captions').waitFor();
    assert.equal(await one.page.getByLabel('Topic').inputValue(), '');
  });

  test('says that one is still signed in where the server could not do it', async () => {
    const user = await system.createUser();
    const { page } = await openAs(browser, system, user, '/captions');
    await page.route('**/api/session', (route) => route.abort());
    await signOut(page);
    await page.getByRole('alert').getByText('You are still signed in').waitFor();
    await heading(page, 'Captions').waitFor();
    await assertAccessible(page, 'a toast');
  });
});

describe('a session that ended elsewhere', () => {
  test('brings the sign-in page with a sentence, and then the same page with the draft', async () => {
    const user = await system.createUser();
    const { page } = await openAs(browser, system, user, '/captions?from=here');
    await page.getByLabel('Topic').fill('a walk by the sea');
    await endSessionsOf(user.id);
    await page.getByRole('button', { name: 'Write caption' }).click();
    await heading(page, 'Sign in').waitFor();
    await page.getByText('Your session has ended.').waitFor();
    await assertAccessible(page, 'an ended session');
    await signInByForm(page, user);
    await heading(page, 'Captions').waitFor();
    assert.equal(new URL(page.url()).search, '?from=here');
    assert.equal(await page.getByLabel('Topic').inputValue(), 'a walk by the sea');
  });

  test('shows the draft to nobody else', async () => {
    const [user, another] = [await system.createUser(), await system.createUser()];
    const { page } = await openAs(browser, system, user, '/captions');
    await page.getByLabel('Topic').fill('what nobody else may read');
    await endSessionsOf(user.id);
    await page.getByRole('link', { name: 'Connections' }).click();
    await heading(page, 'Sign in').waitFor();
    await signInByForm(page, another);
    await page.getByRole('link', { name: 'Captions' }).click();
    await heading(page, 'Captions').waitFor();
    assert.equal(await page.getByLabel('Topic').inputValue(), '');
    const kept = await page.evaluate(() => JSON.stringify(sessionStorage));
    assert.ok(!kept.includes('what nobody else may read'));
  });
});

/** Collects the headings of level 1 that a page shows from its next load on. @returns what gives them so far */
async function watchHeadings(page: Page): Promise<() => Promise<string[]>> {
  await page.addInitScript(() => {
    const seen: string[] = [];
    Reflect.set(globalThis, 'seenHeadings', seen);
    new MutationObserver(() => {
      const text = document.querySelector('h1')?.textContent;
      if (text && seen.at(-1) !== text) seen.push(text);
    }).observe(document, { childList: true, subtree: true });
  });
  return () => page.evaluate(() => Reflect.get(globalThis, 'seenHeadings') as string[]);
}
