import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { System } from './start-system.ts';

/** A cookie file of Instagram. */
export const jar =
  '# Netscape HTTP Cookie File\n.instagram.com\tTRUE\t/\tTRUE\t0\tsid\tcanary-cookie\n';

export const dialog = (page: Page) => page.getByRole('dialog');
export const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
export const field = (page: Page, name: string) => dialog(page).getByRole('textbox', { name });
export const closed = (page: Page) => dialog(page).waitFor({ state: 'detached' });

/** Adds a connection as people do. */
export async function addConnection(
  page: Page,
  platform: string,
  name: string,
  password = 'canary',
) {
  await button(page, 'Add a connection').click();
  await dialog(page).getByLabel('Platform', { exact: true }).selectOption({ label: platform });
  await field(page, 'Name on the platform').fill(name);
  await field(page, 'Login').fill('dana@example.com');
  await field(page, 'Password').fill(password);
  await button(page, 'Store').click();
  await closed(page);
}

export const chooseFile = (page: Page, name: string, text: string) =>
  page
    .getByLabel('Cookie file')
    .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });

/** What a server would be given for the only record of a user. */
export async function reveal(
  system: System,
  user: { id: string },
  collection = 'platform_connections',
) {
  const path = `/items/${collection}?fields=id&filter[user][_eq]=${user.id}`;
  const rows = (await system.directus.admin.request('GET', path)).data as { id: string }[];
  assert.equal(rows.length, 1);
  const [operation, id] =
    collection === 'platform_connections'
      ? ['reveal', { creatorProfileId: rows[0]?.id }]
      : ['reveal-download-cred', { downloadCredentialId: rows[0]?.id }];
  const headers = { 'x-rbac-sync-secret': system.sharedSecret };
  const answer = await system.api.request('POST', `/api/credentials/${operation}`, {
    headers,
    body: id,
  });
  return answer.body;
}

/** Asserts that nothing of a secret is left where a script or a person could find it. */
export async function assertForgotten(page: Page) {
  const left = await page.evaluate(() =>
    [
      document.documentElement.outerHTML,
      ...[...document.querySelectorAll('input, textarea')].map(
        (one) => 'value' in one && one.value,
      ),
      JSON.stringify(sessionStorage),
      JSON.stringify(localStorage),
      location.href,
    ].join('\n'),
  );
  assert.doesNotMatch(left, /canary/);
}
