import type { Page } from 'playwright-core';
import { choosePlatforms } from './choose-platforms.ts';
import { texts } from './crowd.ts';

/** One state of a page that somebody can come to, and the way to it. */
export interface Scene {
  /** `BATCH` stands for the id of one of the creator's batches. */
  path: string;
  /** Resolves when all is there. */
  open: (page: Page) => Promise<unknown>;
  /** A dialog or drawer stands before the page, which Escape closes. */
  isDialog?: boolean;
}

const button = (page: Page, name: string | RegExp) =>
  page.getByRole('button', { name, ...(typeof name === 'string' && { exact: true }) });
const seen = (page: Page, text: string | RegExp) =>
  page.getByText(text).filter({ visible: true }).first().waitFor();
const latestBatches = (page: Page) =>
  page
    .getByRole('link', { name: /captions for/ })
    .first()
    .waitFor();
const dialog = (page: Page) => page.getByRole('dialog').last();

/** A dialog that the first button of this name opens. */
function dialogBehind(path: string, name: string | RegExp): Scene {
  return {
    path,
    isDialog: true,
    async open(page) {
      await button(page, name).filter({ visible: true }).first().click();
      await dialog(page).waitFor();
      await dialog(page).getByRole('button').last().waitFor();
    },
  };
}

/** Filters are behind a button where there is little room. */
async function openFilters(page: Page): Promise<void> {
  const filters = button(page, /^Filters/);
  await page.getByRole('search').waitFor();
  if ((await filters.count()) > 0) await filters.click();
}

export const scenesOfNobody: Readonly<Record<string, Scene>> = {
  'sign-in': { path: '/sign-in', open: (page) => page.getByLabel('E-mail').waitFor() },
  register: { path: '/register', open: (page) => page.getByLabel('E-mail').waitFor() },
  'a forgotten password': {
    path: '/forgot-password',
    open: (page) => page.getByLabel('E-mail').waitFor(),
  },
  'a new password': {
    path: '/account/reset#token=sample',
    open: (page) => page.getByLabel('New password', { exact: true }).waitFor(),
  },
};

const table = `topic,platform\n"${texts.longText}",x\n${texts.arabic},instagram\n${texts.japanese},nowhere\n${texts.longWord},x\n`;

export const scenesOfCreators: Readonly<Record<string, Scene>> = {
  captions: {
    path: '/captions',
    async open(page) {
      await choosePlatforms(page, 'Instagram', 'X', 'TikTok', 'OnlyFans', 'Reddit');
      await page.getByLabel('Topic').fill(texts.arabic);
    },
  },
  'captions that were written': {
    path: '/captions',
    async open(page) {
      await choosePlatforms(page, 'Instagram', 'X', 'TikTok', 'OnlyFans', 'Reddit');
      await page.getByLabel('Topic').fill(texts.arabic);
      await page.route('**/api/captions/generate', (route) =>
        route.fulfill({
          json: {
            ok: true,
            caption: `${texts.arabic}\n\n${texts.longWord}`,
            model: 'builtin',
            platform: JSON.parse(route.request().postData() ?? '{}').platform,
          },
        }),
      );
      await page.getByLabel('Topic').press('Control+Enter');
      await page.getByRole('tab', { name: 'Reddit (written)' }).waitFor();
    },
  },
  'the account menu': {
    path: '/captions',
    isDialog: true,
    async open(page) {
      await page.getByRole('banner').getByRole('button').last().click();
      await button(page, 'Sign out').waitFor();
    },
  },
  'a batch of lines': {
    path: '/batch',
    async open(page) {
      await page.getByText('Topics, one a line').click();
      await page.getByLabel('Topics', { exact: true }).fill(Object.values(texts).join('\n'));
      await button(page, 'Start 4 captions').waitFor();
      await latestBatches(page);
    },
  },
  'a batch of a table': {
    path: '/batch',
    async open(page) {
      await page.getByText('A table', { exact: true }).click();
      await page.getByRole('textbox', { name: 'Table' }).fill(table);
      await page.getByRole('region', { name: 'Columns' }).waitFor();
      await latestBatches(page);
    },
  },
  'a batch that is over': {
    path: '/batch?job=BATCH',
    open: (page) => page.getByRole('heading', { name: 'Results' }).waitFor(),
  },
  library: { path: '/library', open: (page) => page.getByRole('article').first().waitFor() },
  'filters of the library': {
    path: '/library?q=nothing-like-it',
    async open(page) {
      await seen(page, 'No caption found');
      await openFilters(page);
    },
  },
  'deleting a caption': dialogBehind('/library', /^Delete the caption/),
  'deleting all captions': dialogBehind('/library', 'Delete all'),
  connections: { path: '/connections', open: (page) => seen(page, 'Current key') },
  'a new connection': dialogBehind('/connections', 'Add a connection'),
  'another login': dialogBehind('/connections', /^Update /),
  'deleting a connection': dialogBehind('/connections', /^Delete /),
  'a new login for downloads': dialogBehind('/connections', 'Add a login'),
  'cookies to import': {
    path: '/connections',
    isDialog: true,
    async open(page) {
      await seen(page, 'Current key');
      const jar = `# Netscape HTTP Cookie File\n.instagram.com\tTRUE\t/\tTRUE\t1999999999\tsessionid\ta\n.${'very-'.repeat(10)}long.example.com\tTRUE\t/\tTRUE\t1999999999\ta\tb\n`;
      await page.locator('input[type=file]').setInputFiles({
        name: `${texts.longWord}.txt`,
        mimeType: 'text/plain',
        buffer: Buffer.from(jar),
      });
      await dialog(page).getByRole('region', { name: 'What the file has' }).waitFor();
    },
  },
  chat: {
    path: '/chat?conversation=crowd-0',
    open: (page) => page.getByText('Assistant', { exact: true }).first().waitFor(),
  },
  'a new conversation': {
    path: '/chat',
    async open(page) {
      await button(page, 'New').click();
      await seen(page, 'Ask for something');
    },
  },
  'renaming a conversation': dialogBehind('/chat?conversation=crowd-1', 'Rename'),
  'deleting a conversation': dialogBehind('/chat?conversation=crowd-1', 'Delete'),
  account: {
    path: '/account',
    async open(page) {
      await button(page, 'Change the password').click();
      await page.getByLabel('New password', { exact: true }).waitFor();
      await page.getByRole('list', { name: 'Devices' }).getByRole('listitem').first().waitFor();
    },
  },
  'setting up a second factor': {
    path: '/account',
    async open(page) {
      await button(page, 'Set up a second factor').click();
      await page.getByLabel('Current password').waitFor();
    },
  },
  'a page of administrators': {
    path: '/admin/users',
    open: (page) => seen(page, 'This page is for administrators'),
  },
  'no page': { path: '/nowhere', open: (page) => seen(page, 'There is nothing at this address') },
};

export const scenesOfAdministrators: Readonly<Record<string, Scene>> = {
  queue: { path: '/admin/queue', open: (page) => seen(page, 'Finished in the last 24 hours') },
  jobs: { path: '/admin/jobs', open: (page) => seen(page, 'Completed') },
  'jobs that failed, filtered': {
    path: '/admin/jobs?status=failed',
    async open(page) {
      await seen(page, /^1–25 of/);
      await openFilters(page);
    },
  },
  'a job': dialogBehind('/admin/jobs?status=failed', /^Details of job/),
  'the log': { path: '/admin/audit', open: (page) => seen(page, /^1–25 of/) },
  'the log, filtered': {
    path: '/admin/audit?outcome=not_owner&isUtc=true',
    async open(page) {
      await seen(page, /^1–25 of/);
      await openFilters(page);
    },
  },
  'an entry of the log': dialogBehind('/admin/audit', /^Details of entry/),
  users: { path: '/admin/users', open: (page) => seen(page, /^1–25 of/) },
  'users, by page': { path: '/admin/users?page=11', open: (page) => seen(page, /^251–275 of/) },
  'nobody found': {
    path: '/admin/users?search=nobody-like-this',
    open: (page) => seen(page, 'Nobody found'),
  },
  'a user': {
    path: '/admin/users?sort=newest',
    isDialog: true,
    async open(page) {
      await button(page, /^Details of somebody/)
        .first()
        .click();
      await dialog(page).getByRole('heading', { name: 'Plan and role' }).waitFor();
      await dialog(page).getByText('Loading').first().waitFor({ state: 'detached' });
    },
  },
  'a question about a user': {
    path: '/admin/users?sort=newest',
    isDialog: true,
    async open(page) {
      await button(page, /^Details of somebody/)
        .first()
        .click();
      await button(page, 'Sign out everywhere').click();
      await page.getByRole('dialog', { name: /^Sign out/ }).waitFor();
    },
  },
  servers: { path: '/admin/servers', open: (page) => seen(page, /publisher-/) },
  'a new server': dialogBehind('/admin/servers', 'New server'),
  'ending a server': dialogBehind('/admin/servers', /^End: /),
};
