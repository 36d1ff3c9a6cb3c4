import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';
import { launchOptions } from './support/open-tab.ts';
import { type System, startSystem } from './support/start-system.ts';

/** Compressed, as it comes over the wire, in bytes. */
const mostScript = 200_000;
/** Each costs a phone on a slow line a wait of its own. */
const mostFiles = 8;
let system: System;
let browser: Browser;
let context: BrowserContext;

before(async () => {
  [system, browser] = await Promise.all([startSystem(), chromium.launch(launchOptions)]);
  context = await browser.newContext();
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

/** What came as script until the page could be used: in how many files, and in bytes on the wire. */
async function scriptUntil(path: string, isUsable: string) {
  const page = await context.newPage();
  await (await context.newCDPSession(page)).send('Network.clearBrowserCache');
  const sizes: Promise<number>[] = [];
  page.on('requestfinished', (request) => {
    if (request.resourceType() !== 'script') return;
    sizes.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
  });
  await page.goto(system.url + path);
  await page.getByLabel(isUsable, { exact: true }).waitFor();
  const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await page.close();
  return { files: sizes.length, bytes };
}

test('the first page needs at most 200 kB of script in few files, whoever comes', async (t) => {
  const signedOut = await scriptUntil('/', 'E-mail');
  const { email, password } = await system.createUser();
  const login = { data: { email, password } };
  assert.ok((await context.request.post(`${system.url}/api/session`, login)).ok());
  const signedIn = await scriptUntil('/', 'Topic');
  t.diagnostic(`to sign in ${JSON.stringify(signedOut)}, to captions ${JSON.stringify(signedIn)}`);
  for (const { files, bytes } of [signedOut, signedIn]) {
    assert.ok(bytes > 0 && bytes <= mostScript);
    assert.ok(files <= mostFiles);
  }
});
