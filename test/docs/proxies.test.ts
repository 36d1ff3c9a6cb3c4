import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../support/browser.ts';
import type { TestApi } from '../support/start-api.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import {
  listedServer,
  type ProxyName,
  startProxy,
  type TestProxy,
  whyNoProxy,
} from '../support/start-proxy.ts';

import { type System, startSystem } from '../support/system.ts';

/** As the how-to pages say: the proxy runs on the same machine. */
const trustProxy = '127.0.0.1';
/** What the shared secret alone opens. */
const serverPaths = findServerPaths();
let system: System<TestDirectus>;
let directus: TestDirectus;
let api: TestApi;

before(async () => {
  system = await startSystem({
    directus: { settings: { trustProxy } },
    model: {},
    api: { trustProxy },
  });
  ({ directus, api } = system);
});

after(() => system?.stop());

for (const name of ['nginx', 'caddy'] satisfies ProxyName[]) {
  describe(`behind ${name}, as docs/how-to sets it up`, { skip: whyNoProxy(name) ?? false }, () => {
    let proxy: TestProxy;
    let token: string;

    before(async () => {
      proxy = await startProxy(name, { apiUrl: api.url, directusUrl: directus.url });
      const { email, password } = await directus.admin.createUser();
      const answer = await send('POST', '/directus/auth/login', { body: { email, password } });
      token = JSON.parse(answer.text).data.access_token;
    });
    after(() => proxy?.stop());

    const send = (method: string, path: string, options: Sending = {}) =>
      sendThrough(proxy, method, path, options);

    test('lets people sign in at Directus and use the API, over HTTPS with HSTS', async () => {
      const { status, text, headers } = await send('GET', '/api/me', { token });
      assert.equal(status, 200);
      assert.equal(JSON.parse(text).ok, true);
      assert.match(String(headers['strict-transport-security']), /^max-age=31536000$/);
      const { plainUrl } = proxy;
      if (plainUrl === undefined) return;
      const plain = await fetch(`${plainUrl}/api/me?a=1`, { redirect: 'manual' });
      assert.equal(plain.status, 308);
      assert.equal(plain.headers.get('location'), 'https://127.0.0.1/api/me?a=1');
    });

    test('shows nothing else of Directus', async () => {
      for (const path of [
        '/directus',
        '/directus/',
        '/directus/users/me',
        '/directus/server/info',
        '/directus/genie/introspect',
        '/directus/genie/vault',
        '/directus/auth/login/../../server/info',
        '/directus/auth/login/%2e%2e/%2e%2e/server/info',
        '/directus/auth/login/',
        '//directus//server/info',
        '/directus%2fserver/info',
      ]) {
        const { status, text } = await send('GET', path, { token });
        assert.equal(status, 404, path);
        assert.doesNotMatch(text, /ROUTE_NOT_FOUND|FORBIDDEN|"data"/, path);
      }
    });

    test('lets nobody but listed servers to the routes for servers, whatever they know', async () => {
      const headers = {
        'x-rbac-sync-secret': system.secret,
        'x-forwarded-for': listedServer,
      };
      const ask = (path: string, from?: string) =>
        send('POST', path, { headers, body: {}, ...(from === undefined ? {} : { from }) });
      assert.ok(serverPaths.length >= 4);
      for (const path of serverPaths) {
        const listed = await ask(path, listedServer);
        assert.equal(JSON.parse(listed.text).code, 'request.invalid', listed.text);
        for (const written of [
          path,
          `${path}?a=1`,
          `${path}#a`,
          `${path};a=1`,
          `${path}/`,
          path.replace('/credentials/', '//credentials/'),
          path.replace('/credentials/', '/x/../credentials/'),
          path.replace('/api/', '/%61pi/'),
          path.replace(/[a-z]$/, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
        ]) {
          const { status, text } = await ask(written);
          assert.equal(status, 403, `${written}: ${text}`);
          assert.doesNotMatch(text, /"code"/, written);
        }
      }
      for (const path of ['/metrics', '/metrics?a=1', '/x/../metrics', '/%6detrics']) {
        assert.equal((await send('GET', path, { headers })).status, 403, path);
      }
      const own = await send('GET', '/api/credentials/download-creds', { token });
      assert.equal(own.status, 200, own.text);
    });

    test('keeps the console signed in by a cookie of HTTPS alone', async () => {
      const { email, password } = await directus.admin.createUser();
      const browser = openBrowser({ url: proxy.url, ca: proxy.ca });
      const signIn = await browser.send('POST', '/api/session', { body: { email, password } });
      assert.equal(signIn.status, 200, signIn.text);
      assert.match(signIn.setCookies[0] ?? '', /^__Host-genie_session=.*; Secure/);
      const change = { body: { topic: 'backstage' } };
      const own = await browser.send('POST', '/api/captions/generate', change);
      assert.equal(own.status, 200, own.text);
      for (const origin of ['https://evil.example', proxy.url.replace('https', 'http')]) {
        const foreign = await browser.send('POST', '/api/captions/generate', { ...change, origin });
        assert.equal(foreign.status, 403, origin);
      }
    });

    test('hands on a piece of the chat while the next one is still being written', async () => {
      const blocker = Promise.withResolvers<void>();
      system.model?.behave({ parts: ['A first sentence. And', blocker.promise, ' a second.'] });
      let heard = '';
      const { status, text } = await send('POST', '/api/genie/stream-chat', {
        token,
        body: { message: 'Hello' },
        onText(piece) {
          heard += piece;
          if (heard.includes('A first sentence.')) blocker.resolve();
        },
      });
      assert.equal(status, 200);
      assert.match(text, /a second\./);
    });

    test('counts limits on the address that the client really has', async () => {
      const register = (from: string, headers = {}) =>
        send('POST', '/api/register', { from, headers, body: {} });
      // Another address for each proxy, since both are in front of one API.
      const [one, other] =
        name === 'nginx' ? ['127.0.0.2', '127.0.0.3'] : ['127.0.0.4', '127.0.0.5'];
      for (let attempt = 1; attempt <= 5; attempt += 1) {
        assert.equal((await register(one)).status, 400);
      }
      assert.equal((await register(one)).status, 429);
      const forged = { 'x-forwarded-for': '203.0.113.7', 'x-real-ip': '203.0.113.7' };
      assert.equal((await register(one, forged)).status, 429);
      assert.equal((await register(other)).status, 400);
    });

    test('lets Directus limit guessing by the address that the client really has', async () => {
      const { email } = await directus.admin.createUser();
      const guess = (from: string, headers = {}) =>
        send('POST', '/directus/auth/login', { from, headers, body: { email, password: 'wrong' } });
      const [one, other] =
        name === 'nginx' ? ['127.0.0.6', '127.0.0.7'] : ['127.0.0.8', '127.0.0.9'];
      let status = 401;
      for (let attempt = 1; attempt <= 11 && status === 401; attempt += 1) {
        ({ status } = await guess(one));
      }
      assert.equal(status, 429);
      assert.equal((await guess(one, { 'x-forwarded-for': '203.0.113.7' })).status, 429);
      assert.equal((await guess(other)).status, 401);
    });

    test('leaves it to the API to refuse a body that is too large', async () => {
      const cookies = 'x'.repeat(300 * 1024);
      const body = { label: 'a jar', type: 'cookies', cookies };
      const tooLarge = await send('POST', '/api/credentials/download-creds', { token, body });
      assert.equal(tooLarge.status, 413);
      assert.equal(JSON.parse(tooLarge.text).code, 'request.body_too_large');
      const line = (name: string) =>
        `example.com\tTRUE\t/\tTRUE\t0\t${name}\t${'v'.repeat(3000)}\n`;
      const jar = Array.from({ length: 60 }, (_, n) => line(`name-${n}`)).join('');
      const fits = await send('POST', '/api/credentials/download-creds', {
        token,
        body: { ...body, cookies: jar },
      });
      assert.equal(fits.status, 201, fits.text);
    });
  });
}

/** The paths that the API reference says need the shared secret. */
function findServerPaths(): string[] {
  const file = resolve(import.meta.dirname, '../../docs/openapi.json');
  const { paths } = JSON.parse(readFileSync(file, 'utf8')) as {
    paths: Record<string, Record<string, { security?: object[] }>>;
  };
  return Object.entries(paths).flatMap(([path, operations]) =>
    operations.post?.security?.some((scheme) => 'sharedSecret' in scheme) ? [path] : [],
  );
}

interface Sending {
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
  /** The client's own address. */
  from?: string;
  onText?: (text: string) => void;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

/** Sends the path to the letter, which fetch would tidy up. */
function sendThrough(
  { url, ca }: TestProxy,
  method: string,
  path: string,
  { token, body, headers, from, onText }: Sending,
): Promise<Answer> {
  const { protocol, hostname, port } = new URL(url);
  const text = body === undefined ? undefined : JSON.stringify(body);
  const options = {
    hostname,
    port,
    path,
    method,
    ca,
    agent: false as const,
    ...(from === undefined ? {} : { localAddress: from }),
    headers: {
      ...(text === undefined ? {} : { 'content-type': 'application/json' }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...headers,
    },
  };
  return new Promise((resolve, reject) => {
    const call = (protocol === 'https:' ? requestHttps : requestHttp)(options);
    call.once('error', reject);
    call.once('response', (response) => {
      let said = '';
      response.setEncoding('utf8');
      response.once('error', reject);
      response.on('data', (piece: string) => {
        said += piece;
        onText?.(piece);
      });
      response.once('end', () =>
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text: said }),
      );
    });
    call.end(text);
  });
}
