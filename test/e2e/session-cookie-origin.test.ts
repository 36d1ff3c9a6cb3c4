import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openBrowser } from '../support/browser.ts';
import { plainCookie, type System, startSystem } from '../support/system.ts';

let stack: System;

before(async () => {
  stack = await startSystem();
});

after(() => stack?.stop());

const body = { label: 'mine', type: 'password', username: 'someone', password: 'secret' };

async function storedBy(userId: string): Promise<number> {
  const path = `/items/download_credentials?filter[user][_eq]=${userId}&fields=id`;
  const { data } = await stack.directus.admin.request('GET', path);
  return (data as unknown[]).length;
}

describe('what changes something', () => {
  test('passes from a page of ours', async () => {
    const { browser } = await stack.signIn();
    const answer = await browser.send('POST', '/api/captions/generate', { body: {} });
    assert.equal(answer.status, 200);
  });

  test('is 403 from every other origin, from none and from several, and changes nothing', async () => {
    const { browser, id } = await stack.signIn();
    const { url, port } = stack.api;
    const origins: Record<string, string | string[] | null> = {
      'another site': 'https://evil.example',
      'another port of this host': `http://127.0.0.1:${port + 1}`,
      'no port': 'http://127.0.0.1',
      'another scheme': `https://127.0.0.1:${port}`,
      'another name of this host': `http://localhost:${port}`,
      'a host that begins like ours': `${url}.evil.example`,
      'one with a path': `${url}/`,
      'upper case': url.toUpperCase(),
      null: 'null',
      'an empty one': '',
      'none at all': null,
      several: [url, 'https://evil.example'],
      'ours twice': [url, url],
      'a list': `${url}, https://evil.example`,
    };
    for (const [name, origin] of Object.entries(origins)) {
      const options = Array.isArray(origin)
        ? { body, origin: null, headers: { origin } }
        : { body, origin };
      const answer = await browser.send('POST', '/api/credentials/download-creds', options);
      assert.equal(answer.status, 403, name);
      assert.equal(answer.body.code, 'auth.foreign_origin', name);
      assert.deepEqual(answer.setCookies, [], name);
    }
    assert.equal(await storedBy(id), 0);
    const end = await browser.send('DELETE', '/api/session', { origin: 'https://evil.example' });
    assert.equal(end.status, 403);
    assert.equal(end.headers['clear-site-data'], undefined);
    assert.equal((await browser.send('GET', '/api/session')).status, 200);
  });

  test('is told from ours by the Host, whatever a client without trust says of it', async () => {
    const { browser } = await stack.signIn();
    for (const headers of [
      { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
      { forwarded: 'host=evil.example;proto=https' },
    ]) {
      const origin = 'https://evil.example';
      const answer = await browser.send('DELETE', '/api/session', { origin, headers });
      assert.equal(answer.status, 403);
    }
    for (const host of ['evil.example/x', 'user@evil.example', 'evil.example:99999', '[']) {
      const origin = `http://${host}`;
      const answer = await browser.send('DELETE', '/api/session', { origin, headers: { host } });
      assert.ok(answer.status === 403 || answer.status === 400, host);
    }
    assert.equal((await browser.send('GET', '/api/session')).status, 200);
  });

  test('is 415 as a form or as text, which pages can send anywhere without asking', async () => {
    const { browser } = await stack.signIn();
    for (const type of ['application/x-www-form-urlencoded', 'multipart/form-data', 'text/plain']) {
      const answer = await browser.send('POST', '/api/captions/generate', {
        body: '{"topic":"x"}',
        headers: { 'content-type': type },
      });
      assert.equal(answer.status, 415);
    }
  });

  test('needs no origin with a token in the header, which no page can have sent', async () => {
    const user = await stack.directus.admin.createUser();
    const { accessToken } = await stack.directus.login(user.email, user.password);
    for (const origin of [null, 'https://evil.example']) {
      const answer = await openBrowser({ url: stack.api.url }).send(
        'POST',
        '/api/captions/generate',
        {
          body: {},
          origin,
          headers: { authorization: `Bearer ${accessToken}` },
        },
      );
      assert.equal(answer.status, 200);
    }
  });
});

test('reading needs no origin, and other origins are given no leave to read', async () => {
  const { browser } = await stack.signIn();
  const answer = await browser.send('GET', '/api/me', { origin: 'https://evil.example' });
  assert.equal(answer.status, 200);
  const names = Object.keys(answer.headers);
  assert.deepEqual(
    names.filter((name) => name.startsWith('access-control-')),
    [],
  );
});

test("signing in is refused to other origins' pages, and needs no origin", async () => {
  const user = await stack.directus.admin.createUser();
  const right = { body: { email: user.email, password: user.password } };
  for (const origin of ['https://evil.example', 'null']) {
    const browser = openBrowser({ url: stack.api.url });
    const answer = await browser.send('POST', '/api/session', { ...right, origin });
    assert.equal(answer.status, 403);
    assert.equal(answer.body.code, 'auth.foreign_origin');
    assert.equal(browser.jar.size, 0);
  }
  const { status } = await stack.directus.admin.request(
    'GET',
    `/users/${user.id}?fields=last_access`,
  );
  assert.equal(status, 200);
  const script = openBrowser({ url: stack.api.url });
  const answer = await script.send('POST', '/api/session', { ...right, origin: null });
  assert.equal(answer.status, 200);
  assert.ok(script.jar.has(plainCookie));
});
