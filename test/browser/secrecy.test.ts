/**
 * Where a token of the console's session may be: in the cookie, and nowhere that a script or another site reaches.
 */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { makeCertificate } from '../support/make-certificate.ts';
import { until } from '../support/until.ts';
import { launchBrowser, openTab } from './support/open-tab.ts';
import { openAs, signInByForm } from './support/sign-in.ts';
import { type System, startSystem } from './support/start-system.ts';

let system: System;
let browser: Browser;

before(async () => {
  [system, browser] = await Promise.all([startSystem(), launchBrowser()]);
});

after(async () => {
  await browser?.close();
  await system?.stop();
});

const pages = [
  '/captions',
  '/batch',
  '/library',
  '/connections',
  '/chat',
  '/admin/queue',
  '/admin/jobs',
  '/admin/audit',
  '/admin/users',
];

test('no token is in any storage, address, page or answer, on any page', async () => {
  const { page, context, problems } = await openTab(browser, 'about:blank');
  const answers: string[] = [];
  const addresses: string[] = [];
  page.on('request', (request) => addresses.push(request.url()));
  page.on('response', async (response) => {
    const isJson = response.headers()['content-type']?.startsWith('application/json');
    if (isJson) answers.push(await response.text().catch(() => ''));
  });
  await page.goto(system.url);
  await signInByForm(page, system.admin);
  for (const path of pages) {
    await page.goto(`${system.url}${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    const [token = '', signature = ''] = await tokenParts(context);
    for (const [place, text] of Object.entries(await everythingReachable(page))) {
      assert.ok(!text.includes(token) && !text.includes(signature), `${place} of ${path}`);
    }
    for (const text of [...answers, ...addresses]) {
      assert.ok(!text.includes(token) && !text.includes(signature), path);
      assert.doesNotMatch(text, /eyJ[\w-]+\.eyJ/, path);
    }
  }
  assert.ok(answers.length > pages.length);
  assert.deepEqual(problems(), []);
});

describe('the cookie', () => {
  test('over http is closed to scripts and to other sites', async () => {
    const { page, context } = await openAs(browser, system, system.admin, '/captions');
    const [device, cookie, ...others] = await cookiesByName(context);
    assert.deepEqual(others, []);
    const { name, value: _, ...flags } = cookie ?? {};
    assert.equal(name, 'genie_session');
    const expected = {
      domain: '127.0.0.1',
      path: '/',
      expires: -1,
      httpOnly: true,
      secure: false,
      sameSite: 'Strict',
    };
    assert.deepEqual(flags, expected);
    // By which the browser is known again; it opens nothing.
    assert.ok(device !== undefined && device.expires > Date.now() / 1_000);
    const { name: deviceName, value: id, ...deviceFlags } = device;
    assert.equal(deviceName, 'genie_device');
    assert.match(id, /^[\w-]{22}$/);
    assert.deepEqual({ ...deviceFlags, expires: -1 }, expected);
    assert.equal(await page.evaluate(() => document.cookie), '');
  });

  test('over https is bound to this host as well', async () => {
    const { cert, key } = await makeCertificate();
    const api = await system.startApi({
      https: { cert: Buffer.from(cert), key: Buffer.from(key) },
    });
    const { page, context, problems } = await openTab(browser, api.url, {
      ignoreHTTPSErrors: true,
    });
    await signInByForm(page, system.admin);
    const cookies = await cookiesByName(context);
    assert.deepEqual(
      cookies.map(({ name, httpOnly, secure, sameSite, path }) => ({
        name,
        httpOnly,
        secure,
        sameSite,
        path,
      })),
      ['__Host-genie_device', '__Host-genie_session'].map((name) => ({
        name,
        httpOnly: true,
        secure: true,
        sameSite: 'Strict',
        path: '/',
      })),
    );
    assert.deepEqual(problems(), []);
  });
});

describe('a page of another origin', () => {
  test('changes nothing by a form or by fetch, though the browser sends the cookie', async (t) => {
    const user = await system.createUser();
    const { page, context } = await openAs(browser, system, user, '/captions');
    // Another port of this host is another origin and the same site: SameSite lets the cookie through.
    const evil = await startOtherOrigin();
    t.after(() => evil.stop());
    await page.goto(evil.url);
    const isRefusedAfter = async (attempt: () => Promise<unknown>) => {
      const before = foreignOriginsSeen();
      await attempt();
      await until(() => foreignOriginsSeen() === before + 1);
    };
    for (const path of ['/api/captions/generate', '/api/credentials/create-profile']) {
      const send = (target: string) =>
        fetch(target, {
          method: 'POST',
          mode: 'no-cors',
          credentials: 'include',
          body: '{}',
        }).catch(() => {});
      await isRefusedAfter(() => page.evaluate(send, `${system.url}${path}`));
    }
    // One that isn't simple is asked about first, and the API says yes to nobody.
    const refused = await page.evaluate(
      (target) =>
        fetch(target, { method: 'DELETE', credentials: 'include' }).then(
          () => 'sent',
          () => 'refused',
        ),
      `${system.url}/api/session`,
    );
    assert.equal(refused, 'refused');
    const target = `${system.url}/api/captions/generate`;
    const submit = (action: string) => {
      const form = document.createElement('form');
      form.method = 'post';
      form.action = action;
      document.body.append(form);
      form.submit();
    };
    await isRefusedAfter(async () => {
      const answer = page.waitForResponse(target);
      await page.evaluate(submit, target);
      assert.equal((await answer).status(), 403);
    });
    assert.equal((await context.request.get(`${system.url}/api/session`)).status(), 200);
    const list = await context.request.get(`${system.url}/api/credentials`);
    assert.deepEqual((await list.json()).connections, []);
  });

  test('can not have the console in a frame, nor read what the API answers', async (t) => {
    const user = await system.createUser();
    const { page } = await openAs(browser, system, user, '/captions');
    const evil = await startOtherOrigin();
    t.after(() => evil.stop());
    await page.goto(evil.url);
    const read = await page.evaluate(
      (target) =>
        fetch(target, { credentials: 'include' }).then(
          () => 'read',
          () => 'refused',
        ),
      `${system.url}/api/me`,
    );
    assert.equal(read, 'refused');
    await page.evaluate((target) => {
      const frame = document.createElement('iframe');
      frame.src = target;
      document.body.append(frame);
      return new Promise((resolve) => frame.addEventListener('load', resolve));
    }, `${system.url}/captions`);
    const [frame] = page.frames().filter((one) => one.parentFrame() !== null);
    assert.equal(await frame?.getByRole('heading', { name: 'Captions' }).count(), 0);
  });
});

test('a script that found its way into the page would not run', async () => {
  const { page } = await openAs(browser, system, system.admin, '/captions');
  const ran = await page.evaluate(async () => {
    const inline = document.createElement('script');
    inline.textContent = 'globalThis.ranInline = true';
    document.body.append(inline);
    document.body.insertAdjacentHTML(
      'beforeend',
      '<img src="x" onerror="globalThis.ranHandler = true">',
    );
    await new Promise((resolve) => setTimeout(resolve, 300));
    return ['ranInline', 'ranHandler'].filter((name) => Reflect.has(globalThis, name));
  });
  assert.deepEqual(ran, []);
});

/** How often the API has refused a request for its origin. It looks at that only where the cookie came along. */
function foreignOriginsSeen(): number {
  return system.api.log().split('"code":"auth.foreign_origin"').length - 1;
}

async function cookiesByName(context: BrowserContext) {
  const cookies = await context.cookies();
  return cookies.sort((one, other) => one.name.localeCompare(other.name));
}

/** The token in the cookie, and its signature. */
async function tokenParts(context: BrowserContext): Promise<string[]> {
  const cookie = (await cookiesByName(context)).find(({ name }) => name.endsWith('session'));
  assert.ok(cookie !== undefined && cookie.value.length > 40);
  return [cookie.value, cookie.value.split('.').at(-1) ?? cookie.value];
}

/** All that a script of the page can get hold of, as texts. */
function everythingReachable(page: Page): Promise<Record<string, string>> {
  return page.evaluate(async () => {
    const databases = await indexedDB.databases();
    const values = [...document.querySelectorAll('input, textarea')].map((field) =>
      Reflect.get(field, 'value'),
    );
    const cached = await caches.keys();
    return {
      localStorage: JSON.stringify({ ...localStorage }),
      sessionStorage: JSON.stringify({ ...sessionStorage }),
      indexedDB: JSON.stringify(databases),
      cookie: document.cookie,
      address: location.href,
      history: JSON.stringify(history.state),
      page: document.documentElement.outerHTML,
      fields: JSON.stringify(values),
      caches: JSON.stringify(cached),
      name: window.name,
    };
  });
}

/** An empty page on another port. */
async function startOtherOrigin(): Promise<{ url: string; stop: () => void }> {
  const server = createServer((_request, answer) => {
    answer.setHeader('content-type', 'text/html');
    answer.end('<!doctype html><title>Another site</title><body></body>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    stop: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
