import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startTestApi, type TestApi } from '../support/start-api.ts';

let api: TestApi;

before(async () => {
  api = await startTestApi({ directusUrl: 'http://127.0.0.1:9' });
});

after(async () => {
  await api?.stop();
});

test('the page comes with a policy of its own, which knows no other host', async () => {
  const { status, headers, text } = await api.request('GET', '/reference');
  assert.equal(status, 200);
  const policy = policyOf(headers);
  assert.deepEqual(policy.get('default-src'), ["'none'"]);
  assert.deepEqual(policy.get('connect-src'), ["'self'"]);
  assert.deepEqual(policy.get('frame-ancestors'), ["'none'"]);
  const scripts = policy.get('script-src') ?? [];
  assert.match(scripts.join(' '), /^'nonce-[\w-]{22}'$/);
  assert.doesNotMatch([...policy.values()].flat().join(' '), /https?:|\*|unsafe-eval/);
  const nonce = scripts[0]?.slice("'nonce-".length, -1);
  for (const [tag] of text.matchAll(/<(?:script|style)[^>]*>/g)) {
    assert.ok(tag.includes(`nonce="${nonce}"`), tag);
  }
  assert.doesNotMatch(text, /https?:\/\//);
});

test('each answer has another nonce', async () => {
  const [one, other] = [
    await api.request('GET', '/reference'),
    await api.request('GET', '/reference'),
  ];
  assert.notDeepEqual(
    policyOf(one.headers).get('script-src'),
    policyOf(other.headers).get('script-src'),
  );
});

test('its script comes from this server, under the strict policy of all other answers', async () => {
  const { text } = await api.request('GET', '/reference');
  const [, source = ''] = /<script src="([^"]+)"/.exec(text) ?? [];
  const { pathname } = new URL(source, `${api.url}/reference`);
  const script = await api.request('GET', pathname);
  assert.equal(script.status, 200);
  assert.equal(script.headers.get('content-type'), 'text/javascript; charset=utf-8');
  assert.deepEqual(policyOf(script.headers).get('default-src'), ["'none'"]);
  assert.equal(script.headers.get('x-content-type-options'), 'nosniff');
});

test('the version of Scalar is the one whose style sheets the policy names', async () => {
  const manifest = new URL(
    '../../node_modules/@scalar/fastify-api-reference/package.json',
    import.meta.url,
  );
  const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
  assert.equal(version, '1.76.3', 'see scalarStyles in apps/api/src/http/openapi/reference.ts');
});

const skip =
  spawnSync('chromium', ['--version']).error === undefined ? false : 'there is no chromium here';

test('a browser shows it, breaks no rule of the policy, and asks nobody else', {
  skip,
}, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'genie-reference-'));
  const { stdout, stderr } = await promisify(execFile)(
    'chromium',
    [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      `--user-data-dir=${folder}`,
      '--enable-logging=stderr',
      '--virtual-time-budget=20000',
      '--dump-dom',
      `${api.url}/reference`,
    ],
    { timeout: 120_000, maxBuffer: 64_000_000 },
  );
  await rm(folder, { recursive: true, force: true });
  const said = stderr.split('\n').filter((line) => line.includes(':CONSOLE'));
  assert.deepEqual(
    said.filter((line) => /violates|refused/i.test(line)),
    [],
  );
  assert.match(stdout, /Make an account/);
});

function policyOf(headers: Headers): Map<string, string[]> {
  const rules = headers.get('content-security-policy')?.split(';') ?? [];
  return new Map(
    rules.map((rule) => {
      const [name = '', ...values] = rule.trim().split(' ');
      return [name, values];
    }),
  );
}
