/**
 * Looks at every mail as a mail program shows it: narrow and wide, in light and in dark. With GENIE_SCREENSHOTS the
 * pictures are kept there.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import AxeBuilder from '@axe-core/playwright';
import { type Browser, chromium } from 'playwright-core';
import { readVariable } from '../support/process-environment.ts';
import { sampleLetters } from '../support/sample-letters.ts';
import { launchOptions } from './support/open-tab.ts';

const folder = readVariable('GENIE_SCREENSHOTS');
let browser: Browser;

before(async () => {
  browser = await chromium.launch(launchOptions);
});

after(() => browser?.close());

describe('every mail', () => {
  for (const [name, letter] of Object.entries(sampleLetters)) {
    for (const width of [600, 360]) {
      for (const colorScheme of ['light', 'dark'] as const) {
        test(`${name}, ${width} px, ${colorScheme}: fits, reads well and loads nothing`, async () => {
          const context = await browser.newContext({
            viewport: { width, height: 640 },
            colorScheme,
            deviceScaleFactor: 2,
          });
          try {
            const page = await context.newPage();
            const requests: string[] = [];
            page.on('request', (request) => void requests.push(request.url()));
            await page.setContent(letter.html);
            const needed = await page.evaluate(() => document.documentElement.scrollWidth);
            assert.ok(needed <= width, `${needed} px wide`);
            if (folder !== undefined) {
              const path = join(folder, `mail-${name}-${width}-${colorScheme}.png`);
              await page.screenshot({ path, fullPage: true });
            }
            const { violations } = await new AxeBuilder({ page })
              .withTags(['wcag2a', 'wcag2aa'])
              .analyze();
            assert.deepEqual(
              violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`),
              [],
            );
            assert.deepEqual(requests, []);
          } finally {
            await context.close();
          }
        });
      }
    }
  }
});
