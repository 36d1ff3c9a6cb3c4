import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { asPerson, createBuiltConsole, script } from '../support/built-console.ts';
import { startTestApi, type TestApi } from '../support/start-api.ts';

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

test('the files of a page use up nothing of the limit of an address', async (t) => {
  const limited = await startTestApi({
    directusUrl: 'http://127.0.0.1:9',
    consoleDir: built.dir,
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
    consoleDir: built.dir,
    rateLimitMax: 3,
  });
  t.after(() => limited.stop());
  for (let times = 0; times < 3; times += 1) {
    assert.equal((await limited.request('GET', '/assets/index-z9.js')).status, 404);
  }
  assert.equal((await limited.request('GET', '/assets/index-z9.js')).status, 429);
  assert.equal((await limited.request('GET', '/assets/index-a1.js')).status, 200);
});

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
