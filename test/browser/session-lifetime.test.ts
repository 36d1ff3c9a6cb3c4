import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBrowser } from './support/open-tab.ts';
import { openAs } from './support/sign-in.ts';
import { startSystem } from './support/start-system.ts';

const watchedMs = 120_000;

test('three tabs open for two minutes keep their session of 20 s, and nothing is refused', async (t) => {
  const system = await startSystem({ sessionTtl: '20s' });
  t.after(() => system.stop());
  const browser = await launchBrowser();
  t.after(() => browser.close());
  const user = await system.createUser();
  const first = await openAs(browser, system, user, '/captions');
  const tabs = [
    first,
    await first.openAnother(`${system.url}/connections`),
    await first.openAnother(`${system.url}/chat`),
  ];
  const tokens = new Map<string, number>();
  const start = performance.now();
  while (performance.now() < start + watchedMs) {
    await delay(1_000);
    const seconds = Math.round((performance.now() - start) / 1_000);
    for (const { value } of await first.context.cookies()) {
      if (!tokens.has(value)) tokens.set(value, seconds);
    }
  }
  t.diagnostic(`new tokens after ${[...tokens.values()].join(', ')} s`);
  for (const { page, refusals, problems } of tabs) {
    assert.deepEqual(refusals(), []);
    assert.deepEqual(problems(), []);
    assert.equal(await page.getByText('Sign out').count(), 0);
    await page.getByRole('button', { name: 'Test', exact: true }).waitFor();
  }
  assert.ok(tokens.size > 5, `${tokens.size} tokens in ${watchedMs / 1000} s`);
  await first.page.getByRole('link', { name: 'Batch' }).click();
  await first.page.getByRole('heading', { level: 1, name: 'Batch' }).waitFor();
  assert.deepEqual(first.refusals(), []);
});
