import type { Browser, Page } from 'playwright-core';
import { openTab, type Tab, type TabOptions } from './open-tab.ts';

/** Who signs in. */
export interface Login {
  email: string;
  password: string;
}

/** Signs in as people do, on the sign-in page. Resolves when another page is there. */
export async function signInByForm(page: Page, { email, password }: Login): Promise<void> {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('navigation', { name: 'Pages' }).waitFor({ state: 'attached' });
}

/**
 * Opens a page of the console as somebody who is signed in already, which takes less time than the form.
 *
 * @param path `/captions`
 */
export async function openAs(
  browser: Browser,
  system: { url: string },
  login: Login,
  path: string,
  options: TabOptions = {},
): Promise<Tab> {
  const tab = await openTab(browser, 'about:blank', options);
  const data = { email: login.email, password: login.password };
  const answer = await tab.context.request.post(`${system.url}/api/session`, { data });
  if (!answer.ok()) throw new Error(`no session: ${answer.status()} ${await answer.text()}`);
  await tab.page.goto(`${system.url}${path}`);
  await tab.page.getByRole('heading', { level: 1 }).waitFor();
  return tab;
}
