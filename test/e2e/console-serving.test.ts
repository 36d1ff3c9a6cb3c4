import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib';
import { pagePaths } from '../../apps/api/src/plugins/console/page-paths.ts';
import { startTestApi, type TestApi } from '../support/start-api.ts';

const script = `export const zeros = [${'0,'.repeat(2_000)}];`;
const page = `<!doctype html><meta property="csp-nonce" nonce="__CSP_NONCE__">
<meta name="genie-visitor" content="__GENIE_VISITOR__">
<script type="module" src="/assets/index-a1.js" nonce="__CSP_NONCE__"></script>
<!--known-->
<link rel="modulepreload" href="/assets/shell-a1.js" nonce="__CSP_NONCE__">
<!--/known-->`;
const forStrangers = page.replace(/<!--known-->.*<!--\/known-->/s, '');
const asPerson = { headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } };

let dir: string;
let api: TestApi;

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'genie-console-'));
  const assets = join(dir, 'assets');
  await mkdir(join(assets, 'folder.js'), { recursive: true });
  await writeFile(join(dir, 'index.html'), page);
  await writeFile(join(dir, 'sources.sha256'), 'not to be served');
  await writeFile(join(assets, 'index-a1.js'), script);
  await writeFile(join(assets, 'index-a1.js.br'), brotliCompressSync(script));
  await writeFile(join(assets, 'index-a1.js.gz'), gzipSync(script));
  await writeFile(join(assets, 'plain.svg'), '<svg xmlns="http://www.w3.org/2000/svg"/>');
  await writeFile(join(assets, '.hidden'), 'not to be served');
  await symlink('/nowhere', join(assets, 'dangling.js'));
  api = await startTestApi({ directusUrl: 'http://127.0.0.1:9', consoleDir: dir });
});

after(async () => {
  await api?.stop();
  await rm(dir, { recursive: true, force: true });
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
    for (const path of ['/api', '/api/', '/api/captions', '/api/session/x', '/api?x']) {
      const answer = await api.request('GET', path, asPerson);
      assert.equal(answer.status, 404, path);
      assert.equal(answer.body.code, 'route.not_found');
      assert.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8');
    }
    assert.equal((await api.request('GET', '/api/register', asPerson)).status, 405);
    assert.equal((await api.request('GET', '/api/me', asPerson)).status, 401);
  });
});

describe('an asset', () => {
  test('may be kept for ever', async () => {
    const { status, headers, text } = await api.request('GET', '/assets/index-a1.js');
    assert.equal(status, 200);
    assert.equal(headers.get('cache-control'), 'public, max-age=31536000, immutable');
    assert.match(headers.get('content-type') ?? '', /^application\/javascript/);
    assert.equal(headers.get('vary'), 'accept-encoding');
    assert.equal(text, script);
  });

  test('comes compressed to who can read that, and as it is to others', async () => {
    const brotli = await raw('/assets/index-a1.js', { 'accept-encoding': 'gzip, br' });
    assert.match(brotli.head, /content-encoding: br\r\n/);
    assert.equal(brotliDecompressSync(brotli.body).toString(), script);
    const gzip = await raw('/assets/index-a1.js', { 'accept-encoding': 'gzip' });
    assert.match(gzip.head, /content-encoding: gzip\r\n/);
    assert.match(gzip.head, /content-type: application\/javascript/);
    assert.equal(gunzipSync(gzip.body).toString(), script);
    for (const encoding of ['identity', 'br;q=0', 'zstd']) {
      const plain = await raw('/assets/index-a1.js', { 'accept-encoding': encoding });
      assert.doesNotMatch(plain.head, /content-encoding/, encoding);
      assert.equal(plain.body.toString(), script);
    }
    const svg = await raw('/assets/plain.svg', { 'accept-encoding': 'br, gzip' });
    assert.doesNotMatch(svg.head, /content-encoding/);
  });

  test('has the headers alone for HEAD', async () => {
    const { status, headers, text } = await api.request('HEAD', '/assets/index-a1.js', {
      headers: { 'accept-encoding': 'identity' },
    });
    assert.equal(status, 200);
    assert.equal(headers.get('content-length'), String(script.length));
    assert.equal(text, '');
  });

  test('is sent whole whatever conditions and ranges are asked for', async () => {
    const conditions = {
      'if-match': '"other"',
      'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT',
      'if-none-match': '*',
      'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT',
      range: 'bytes=900000-',
    };
    for (const [name, value] of Object.entries(conditions)) {
      const { status, text } = await api.request('GET', '/assets/index-a1.js', {
        headers: { [name]: value },
      });
      assert.equal(status, 200, name);
      assert.equal(text, script, name);
    }
  });

  test('is only what lies in its folder', async () => {
    const refused = [
      '/assets/../sources.sha256',
      '/assets/..%2fsources.sha256',
      '/assets/..%2Fsources.sha256',
      '/assets/%2e%2e%2fsources.sha256',
      '/assets/%2e%2e/sources.sha256',
      '/assets/..%5csources.sha256',
      '/assets/%2fetc%2fpasswd',
      '/assets//etc/passwd',
      '/assets/index-a1.js%00',
      '/assets/index-a1.js/',
      '/assets/.hidden',
      '/assets/.',
      '/assets/..',
      '/assets/folder.js',
      '/assets/dangling.js',
      '/assets/',
      '/assets',
      '/assets/none.js',
      '/sources.sha256',
      '/index.html',
      `/assets/${'a'.repeat(300)}.js`,
    ];
    for (const path of refused) {
      const { head, body } = await raw(path, {});
      assert.match(head, /^HTTP\/1\.1 404 /, path);
      assert.match(head, /cache-control: no-store\r\n/, path);
      assert.match(String(body), /"code":"route\.not_found"/, path);
    }
  });
});

test('a server without a console says how to have one, at its page and to people only', async (t) => {
  const bare = await startTestApi({
    directusUrl: 'http://127.0.0.1:9',
    consoleDir: join(dir, 'none'),
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

test('the files of a page use up nothing of the limit of an address', async (t) => {
  const limited = await startTestApi({
    directusUrl: 'http://127.0.0.1:9',
    consoleDir: dir,
    rateLimitMax: 3,
  });
  t.after(() => limited.stop());
  for (let times = 0; times < 10; times += 1) {
    assert.equal((await limited.request('GET', '/assets/index-a1.js')).status, 200);
  }
  for (let times = 0; times < 3; times += 1) {
    assert.equal((await limited.request('GET', '/')).status, 200);
  }
  assert.equal((await limited.request('GET', '/')).status, 429);
  assert.equal((await limited.request('GET', '/batch', asPerson)).status, 429);
});

test('files that are not there use it up', async (t) => {
  const limited = await startTestApi({
    directusUrl: 'http://127.0.0.1:9',
    consoleDir: dir,
    rateLimitMax: 3,
  });
  t.after(() => limited.stop());
  for (let times = 0; times < 3; times += 1) {
    assert.equal((await limited.request('GET', '/assets/index-z9.js')).status, 404);
  }
  assert.equal((await limited.request('GET', '/assets/index-z9.js')).status, 429);
  assert.equal((await limited.request('GET', '/assets/index-a1.js')).status, 200);
});

test('the server knows the addresses of the console that its router has', async () => {
  const router = resolve(import.meta.dirname, '../../apps/console/src/app/router.tsx');
  const text = await readFile(router, 'utf8');
  const paths = [...text.matchAll(/\bpath: '([^']+)'/g)].map(([, path]) => path);
  assert.deepEqual(paths.sort(), [...pagePaths].sort());
});

function nonceOf(headers: Headers): string {
  const [, nonce] = /'nonce-([\w-]{22})'/.exec(headers.get('content-security-policy') ?? '') ?? [];
  assert.ok(nonce !== undefined);
  return nonce;
}

/** A request whose address no client puts right, and its answer as bytes. */
async function raw(path: string, headers: Record<string, string>) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(api.port, '127.0.0.1');
  socket.write(
    `GET ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\nconnection: close\r\n${lines.join('')}\r\n`,
  );
  const chunks: Buffer[] = [];
  for await (const chunk of socket) chunks.push(chunk as Buffer);
  const answer = Buffer.concat(chunks);
  const end = answer.indexOf('\r\n\r\n');
  return { head: `${answer.subarray(0, end)}\r\n`, body: answer.subarray(end + 4) };
}
