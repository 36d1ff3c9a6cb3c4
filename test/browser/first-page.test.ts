import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import lighthouse from 'lighthouse';
import { type BrowserContext, chromium } from 'playwright-core';
import { freePort } from '../support/free-port.ts';
import { launchOptions } from './support/open-tab.ts';
import { type System, startSystem } from './support/start-system.ts';

/** Compressed, as it comes over the wire, in bytes. */
const mostScript = 200_000;
/** Each costs a phone on a slow line a wait of its own. */
const mostFiles = 8;
const leastScore = 95;
let system: System;
let profile: string;
let context: BrowserContext;
let port: number;

before(async () => {
  [system, profile, port] = await Promise.all([
    startSystem(),
    mkdtemp(join(tmpdir(), 'genie-profile-')),
    freePort(),
  ]);
  context = await chromium.launchPersistentContext(profile, {
    ...launchOptions,
    args: [...launchOptions.args, `--remote-debugging-port=${port}`],
  });
});

after(async () => {
  await context?.close();
  await system?.stop();
  await rm(profile, { recursive: true, force: true });
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

/** Signs the browser in, so that the same pages show what is inside. */
async function signIn(): Promise<void> {
  const { email, password } = await system.createUser();
  const answer = await context.request.post(`${system.url}/api/session`, {
    data: { email, password },
  });
  assert.equal(answer.status(), 200);
}

/** What Lighthouse gives a page, of 100, and what it misses; the speed as well, which is that of this machine. */
async function scoresOf(path: string) {
  const result = await lighthouse(
    system.url + path,
    { port, logLevel: 'error', disableStorageReset: true },
    {
      extends: 'lighthouse:default',
      settings: { onlyCategories: ['performance', 'accessibility', 'best-practices'] },
    },
  );
  const categories = Object.entries(result?.lhr.categories ?? {});
  const scores: Record<string, number> = Object.fromEntries(
    categories.map(([id, { score }]) => [id, Math.round((score ?? 0) * 100)]),
  );
  const lost = Object.values(result?.lhr.audits ?? {})
    .filter(({ score, scoreDisplayMode }) => score === 0 && scoreDisplayMode === 'binary')
    .map(({ title }) => title);
  return { scores, lost };
}

test('the first page needs at most 200 kB of script in few files, whoever comes', async (t) => {
  const signedOut = await scriptUntil('/', 'E-mail');
  await signIn();
  const signedIn = await scriptUntil('/', 'Topic');
  await context.clearCookies();
  t.diagnostic(`to sign in ${JSON.stringify(signedOut)}, to captions ${JSON.stringify(signedIn)}`);
  for (const { files, bytes } of [signedOut, signedIn]) {
    assert.ok(bytes > 0 && bytes <= mostScript);
    assert.ok(files <= mostFiles);
  }
});

test('Lighthouse gives 95 or more for accessibility and best practices, signed out and in', async (t) => {
  for (const path of ['/sign-in', '/register', '/captions', '/connections']) {
    if (path === '/captions') await signIn();
    const { scores, lost } = await scoresOf(path);
    t.diagnostic(`${path}: ${JSON.stringify(scores)} ${lost.join('; ')}`);
    // Its figure for performance depends on how busy the machine is; it is said, and judged by who reads it.
    assert.ok(Number(scores.accessibility) >= leastScore, path);
    assert.ok(Number(scores['best-practices']) >= leastScore, path);
  }
});
