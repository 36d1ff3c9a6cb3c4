import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import type { TestUser } from '../support/directus-client.ts';
import { freePort } from '../support/free-port.ts';
import { until } from '../support/until.ts';
import { assertAccessible } from './support/check-page.ts';
import { launchBrowser } from './support/open-tab.ts';
import { openAs } from './support/sign-in.ts';
import { type System, startSystem } from './support/start-system.ts';

const queuePolicy = { attempts: 1, backoffMs: 50, requeueMs: 100, concurrency: 2 };
let system: System;
let browser: Browser;
let mia: TestUser;

before(async () => {
  system = await startSystem({ withModel: true, api: { queuePolicy } });
  mia = await system.createUser({ first_name: 'Mia' });
  browser = await launchBrowser();
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

const openAdmin = (path: string, options = {}) =>
  openAs(browser, system, system.admin, path, options);
const row = (page: Page, text: string) => page.getByRole('row').filter({ hasText: text });
const tokenOf = async ({ email, password }: { email: string; password: string }) =>
  (await system.directus.login(email, password)).accessToken;

/** A job of Mia's that has failed, since its model couldn't be reached. */
async function failedJob(): Promise<string> {
  const baseUrl = `http://127.0.0.1:${await freePort()}/v1`;
  const model = { baseUrl, name: 'gone', apiKey: undefined };
  const api = await system.startApi({ captions: { timeoutMs: 2_000, model } });
  const token = await tokenOf(mia);
  const body = { items: [{ platform: 'x', topic: 'a set' }, { platform: 'reddit' }] };
  const accepted = await api.request('POST', '/api/captions/batch', { token, body });
  const id = String(accepted.body.jobId);
  await until(async () => {
    const { body } = await api.request('GET', `/api/queue/jobs/${id}`, { token });
    return (body.job as { status: string } | undefined)?.status === 'failed';
  });
  return id;
}

/** A connection that its owner, a server and somebody else have used. */
async function usedConnection(): Promise<string> {
  const token = await tokenOf(mia);
  const profile = {
    platform: 'x',
    platform_username: randomUUID(),
    credentials: { a: 'canary-5' },
  };
  const path = '/api/credentials';
  const made = await system.api.request('POST', `${path}/create-profile`, { token, body: profile });
  const id = String(made.body.id);
  const other = await tokenOf(await system.createUser());
  const update = { id, credentials: {} };
  const body = { creatorProfileId: id };
  const headers = { 'x-rbac-sync-secret': system.sharedSecret, 'x-request-id': '-1' };
  await system.api.request('POST', `${path}/update-profile-creds`, { token: other, body: update });
  await system.api.request('POST', `${path}/reveal`, { body, headers });
  return id;
}

describe('the audit log', () => {
  test('is narrowed by filters that a reload keeps, and exported without a formula', async () => {
    const id = await usedConnection();
    await usedConnection();
    const { page, problems } = await openAdmin('/admin/audit');
    assert.equal(await page.title(), 'Audit log · Genie Helper');
    await page.getByText('1–6 of 6 entries').waitFor();
    await assertAccessible(page, 'the audit log');

    await page.getByRole('textbox', { name: 'Connection' }).fill(id);
    await page.getByText('1–3 of 3 entries').waitFor();
    await page.getByRole('combobox', { name: 'How it ended' }).click();
    await assertAccessible(page, 'the audit log with an open choice');
    await page.getByRole('option', { name: 'Not the owner' }).click();
    await page.getByText('1–1 of 1 entries').waitFor();
    assert.match(page.url(), /outcome=not_owner/);
    await page.reload();
    await page.getByText('1–1 of 1 entries').waitFor();
    assert.equal(await row(page, 'Updated').count(), 1);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByText('1–6 of 6 entries').waitFor();
    assert.equal(new URL(page.url()).search, '');

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export as CSV' }).click(),
    ]);
    const csv = await readFile(await download.path(), 'utf8');
    assert.equal(csv.trimEnd().split('\r\n').length, 7);
    assert.ok(csv.includes(`,create,done,user,${mia.id},${mia.email},`), csv);
    assert.ok(csv.includes(",'-1,"), csv);
    assert.doesNotMatch(csv, /canary/);
    assert.deepEqual(problems(), []);
  });

  test('is exported whole, not only the page that is shown, and its details are a step', async () => {
    const id = await usedConnection();
    const { page } = await openAdmin(`/admin/audit?creatorProfileId=${id}&page=2`);
    await page.getByRole('button', { name: 'Go to its first page' }).click();
    await page.getByText('1–3 of 3 entries').waitFor();
    await row(page, 'Created')
      .getByRole('button', { name: /^Details of entry/ })
      .click();
    const details = page.getByRole('dialog', { name: /^Entry/ });
    await details.getByText('Request id').waitFor();
    await page.reload();
    await details.getByText('Request id').waitFor();
    await page.goBack();
    await details.waitFor({ state: 'hidden' });
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export as CSV' }).click(),
    ]);
    const lines = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    assert.equal(lines.length, 4);
    assert.ok(lines.slice(1).every((line) => line.includes(id)));
  });

  test('shows sign-ins apart from uses of credentials, with why one was refused', async () => {
    const { email } = await system.directus.admin.createUser();
    const body = { email, password: 'not the password' };
    assert.equal((await system.api.request('POST', '/api/session', { body })).status, 401);
    const { page, problems } = await openAdmin('/admin/audit');
    await page.getByRole('combobox', { name: 'About' }).click();
    await page.getByRole('option', { name: 'Sign-ins and accounts' }).click();
    await page.waitForURL(/area=account/);
    await page.getByRole('combobox', { name: 'How it ended' }).click();
    await page.getByRole('option', { name: 'Refused' }).click();
    const refused = row(page, 'Signed in').filter({ hasText: email });
    await refused.getByRole('button', { name: /^Details of entry/ }).click();
    await page
      .getByRole('dialog', { name: /^Entry/ })
      .getByText('wrong_credentials')
      .waitFor();
    await assertAccessible(page, 'a refused sign-in');
    assert.deepEqual(problems(), []);
  });

  test('tells the time of an entry in both ways, and leads to all of its connection', async () => {
    const id = await usedConnection();
    const { page } = await openAdmin('/admin/audit');
    await page.getByRole('switch', { name: 'Times in UTC' }).press('Space');
    await page.getByRole('rowheader', { name: /UTC$/ }).first().waitFor();
    await page
      .getByRole('button', { name: /^Details of entry/ })
      .first()
      .click();
    const details = page.getByRole('dialog', { name: /^Entry/ });
    await details.getByText('Request id').waitFor();
    await assertAccessible(page, 'the details of an entry');
    await details.getByRole('button', { name: 'Show all of this connection' }).click();
    await page.getByText('1–3 of 3 entries').waitFor();
    assert.match(page.url(), new RegExp(`creatorProfileId=${id}`));
    await page.getByRole('textbox', { name: 'Connection' }).fill(randomUUID());
    await page.getByText('No such entry').waitFor();
    await assertAccessible(page, 'no entry');
  });
});

describe('jobs', () => {
  test('that failed say why, and are written after a retry', async () => {
    const id = await failedJob();
    const { page, problems } = await openAdmin('/admin/jobs?status=failed');
    await row(page, mia.email).first().waitFor();
    await assertAccessible(page, 'the jobs');
    await page.getByRole('button', { name: `Details of job ${id.slice(0, 8)}` }).click();
    const details = page.getByRole('dialog', { name: `Job ${id.slice(0, 8)}` });
    await details.getByText('No caption was written').waitFor();
    await details.getByText('captions.model_failed').first().waitFor();
    await assertAccessible(page, 'the details of a failed job');
    await details.getByRole('button', { name: 'Retry' }).click();
    await details.getByText('Written', { exact: true }).nth(1).waitFor({ timeout: 60_000 });
    await page.getByText(`Job ${id.slice(0, 8)} is queued again`).waitFor();
    assert.equal(await details.getByText('captions.model_failed').count(), 0);
    await page.keyboard.press('Escape');
    await details.waitFor({ state: 'detached' });
    assert.ok(!page.url().includes(id));
    assert.deepEqual(problems(), []);
  });

  test('that somebody has started again meanwhile are not started twice, and it says so', async () => {
    const id = await failedJob();
    const { page, refusals } = await openAdmin('/admin/jobs');
    const retry = page.getByRole('button', { name: `Retry job ${id.slice(0, 8)}` });
    await retry.waitFor();
    const token = await tokenOf(system.admin);
    await system.api.request('POST', `/api/queue/jobs/${id}/retry`, { token });
    await retry.click();
    await page.getByText('Somebody has started it again already').waitFor();
    await retry.waitFor({ state: 'detached' });
    assert.deepEqual(refusals(), [`POST /api/queue/jobs/${id}/retry 409`]);
  });

  test('are found by their user', async () => {
    await failedJob();
    const { page } = await openAdmin('/admin/jobs');
    const user = page.getByRole('combobox', { name: 'User' });
    await user.fill(mia.email.slice(0, 12));
    await page.getByRole('option', { name: mia.email }).click();
    await page.waitForURL((url) => url.searchParams.get('userId') === mia.id);
    await row(page, mia.email).first().waitFor();
    await page.goto(`${system.url}/admin/jobs?userId=${randomUUID()}`);
    await page.getByText('No such job').waitFor();
  });
});

test('the queue is shown now and over time, as charts and as tables, and can be paused', async () => {
  const { page, problems } = await openAdmin('/admin/queue');
  const live = page.getByRole('img', { name: /^From .* now \d+ waiting/ });
  await live.waitFor();
  await page.getByRole('img', { name: /^In the last 24 hours/ }).waitFor();
  await page.locator('.recharts-surface').nth(1).waitFor();
  await page.getByText('As a table: Finished in the last 24 hours').click();
  assert.equal(await page.getByRole('rowheader', { name: /^from \d\d:00$/ }).count(), 24);
  await assertAccessible(page, 'the queue');
  const asked: string[] = [];
  await page.getByRole('button', { name: 'Pause updating' }).click();
  await page.getByText(/^This page is paused, the queue is not/).waitFor();
  page.on('request', (request) => asked.push(request.url()));
  await page.getByRole('button', { name: 'Go on updating' }).click();
  await page.waitForRequest(/\/api\/queue\/stats$/);
  assert.ok(asked.every((url) => url.includes('/api/')));
  await page.getByRole('link', { name: 'Failed' }).click();
  await page.waitForURL(/\/admin\/jobs\?status=failed$/);
  await page.getByRole('heading', { name: 'Jobs', level: 1 }).waitFor();
  assert.deepEqual(problems(), []);
});

const adminPaths = ['/admin/queue', '/admin/jobs', '/admin/audit', '/admin/users'];

test('others see no link to these pages and nothing on them, and ask for nothing', async () => {
  const { page, refusals } = await openAs(browser, system, mia, '/captions');
  assert.equal(await page.getByRole('link', { name: 'Audit log' }).count(), 0);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(request.url()));
  for (const path of adminPaths) {
    await page.goto(system.url + path);
    await page.getByRole('heading', { name: 'Only for administrators' }).waitFor();
    assert.equal(await page.getByRole('table').count(), 0);
  }
  assert.deepEqual(
    asked.filter((url) => /\/api\/(admin|queue)/.test(url)),
    [],
  );
  assert.deepEqual(refusals(), []);
  await assertAccessible(page, 'a page that is for administrators only');
});

test('a phone shows cards, filters behind a button, and nothing wider than its screen', async () => {
  await failedJob();
  await usedConnection();
  const { page } = await openAdmin('/admin/queue', { phone: true });
  await page.locator('.recharts-surface').nth(1).waitFor();
  await assertAccessible(page, 'the queue on a phone');
  for (const [path, list] of [
    ['/admin/jobs', 'Jobs'],
    ['/admin/audit', 'Entries of the access log'],
    ['/admin/users', 'Users'],
  ] as const) {
    await page.goto(system.url + path);
    await page.getByRole('list', { name: list }).waitFor();
    await assertAccessible(page, `${path} on a phone`);
  }
  await page.goto(`${system.url}/admin/audit`);
  await page.getByRole('button', { name: 'Filters' }).click();
  await page.getByRole('combobox', { name: 'What was done' }).waitFor();
  await assertAccessible(page, 'the filters on a phone');
});
