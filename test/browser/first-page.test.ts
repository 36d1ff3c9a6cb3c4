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
