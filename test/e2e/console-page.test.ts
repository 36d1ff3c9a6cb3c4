import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pagePaths } from '../../apps/api/src/console/console-pages.ts';
import { asPerson, createBuiltConsole, page } from '../support/built-console.ts';
import { startTestApi, type TestApi } from '../support/start-api.ts';

const forStrangers = page.replace(/<!--known-->.*<!--\/known-->/s, '');
let built: Awaited<ReturnType<typeof createBuiltConsole>>;
let api: TestApi;

before(async () => {
  built = await createBuiltConsole();
  api = await startTestApi({ directusUrl: 'http://127.0.0.1:9', consoleDir: built.dir });
});

after(async () => {
  await api?.stop();
  await built?.remove();
});

describe('the page', () => {
  test('comes with a policy that lets only files of this server run', async () => {
    const { status, headers, text } = await api.request('GET', '/');
    assert.equal(status, 200);
    assert.equal(headers.get('content-type'), 'text/html; charset=utf-8');
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
    const nonce = nonceOf(headers);
    assert.equal(
      headers.get('content-security-policy'),
      [
        "default-src 'none'; script-src 'self'",
        `style-src 'self' 'nonce-${nonce}'`,
        "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'",
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
      ].join('; '),
    );
    const expected = forStrangers.replace('__GENIE_VISITOR__', 'new');
    assert.equal(text, expected.replaceAll('__CSP_NONCE__', nonce));
  });

  test('is answered without an error in the log, at each of its addresses', async () => {
    const before = api.log().length;
    for (const path of ['/', '/captions', '/no/such/page']) {
      await fetch(`${api.url}${path}`, { headers: { accept: 'text/html' } });
    }
    assert.doesNotMatch(api.log().slice(before), /"level":(?:40|50|60)|FST_ERR|not_built/);
  });

  test('says whether a session came with the request, and nothing of it', async () => {
    const ask = async (cookie: string) =>
      (await api.request('GET', '/', { headers: { cookie } })).text;
    assert.match(await ask('genie_session=some-token'), /name="genie-visitor" content="known"/);
    assert.doesNotMatch(await ask('genie_session=some-token'), /some-token/);
    assert.match(await ask('other=1'), /name="genie-visitor" content="new"/);
  });

  test('names the scripts of the pages inside to who may be signed in, and to nobody else', async () => {
    const ask = async (cookie: string) =>
      (await api.request('GET', '/', { headers: { cookie } })).text;
    const link = /<link rel="modulepreload" href="\/assets\/shell-a1\.js" nonce="[\w-]{20,}">/;
    assert.match(await ask('genie_session=some-token'), link);
    assert.doesNotMatch(await ask('genie_session=some-token'), /known-->/);
    assert.doesNotMatch(await ask('other=1'), /shell-a1|known-->/);
  });

  test('has another nonce in each answer', async () => {
    const nonces = new Set<string>();
    for (let times = 0; times < 5; times += 1) {
      nonces.add(nonceOf((await api.request('GET', '/')).headers));
    }
    assert.equal(nonces.size, 5);
  });

  test('answers at every address of the console where HTML is asked for', async () => {
    for (const path of pagePaths) {
      const response = await fetch(`${api.url}${path}?next=%2Fbatch`, asPerson);
      assert.equal(response.status, 200, path);
      assert.match(response.headers.get('content-security-policy') ?? '', /script-src 'self';/);
      assert.match(await response.text(), /^<!doctype html>/);
    }
  });

  test('stands for what is not there too, as 404, where HTML is asked for', async () => {
    for (const path of ['/captoins', '/admin', '/apis', '/captions/']) {
      const response = await fetch(`${api.url}${path}`, asPerson);
      assert.equal(response.status, 404, path);
      assert.equal(response.headers.get('content-type'), 'text/html; charset=utf-8');
    }
  });

  test('is nothing to programs at those addresses, nor to other methods', async () => {
    for (const accept of ['*/*', 'application/json', 'text/*', 'application/text/html+x']) {
      const answer = await api.request('GET', '/captions', { headers: { accept } });
      assert.equal(answer.status, 404, accept);
      assert.equal(answer.body.code, 'route.not_found');
    }
    const answer = await api.request('POST', '/captions', { ...asPerson, body: {} });
    assert.equal(answer.body.code, 'route.not_found');
  });

  test('has the headers alone for HEAD', async () => {
    for (const path of ['/', '/captions']) {
      const response = await fetch(`${api.url}${path}`, { ...asPerson, method: 'HEAD' });
      assert.equal(response.status, 200);
      assert.match(response.headers.get('content-security-policy') ?? '', /nonce-/);
      assert.equal(await response.text(), '');
    }
  });

  test('takes no other method', async () => {
    const answer = await api.request('POST', '/', { ...asPerson, body: {} });
    assert.equal(answer.status, 405);
    assert.equal(answer.headers.get('allow'), 'GET, HEAD');
  });

  test('never stands for the API: what is not there stays JSON', async () => {
    for (const path of ['/api', '/api/', '/api/captions/x/y', '/api/session/x', '/api?x']) {
      const answer = await api.request('GET', path, asPerson);
      assert.equal(answer.status, 404, path);
      assert.equal(answer.body.code, 'route.not_found');
      assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
    }
    assert.equal((await api.request('GET', '/api/register', asPerson)).status, 405);
    assert.equal((await api.request('GET', '/api/me', asPerson)).status, 401);
  });
});

test('a server without a console says how to have one, at its page and to people only', async (t) => {
  const bare = await startTestApi({
    directusUrl: 'http://127.0.0.1:9',
    consoleDir: join(built.dir, 'none'),
  });
  t.after(() => bare.stop());
  const { status, body } = await bare.request('GET', '/', asPerson);
  assert.equal(status, 404);
  assert.equal(body.code, 'console.not_built');
  assert.match(String(body.error), /npm run build:console/);
  assert.equal((await bare.request('GET', '/captions', asPerson)).body.code, 'route.not_found');
  assert.equal((await bare.request('GET', '/assets/index-a1.js')).body.code, 'route.not_found');
});

test('a console that is built anew is served without a restart', async (t) => {
  const later = await mkdtemp(join(tmpdir(), 'genie-console-'));
  const other = await startTestApi({ directusUrl: 'http://127.0.0.1:9', consoleDir: later });
  t.after(async () => {
    await other.stop();
    await rm(later, { recursive: true, force: true });
  });
  assert.equal((await other.request('GET', '/')).status, 404);
  await writeFile(join(later, 'index.html'), page);
  assert.equal((await other.request('GET', '/')).status, 200);
});

test('the server knows the addresses of the console that its router has', async () => {
  const router = resolve(import.meta.dirname, '../../apps/console/src/app/router.tsx');
  const text = await readFile(router, 'utf8');
  const paths = [...text.matchAll(/^ *'(\/[^']*)',$|\bpath: '([^']+)'/gm)].map(
    ([, inPage, inRoute]) => inPage ?? inRoute,
  );
  assert.deepEqual(paths.sort(), [...pagePaths].sort());
});

function nonceOf(headers: Headers): string {
  const [, nonce] = /'nonce-([\w-]{22})'/.exec(headers.get('content-security-policy') ?? '') ?? [];
  assert.ok(nonce !== undefined);
  return nonce;
}
