/**
 * Looks at every page, in light, in dark and on a phone. `npm run screenshots` keeps the pictures in
 * `docs/screenshots`; otherwise it is only seen that each page comes up with nothing wrong in it.
 */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { readVariable } from '../support/process-environment.ts';
import { choosePlatforms } from './support/choose-platforms.ts';
import { launchBrowser, openTab, type Tab, type TabOptions } from './support/open-tab.ts';
import { fillSystem } from './support/sample-data.ts';
import { type Login, openAs } from './support/sign-in.ts';
import { type System, startSystem } from './support/start-system.ts';

const folder = readVariable('GENIE_SCREENSHOTS');
const looks: Record<string, TabOptions> = {
  light: {},
  dark: { colorScheme: 'dark' },
  phone: { phone: true },
};

let system: System;
let browser: Browser;
let mara: Login;

before(async () => {
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  [system, browser] = await Promise.all([startSystem({ withModel: true }), launchBrowser()]);
  mara = await fillSystem(system, browser);
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

const seen = (page: Page, text: string) =>
  page.getByText(text).filter({ visible: true }).first().waitFor();

/** Pages for nobody, for a creator and for an administrator, and what tells that they are all there. */
const open: Record<string, (page: Page) => Promise<void>> = {
  'sign-in': (page) => page.getByLabel('E-mail').waitFor(),
  register: (page) => page.getByLabel('E-mail').waitFor(),
  'forgot-password': (page) => page.getByLabel('E-mail').waitFor(),
  'account/reset#token=sample': (page) =>
    page.getByLabel('New password', { exact: true }).waitFor(),
  'account/reset': (page) => seen(page, 'Send a new link'),
  'account/verify#token=sample': (page) => seen(page, 'Confirm the address'),
  'account/not-me#token=sample': (page) => seen(page, 'Sign out every device'),
  'account/restore#token=sample': (page) => seen(page, 'Keep my account'),
};
const creators: Record<string, (page: Page) => Promise<void>> = {
  captions: async (page) => {
    system.model?.behave({
      answer:
        'Golden hour did all the work today. Which frame is your favourite?\n\n#sunset #photoset #newpost',
    });
    await choosePlatforms(page, 'Instagram', 'X', 'TikTok');
    await page.getByLabel('Topic').fill('sunset shoot at the beach');
    await page.getByLabel('Topic').press('Control+Enter');
    await page.getByLabel('Caption for X').waitFor();
  },
  batch: (page) => seen(page, 'Done'),
  connections: (page) => seen(page, 'Current key'),
  chat: (page) => page.getByText('three ideas').waitFor(),
  account: async (page) => {
    await page.getByRole('button', { name: 'Change the password' }).click();
    await page.getByLabel('Current password').fill('sample-only');
    await page.getByLabel('New password', { exact: true }).fill('kelp ferry anvil moss');
    await seen(page, 'strong');
  },
};
const admins: Record<string, (page: Page) => Promise<void>> = {
  'admin/queue': (page) => seen(page, 'Finished in the last 24 hours'),
  'admin/jobs': (page) => seen(page, 'Completed'),
  'admin/audit': (page) => seen(page, mara.email),
  'admin/users': (page) => seen(page, mara.email),
  'admin/users?sort=newest': async (page) => {
    await page.getByRole('button', { name: `Details of ${mara.email}` }).click();
    await seen(page, 'Plan and role');
    await seen(page, 'All use of credentials');
  },
};

function looksAt(
  pages: Record<string, (page: Page) => Promise<void>>,
  openPage: (path: string, options: TabOptions) => Promise<Tab>,
  prefix = '',
) {
  for (const [path, isThere] of Object.entries(pages)) {
    for (const [look, options] of Object.entries(looks)) {
      test(`${prefix}${path}, ${look}`, async () => {
        const { page, context, problems, refusals } = await openPage(`/${path}`, options);
        await isThere(page);
        await page.waitForLoadState('networkidle');
        assert.deepEqual(problems(), []);
        assert.deepEqual(
          refusals().filter((one) => one !== 'GET /api/session 401'),
          [],
        );
        if (folder !== undefined) {
          const file = join(
            folder,
            `${prefix}${path.replace('#token=sample', '-link').replace('?sort=newest', '-details').replace('/', '-')}-${look}.png`,
          );
          // What was typed may have scrolled the page, and its header would cover the title.
          await page.evaluate(() => scrollTo(0, 0));
          await page.screenshot({ path: file, fullPage: true });
        }
        await context.close();
      });
    }
  }
}

describe('to nobody in particular', () => {
  looksAt(open, (path, options) => openTab(browser, system.url + path, options));
});

describe('to a creator', () => {
  looksAt(creators, (path, options) => openAs(browser, system, mara, path, options));
});

describe('to somebody whose address is not proven', () => {
  const isThere = (page: Page) => seen(page, 'isn’t confirmed yet');
  const openUnproven = async (path: string, options: TabOptions) => {
    const unproven = await system.createUser({ email_verified_at: null });
    return await openAs(browser, system, unproven, path, options);
  };
  looksAt({ captions: isThere }, openUnproven, 'unproven-');
});

describe('to an administrator', () => {
  looksAt(admins, (path, options) => openAs(browser, system, system.admin, path, options));
});
