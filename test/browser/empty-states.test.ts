import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser } from './support/open-tab.ts';
import { openAs } from './support/sign-in.ts';
import { type System, startSystem } from './support/start-system.ts';

let system: System;
let browser: Browser;

before(async () => {
  // One that nobody has used: its lists are empty.
  [system, browser] = await Promise.all([startSystem({ directus: {} }), launchBrowser()]);
});
after(async () => {
  await browser?.close();
  await system?.stop();
});

const openAdmin = (path: string) => openAs(browser, system, system.admin, path);

test('a filter that finds nothing says so on every list, and is cleared from there', async () => {
  const filters = {
    '/admin/jobs?status=failed': 'No such job',
    [`/admin/jobs?userId=${randomUUID()}`]: 'No such job',
    [`/admin/audit?creatorProfileId=${randomUUID()}`]: 'No such entry',
    '/admin/users?search=nobody-like-this': 'Nobody found',
    '/library?q=nothing-like-this': 'No caption found',
  };
  const { page, problems } = await openAdmin('/admin/users');
  for (const [path, title] of Object.entries(filters)) {
    await page.goto(system.url + path);
    await page.getByText(title, { exact: true }).waitFor();
    await assertAccessible(page, path);
    // In the list's place; the other one is among the filters.
    await page.getByRole('button', { name: 'Clear filters' }).last().press('Enter');
    await page.waitForURL((url) => url.search === '');
    await page.getByText(title, { exact: true }).waitFor({ state: 'detached' });
  }
  assert.deepEqual(problems(), []);
});

test('jobs that nobody has begun lead to a batch, and that to a first one', async () => {
  const { page, problems } = await openAdmin('/admin/jobs');
  await page.getByText('No jobs yet').waitFor();
  await assertAccessible(page, 'no jobs');
  await page.getByRole('link', { name: 'Start a batch' }).click();
  await page.getByText('No batch yet').waitFor();
  await assertAccessible(page, 'no batches');
  await page.getByRole('button', { name: 'Fill in three topics as an example' }).press('Enter');
  await page.getByRole('button', { name: 'Start 3 captions' }).click();
  await page.getByText('3 written.').waitFor();
  assert.deepEqual(problems(), []);
});

test('a log without use of credentials leads to the sign-ins that there are', async () => {
  const { page } = await openAdmin('/admin/audit');
  await page.getByText('No entries yet').waitFor();
  await page.getByRole('button', { name: 'See sign-ins and accounts' }).click();
  await page.waitForURL(/area=account/);
  await page.getByRole('row').filter({ hasText: 'Signed in' }).first().waitFor();
});

test('a list of no servers leads to the first one', async () => {
  const { page } = await openAdmin('/admin/servers');
  await page.getByRole('button', { name: 'Give a server its secret' }).click();
  await page.getByRole('dialog', { name: 'New server' }).waitFor();
});
