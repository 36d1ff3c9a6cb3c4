import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** A page, and what went wrong in it. */
export interface Tab {
  page: Page;
  context: BrowserContext;
  /** Uncaught errors, errors that the page wrote, broken rules of its policy. Requests that were refused aren't in it. */
  problems(): string[];
  /** `GET /api/me 401`, for each answer of 400 and more. */
  refusals(): string[];
  /** Another tab of the same browser, with the same cookies. */
  openAnother(url: string): Promise<Tab>;
}

/** What a browser may be like. */
export interface TabOptions {
  colorScheme?: 'light' | 'dark';
  /** A phone's screen, 390 by 844. */
  phone?: boolean;
  /** A screen that is touched, without a mouse. */
  touch?: boolean;
  ignoreHTTPSErrors?: boolean;
}

const sizes = {
  desktop: { width: 1280, height: 800 },
  phone: { width: 390, height: 844 },
};

/** Debian's Chromium, without what it would fetch from elsewhere. */
export const launchOptions = {
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};

/** Close it with `close()`. */
export function launchBrowser(): Promise<Browser> {
  return chromium.launch(launchOptions);
}

/** Opens a page in a browser profile of its own: nobody is signed in. */
export async function openTab(
  browser: Browser,
  url: string,
  options: TabOptions = {},
): Promise<Tab> {
  const context = await browser.newContext({
    viewport: options.phone ? sizes.phone : sizes.desktop,
    ...(options.touch ? { hasTouch: true, isMobile: true } : {}),
    colorScheme: options.colorScheme ?? 'light',
    reducedMotion: 'reduce',
    ignoreHTTPSErrors: options.ignoreHTTPSErrors ?? false,
    locale: 'en-GB',
    permissions: ['clipboard-read', 'clipboard-write'],
  });
  context.setDefaultTimeout(20_000);
  return openIn(context, url);
}

async function openIn(context: BrowserContext, url: string): Promise<Tab> {
  const page = await context.newPage();
  const problems: string[] = [];
  const refusals: string[] = [];
  page.on('pageerror', (error) => problems.push(String(error)));
  page.on('console', (message) => {
    const isRefusal = message.text().startsWith('Failed to load resource');
    if (message.type() === 'error' && !isRefusal) problems.push(message.text());
  });
  page.on('response', (response) => {
    const { pathname } = new URL(response.url());
    if (response.status() < 400) return;
    refusals.push(`${response.request().method()} ${pathname} ${response.status()}`);
  });
  await page.goto(url);
  return {
    page,
    context,
    problems: () => problems,
    refusals: () => refusals,
    openAnother: (other) => openIn(context, other),
  };
}
