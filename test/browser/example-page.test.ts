import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Browser } from 'playwright-core';
import { buildPackage } from '../../packages/client/scripts/build.ts';
import { type RunningExample, startExample } from '../support/run-example.ts';
import { type System, startSystem } from '../support/system.ts';
import { launchBrowser, openTab } from './support/open-tab.ts';

describe('examples/browser', () => {
  let dir: string;
  let stack: System;
  let browser: Browser;
  let example: RunningExample;
  let url: string;

  before(async () => {
    dir = await mkdtemp(join(tmpdir(), 'genie-example-page-'));
    const clientDir = await buildPackage(join(dir, 'client'));
    [stack, browser] = await Promise.all([startSystem(), launchBrowser()]);
    example = startExample(['node', 'examples/browser/serve.ts'], {
      GENIE_API_URL: stack.api.url,
      GENIE_CLIENT_DIR: clientDir,
      PORT: '0',
    });
    url = (await example.untilItSays(/^http:\S+/))[0];
  });
  after(async () => {
    example?.send('SIGKILL');
    await browser?.close();
    await stack?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  test('registers, writes a caption, stays signed in over a reload, and signs out', async () => {
    const { page, context, problems } = await openTab(browser, url);
    await page.getByLabel('E-mail').fill('ada-of-the-example@example.com');
    await page.getByLabel('Password').fill('quiet-harbour-42');
    await page.getByRole('button', { name: 'Register' }).click();
    await page.getByText('Signed in as ada-of-the-example@example.com').waitFor();
    await page.getByRole('button', { name: 'Write' }).click();
    await page.locator('#caption:not(:empty)').waitFor();

    const found = await new AxeBuilder({ page }).analyze();
    assert.deepEqual(found.violations, []);
    const [cookie] = await context.cookies();
    assert.equal(cookie?.httpOnly, true);
    assert.equal(
      await page.evaluate(() => `${document.cookie}${localStorage.length}${sessionStorage.length}`),
      '00',
    );

    await page.reload();
    await page.getByText('Signed in as ada-of-the-example@example.com').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByRole('button', { name: 'Sign in' }).waitFor();
    const used = await context.request.get(`${url}/api/me`, {
      headers: { cookie: `${cookie?.name}=${cookie?.value}` },
    });
    assert.equal(used.status(), 401);
    assert.deepEqual(problems(), []);
  });

  test("says what is wrong in the API's own sentence", async () => {
    const { page } = await openTab(browser, url);
    await page.getByLabel('E-mail').fill('nobody@example.com');
    await page.getByLabel('Password').fill('not-the-password');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page
      .getByRole('alert')
      .getByText('The e-mail address or the password is wrong')
      .waitFor();
  });
});
