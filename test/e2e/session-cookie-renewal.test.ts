import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { refreshGraceMs } from '@genie-helper/guard-protocol';
import type { DirectusSettings } from '../../directus/src/index.ts';
import { type BrowserAnswer, openBrowser, type TestBrowser } from '../support/browser.ts';
import { otherTokenValidation } from '../support/directus-settings.ts';
import { type Asked, startFaultProxy } from '../support/fault-proxy/fault-proxy.ts';
import { resetAtAnswer, resetAtRequest } from '../support/fault-proxy/faults.ts';
import { plainCookie, type System, startSystem } from '../support/system.ts';

/** Long enough for a slow machine, short enough to see several renewals. */
const ttlMs = 8_000;
let stack: System;

before(async () => {
  stack = await startSystem({ directus: { env: { SESSION_COOKIE_TTL: `${ttlMs}ms` } } });
});

after(() => stack?.stop());

interface Use {
  answers: BrowserAnswer[];
  /** Different tokens that the jar had. */
  tokens: Set<string>;
}

/** Uses a session in several tabs at once, each asking again and again. */
async function useFor(forMs: number, tabs: readonly TestBrowser[]): Promise<Use> {
  const end = Date.now() + forMs;
  const use: Use = { answers: [], tokens: new Set() };
  await Promise.all(
    tabs.map(async (tab, index) => {
      while (Date.now() < end) {
        const path = index % 2 === 0 ? '/api/me' : '/api/session';
        use.answers.push(await tab.send('GET', path));
        use.tokens.add(tab.jar.get(plainCookie) ?? 'none');
        await sleep(20 + Math.random() * 80);
      }
    }),
  );
  return use;
}

function assertNeverSignedOut({ answers, tokens }: Use, renewals: number) {
  const refused = answers.filter(({ status }) => status !== 200);
  assert.deepEqual(refused, [], `${refused.length} of ${answers.length} failed`);
  assert.ok(!tokens.has('none'));
  assert.ok(tokens.size > renewals, `${tokens.size - 1} renewals`);
}

const tabsOn = (jar: Map<string, string>, ...urls: string[]) =>
  urls.map((url) => openBrowser({ url, jar }));

/** Waits until a token is in the second half of its life. */
const untilDue = () => sleep(ttlMs / 2 + 1_000);
const isRefresh = ({ path }: Asked) => path === '/auth/refresh';
const refreshes = (paths: readonly string[]) =>
  paths.filter((path) => path === '/auth/refresh').length;

describe('a session that is used', { concurrency: true }, () => {
  test('lives on in three tabs for three lifetimes, while one that keeps its first cookie ends', async () => {
    const { browser, token } = await stack.signIn();
    const { url } = stack.api;
    const stubborn = openBrowser({ url, jar: new Map([[plainCookie, token]]) });
    const use = await useFor(3 * ttlMs, tabsOn(browser.jar, url, url, url));
    assertNeverSignedOut(use, 3);
    const late = await stubborn.send('GET', '/api/me');
    assert.equal(late.status, 401);
    assert.equal(stubborn.jar.size, 0, 'an expired cookie is removed');
    assert.equal((await browser.send('GET', '/api/me')).status, 200, 'and ends nothing else');
  });

  test('through two API processes at once lives on, too', async () => {
    const other = await stack.startApi({ tokenValidation: otherTokenValidation });
    const { browser } = await stack.signIn();
    const urls = [stack.api.url, other.url, stack.api.url, other.url];
    assertNeverSignedOut(await useFor(2 * ttlMs, tabsOn(browser.jar, ...urls)), 2);
  });

  test('tells its new end, and nobody else', async () => {
    const { browser, token, answer } = await stack.signIn();
    await untilDue();
    const renewed = await browser.send('GET', '/api/session');
    const next = browser.jar.get(plainCookie) ?? '';
    assert.notEqual(next, token);
    assert.ok(String(renewed.body.expiresAt) > String(answer.body.expiresAt));
    assert.deepEqual(renewed.setCookies, [
      `${plainCookie}=${next}; Path=/; HttpOnly; SameSite=Strict`,
    ]);
    assert.ok(!renewed.text.includes(next) && !stack.api.log().includes(next));
    await browser.send('DELETE', '/api/session');
    for (const one of [token, next]) assert.equal(await stack.askDirectus(one), 401);
  });

  test('is renewed once for many requests at once, and all of them get the same cookie', async (t) => {
    const proxy = await startFaultProxy(stack.directus.url);
    t.after(() => proxy.close());
    const api = await stack.startApi({ directusUrl: proxy.url });
    const { browser, token } = await stack.signIn(api);
    await untilDue();
    const tabs = Array.from({ length: 12 }, () =>
      openBrowser({ url: api.url, jar: new Map([[plainCookie, token]]) }),
    );
    const answers = await Promise.all(tabs.map((tab) => tab.send('GET', '/api/me')));
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(new Set(tabs.map(({ jar }) => jar.get(plainCookie))).size, 1);
    assert.equal(refreshes(proxy.paths), 1);
    const late = await browser.send('GET', '/api/me');
    assert.equal(late.status, 200);
    assert.equal(browser.jar.get(plainCookie), tabs[0]?.jar.get(plainCookie));
    assert.equal(refreshes(proxy.paths), 1, 'whoever is late is given what is known');
  });
});

describe('a session that cannot be renewed', { concurrency: true }, () => {
  test('stays as it is until it really expires, and is renewed once that can be', async (t) => {
    const proxy = await startFaultProxy(stack.directus.url);
    t.after(() => proxy.close());
    const api = await stack.startApi({ directusUrl: proxy.url });
    const { browser, token } = await stack.signIn(api);
    proxy.behave(resetAtRequest, isRefresh);
    await untilDue();
    for (let count = 0; count < 3; count += 1) {
      const answer = await browser.send('GET', '/api/me');
      assert.equal(answer.status, 200);
      assert.deepEqual(answer.setCookies, []);
    }
    assert.ok(refreshes(proxy.paths) >= 1);
    assert.match(api.log(), /a session could not be renewed yet/);
    proxy.behave(undefined);
    await sleep(500);
    assert.equal((await browser.send('GET', '/api/me')).status, 200);
    assert.notEqual(browser.jar.get(plainCookie), token);
  });

  test('because the answer was lost gets what it has now at the next request', async (t) => {
    const proxy = await startFaultProxy(stack.directus.url);
    t.after(() => proxy.close());
    const api = await stack.startApi({ directusUrl: proxy.url });
    const { browser, token } = await stack.signIn(api);
    proxy.behave(resetAtAnswer, isRefresh);
    await untilDue();
    assert.equal((await browser.send('GET', '/api/me')).status, 200);
    assert.equal(browser.jar.get(plainCookie), token);
    proxy.behave(undefined);
    await sleep(500);
    assert.equal((await browser.send('GET', '/api/me')).status, 200);
    const next = browser.jar.get(plainCookie) ?? '';
    assert.notEqual(next, token);
    assert.equal(await stack.askDirectus(next), 200);
  });

  test('expires: 401, the cookie is removed, and signing in again works', async () => {
    const { browser, email, password } = await stack.signIn();
    await sleep(ttlMs + 1_000);
    const answer = await browser.send('GET', '/api/session');
    assert.equal(answer.status, 401);
    assert.deepEqual(answer.setCookies, [
      `${plainCookie}=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict`,
    ]);
    const again = await browser.send('POST', '/api/session', { body: { email, password } });
    assert.equal(again.status, 200);
  });
});

test('a sign-out at the moment of a renewal wins, whichever is first', async () => {
  await Promise.all(
    [1, 2, 3, 4].map(async () => {
      const { browser, token } = await stack.signIn();
      await untilDue();
      const { url } = stack.api;
      const tabs = [1, 2, 3].map(() => openBrowser({ url, jar: new Map([[plainCookie, token]]) }));
      const [end] = await Promise.all([
        browser.send('DELETE', '/api/session'),
        ...tabs.map((tab) => tab.send('GET', '/api/me')),
      ]);
      assert.equal(end.status, 200);
      for (const tab of tabs) assert.equal((await tab.send('GET', '/api/me')).status, 401);
    }),
  );
});

test('a stream goes on with its rights when another tab has its token replaced', async (t) => {
  const own = await startSystem({
    directus: { env: { SESSION_COOKIE_TTL: `${ttlMs}ms` } },
    model: { timeoutMs: 20_000 },
  });
  t.after(() => own.stop());
  const { browser, token } = await own.signIn();
  const blocker = Promise.withResolvers<void>();
  own.model?.behave(
    { call: [{ name: 'list_connections', arguments: {} }], after: blocker.promise },
    { answer: 'You have connected nothing.' },
  );
  const stream = openBrowser({ url: own.api.url, jar: new Map(browser.jar) }).send(
    'POST',
    '/api/genie/stream-chat',
    { body: { message: 'What have I connected?' } },
  );
  await untilDue();
  await browser.send('GET', '/api/me');
  assert.notEqual(browser.jar.get(plainCookie), token);
  endGrace(own.directus);
  assert.equal(await own.askDirectus(token), 401, 'the token that the stream came with is dead');
  blocker.resolve();
  const { status, text } = await stream;
  assert.equal(status, 200);
  assert.match(text, /You have connected nothing\./);
  assert.doesNotMatch(text, /signed in/);
  assert.equal((await browser.send('GET', '/api/me')).status, 200);
});

/** As if every token that was replaced had been replaced a grace ago. */
function endGrace({ settings }: { settings: DirectusSettings }): void {
  assert.equal(settings.database.client, 'sqlite3');
  const db = new DatabaseSync(settings.database.filename);
  db.prepare('UPDATE genie_rotated_tokens SET rotated_at = rotated_at - ?').run(refreshGraceMs + 1);
  db.close();
}
