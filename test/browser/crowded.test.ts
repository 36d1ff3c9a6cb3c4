/**
 * Every page and dialog with as much in it as there can be, at six widths: nothing is out of sight, nothing is lost.
 *
 * With `GENIE_CROWDED_SCREENSHOTS` it also keeps pictures in that folder, in light, in dark and with the system's own
 * colours; `npm run screenshots:crowded` does.
 */
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { readVariable } from '../support/process-environment.ts';
import { until } from '../support/until.ts';
import { layoutFaults } from './support/check-layout.ts';
import { type Crowd, fillWithCrowd } from './support/crowd.ts';
import { launchBrowser, openTab, type Tab } from './support/open-tab.ts';
import {
  type Scene,
  scenesOfAdministrators,
  scenesOfCreators,
  scenesOfNobody,
} from './support/scenes.ts';
import { openAs } from './support/sign-in.ts';
import { type System, startSystem } from './support/start-system.ts';

const folder = readVariable('GENIE_CROWDED_SCREENSHOTS');
/** By the windows that they are of: a page is opened in the first, which is then made narrower; a dialog in each of them anew. */
const widths = {
  laptop: [1440, 1280, 1200, 1024],
  phone: [390, 320],
};
const looks = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  forced: { colorScheme: 'dark', forcedColors: 'active' },
} as const;

let system: System;
let browser: Browser;
let crowd: Crowd;

before(async () => {
  if (folder !== undefined) await mkdir(folder, { recursive: true });
  [system, browser] = await Promise.all([
    startSystem({ withModel: true, directus: {} }),
    launchBrowser(),
  ]);
  crowd = await fillWithCrowd(system);
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

/** Looks at one scene at each width, and keeps pictures where they are asked for. */
async function lookAt({ page, problems }: Tab, name: string, scene: Scene): Promise<void> {
  const faults: string[] = [];
  const windows = Object.values(widths);
  for (const ofWindow of scene.isDialog ? windows.flat().map((width) => [width]) : windows) {
    const [first = 0] = ofWindow;
    await page.setViewportSize({ width: first, height: 900 });
    await page.goto(`${system.url}${scene.path.replace('BATCH', crowd.batchId)}`);
    await scene.open(page);
    for (const width of ofWindow) {
      await page.setViewportSize({ width, height: 900 });
      for (const fault of await layoutFaults(page)) faults.push(`${width}: ${fault}`);
      if (folder !== undefined) await keepPictures(page, `${name}-${width}`, scene);
    }
    if (!scene.isDialog) continue;
    const dialogs = page.getByRole('dialog').filter({ visible: true });
    const count = await dialogs.count();
    await page.keyboard.press('Escape');
    await until(async () => (await dialogs.count()) === count - 1);
    // It's given back a moment later.
    const isBack = await page
      .waitForFunction(() => document.activeElement !== document.body, null, { timeout: 5_000 })
      .catch(() => undefined);
    if (isBack === undefined) faults.push(`${first}: the focus is lost when the dialog closes`);
  }
  assert.deepEqual(faults, []);
  assert.deepEqual(problems(), []);
}

async function keepPictures(page: Page, name: string, { isDialog }: Scene): Promise<void> {
  for (const [look, media] of Object.entries(looks)) {
    await page.emulateMedia(media);
    // What was looked at may have scrolled the page, and its header would stand in the middle of the picture.
    await page.evaluate(() => scrollTo(0, 0));
    await page.screenshot({
      path: join(folder ?? '', `${name}-${look}.png`),
      fullPage: !isDialog,
      animations: 'disabled',
    });
  }
  await page.emulateMedia(looks.light);
}

function looksAt(scenes: Readonly<Record<string, Scene>>, open: () => Promise<Tab>) {
  let tab: Tab;
  before(async () => {
    tab = await open();
  });
  after(async () => {
    await tab?.context.close();
  });
  for (const [name, scene] of Object.entries(scenes)) {
    test(name, () => lookAt(tab, name.replace(/\W+/g, '-'), scene));
  }
}

describe('nobody in particular sees all of', () => {
  looksAt(scenesOfNobody, () => openTab(browser, `${system.url}/sign-in`));
});

describe('a creator sees all of', () => {
  looksAt(scenesOfCreators, () => openAs(browser, system, crowd.creator, '/captions'));
});

describe('an administrator sees all of', () => {
  looksAt(scenesOfAdministrators, () => openAs(browser, system, system.admin, '/captions'));
});
