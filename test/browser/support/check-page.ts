import assert from 'node:assert/strict';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/**
 * Asserts that axe finds nothing on the page as it is now, in light and in dark, and that it's as wide as its window.
 * Leaves the page in light.
 *
 * @param what names the state of the page in the failure
 */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.locator(`html[data-mantine-color-scheme=${colorScheme}]`).waitFor();
    await untilStill(page);
    // axe's type wants another copy of the same package's Page.
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`),
    );
    assert.deepEqual(found, [], `${what}, ${colorScheme}`);
  }
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
  assert.ok(overflow <= 0, `${what} is wider than its window by ${overflow} px`);
}

/** Waits for transitions to end: halfway between two schemes colours are those of neither. What never ends is let be. */
async function untilStill(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // The new scheme's transitions begin with the next frame.
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
    const ending = document
      .getAnimations()
      .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime ?? 0))
      .map((animation) => animation.finished.catch(() => undefined));
    await Promise.all(ending);
  });
}
