import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, describe, type TestContext, test } from 'node:test';
import { buildExpressApp } from '../../examples/express/app.ts';
import { jsonAnswer, startFakeUpstream } from '../support/fake-upstream.ts';
import { startExample } from '../support/run-example.ts';
import { type System, startSystem } from '../support/system.ts';

/** The app in this process, before the API at an address. */
async function startApp(t: TestContext, apiUrl: string) {
  const server = buildExpressApp(apiUrl).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return (path: string, token?: string) => ask(`http://127.0.0.1:${port}${path}`, token);
}

async function ask(url: string, token?: string) {
  const headers: Record<string, string> =
    token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(url, { headers });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

describe('examples/express, before a real API', () => {
  let stack: System;
  before(async () => {
    stack = await startSystem();
  });
  after(() => stack?.stop());

  async function login() {
    const { email, password } = await stack.directus.admin.createUser();
    return { email, ...(await stack.directus.login(email, password)) };
  }

  test('lets in whom the API vouches for, and nobody else', async (t) => {
    const example = startExample(['node', 'examples/express/main.ts'], {
      GENIE_API_URL: stack.api.url,
      PORT: '0',
    });
    t.after(() => example.send('SIGKILL'));
    const [, url] = await example.untilItSays(/(http:\S+)\/greeting/);
    const { email, accessToken } = await login();
    const greeted = await ask(`${url}/greeting`, accessToken);
    assert.equal(greeted.status, 200);
    assert.deepEqual(greeted.body, { greeting: `Hello ${email}` });
    assert.equal((await ask(`${url}/status`)).status, 200);
    for (const token of [undefined, 'forged', `${accessToken}x`]) {
      const refused = await ask(`${url}/greeting`, token);
      assert.equal(refused.status, 401);
      assert.equal(refused.headers.get('www-authenticate'), 'Bearer');
    }
  });

  test('refuses a token on the first request after its logout', async (t) => {
    const get = await startApp(t, stack.api.url);
    const { accessToken, refreshToken } = await login();
    assert.equal((await get('/greeting', accessToken)).status, 200);
    const body = { refresh_token: refreshToken };
    await stack.directus.admin.request('POST', '/auth/logout', body, null);
    assert.equal((await get('/greeting', accessToken)).status, 401);
  });

  test('opens reports to administrators alone', async (t) => {
    const get = await startApp(t, stack.api.url);
    assert.equal((await get('/reports', (await login()).accessToken)).status, 403);
    assert.equal((await get('/reports', stack.directus.adminToken)).status, 200);
  });

  test('answers 503 while the API is away, to good tokens too', async (t) => {
    const api = await stack.startApi();
    const get = await startApp(t, api.url);
    const { accessToken } = await login();
    assert.equal((await get('/greeting', accessToken)).status, 200);
    await api.stop();
    const { status, headers } = await get('/greeting', accessToken);
    assert.equal(status, 503);
    assert.equal(headers.get('retry-after'), '2');
    assert.equal((await get('/greeting')).status, 401);
  });
});

describe('examples/express, before an API that answers oddly', () => {
  const user = { id: '1', email: 'mia@example.com', role: null, isAdmin: false };

  test('takes nothing for a yes but 200 with a user', async (t) => {
    const api = await startFakeUpstream();
    t.after(() => api.close());
    const get = await startApp(t, api.url);
    for (const [status, text] of [
      [200, '<h1>Welcome</h1>'],
      [200, '{}'],
      [200, 'null'],
      [200, '{"ok":true,"user":{}}'],
      [200, JSON.stringify({ ok: false, user })],
      [201, JSON.stringify({ ok: true, user })],
      [403, '{"ok":false}'],
      [404, '{"ok":false}'],
      [500, '{"ok":false}'],
      [503, JSON.stringify({ ok: true, user })],
    ] as const) {
      api.answer(jsonAnswer(status, text));
      assert.equal((await get('/greeting', 'token')).status, 503, `${status} ${text}`);
    }
    api.answer((_request, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    assert.equal((await get('/greeting', 'token')).status, 503);
    api.answer((request) => request.socket.destroy());
    assert.equal((await get('/greeting', 'token')).status, 503);
  });

  test('passes on that there were too many requests, and when to try again', async (t) => {
    const api = await startFakeUpstream();
    t.after(() => api.close());
    api.answer(jsonAnswer(429, '{"ok":false}', { 'retry-after': '17' }));
    const { status, headers } = await (await startApp(t, api.url))('/greeting', 'token');
    assert.equal(status, 429);
    assert.equal(headers.get('retry-after'), '17');
  });

  test('keeps no answer: each request asks anew', async (t) => {
    const api = await startFakeUpstream();
    t.after(() => api.close());
    api.answer(jsonAnswer(200, JSON.stringify({ ok: true, user })));
    const get = await startApp(t, api.url);
    for (const count of [1, 2, 3]) {
      assert.equal((await get('/greeting', 'token')).status, 200);
      assert.equal(api.requests, count);
    }
    api.answer(jsonAnswer(401, '{"ok":false}'));
    assert.equal((await get('/greeting', 'token')).status, 401);
  });
});
