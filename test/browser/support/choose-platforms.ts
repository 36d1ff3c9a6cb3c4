import type { Page } from 'playwright-core';

/** Ticks these platforms, and none besides, on the captions page. @param names as the page shows them */
export async function choosePlatforms(page: Page, ...names: string[]): Promise<void> {
  const group = page.getByRole('group', { name: 'Platforms' });
  await group.waitFor();
  const known = await group.getByRole('checkbox').all();
  for (const box of known) {
    const isWanted = names.includes((await labelOf(box)) ?? '');
    if ((await box.isChecked()) !== isWanted) await box.press('Space');
  }
}

function labelOf(box: ReturnType<Page['locator']>): Promise<string | null> {
  return box.evaluate((node) =>
    node instanceof HTMLInputElement ? (node.labels?.[0]?.textContent ?? null) : null,
  );
}
