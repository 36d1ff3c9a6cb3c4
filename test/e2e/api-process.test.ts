import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:https';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { compileCache } from '../support/directus-settings.ts';
import { freePort } from '../support/free-port.ts';
import { makeCertificate } from '../support/make-certificate.ts';

const main = resolve(import.meta.dirname, '../../apps/api/src/main.ts');
const started: ChildProcess[] = [];
let directory: string;

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'genie-api-'));
  const certificates = {
    good: await makeCertificate(),
    other: await makeCertificate(),
    expired: await makeCertificate(-10, -1),
    early: await makeCertificate(1, 10),
  };
  for (const [name, { cert, key }] of Object.entries(certificates)) {
    await writeFile(path(`${name}.pem`), cert);
    await writeFile(path(`${name}.key`), key);
  }
  await writeFile(path('garbage.pem'), 'not a certificate');
});

after(async () => {
  for (const child of started) child.kill('SIGKILL');
  await rm(directory, { recursive: true, force: true });
});

function path(name: string): string {
  return join(directory, name);
}

function startProcess(
  variables: Record<string, string>,
  stdio: 'pipe' | 'ipc' = 'pipe',
  flags: readonly string[] = [],
) {
  const child = spawn(process.execPath, [...flags, main], {
    env: { ...compileCache(), ...variables },
    stdio: stdio === 'ipc' ? ['ignore', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'pipe'],
  });
  started.push(child);
  let output = '';
  let errors = '';
  child.stdout?.on('data', (chunk) => {
    output += String(chunk);
  });
  child.stderr?.on('data', (chunk) => {
    errors += String(chunk);
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const listening = new Promise<void>((done) => {
    child.stdout?.on('data', () => output.includes('Server listening') && done());
  });
  return { child, exited, listening, output: () => output, errors: () => errors };
}

async function refusedStart(variables: Record<string, string>): Promise<string> {
  const api = startProcess(variables);
  assert.equal(await api.exited, 1);
  assert.equal(api.output(), '', 'nothing was started');
  assert.doesNotMatch(api.errors(), /\n\s+at /, 'a sentence, not a stack');
  return api.errors();
}

test('a bad environment is refused with a sentence for each variable', async () => {
  const text = await refusedStart({
    SERVER_PORT: 'eighty',
    RBAC_SYNC_WEBHOOK_SECRET: 'too-short-to-be-a-secret',
    ENABLE_HTTPS: 'true',
  });
  const names = text
    .trim()
    .split('\n')
    .map((message) => message.split(' ')[0]);
  const wanted = ['SERVER_PORT', 'RBAC_SYNC_WEBHOOK_SECRET', 'HTTPS_CERT_PATH', 'HTTPS_KEY_PATH'];
  assert.deepEqual(names, wanted);
  assert.ok(!text.includes('too-short-to-be-a-secret'));
});

test('a port in use is refused with a sentence that names the variable', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  const api = startProcess({ SERVER_PORT: String(port) });
  assert.equal(await api.exited, 1);
  assert.match(api.errors(), new RegExp(`^Port ${port} is in use \\(SERVER_PORT\\)`));
  server.close();
});

test('what fails once it listens is told as what it is, and not as a port', async () => {
  await writeFile(
    path('fails.mjs'),
    `import hooks from 'node:perf_hooks';
     hooks.monitorEventLoopDelay = () => { throw new Error('told to fail'); };`,
  );
  const variables = { SERVER_PORT: String(await freePort()) };
  const api = startProcess(variables, 'pipe', ['--import', path('fails.mjs')]);
  assert.equal(await api.exited, 1);
  assert.match(api.output(), /"msg":"closing after an unexpected failure"/);
  assert.match(api.output(), /fails\.mjs/, 'with where it came from');
  assert.equal(api.errors(), '');
});

for (const [name, cert, key, variable, words] of [
  ['a missing certificate', 'none.pem', 'good.key', 'HTTPS_CERT_PATH', /cannot be read/],
  ['a missing key', 'good.pem', 'none.key', 'HTTPS_KEY_PATH', /cannot be read/],
  ['a file that is no certificate', 'garbage.pem', 'good.key', 'HTTPS_CERT_PATH', /not a PEM/],
  ['a file that is no key', 'good.pem', 'garbage.pem', 'HTTPS_KEY_PATH', /not an unencrypted PEM/],
  ['a key of another certificate', 'good.pem', 'other.key', 'HTTPS_KEY_PATH', /does not belong/],
  ['an expired certificate', 'expired.pem', 'expired.key', 'HTTPS_CERT_PATH', /expired on/],
  ['a certificate of tomorrow', 'early.pem', 'early.key', 'HTTPS_CERT_PATH', /valid only from/],
] as const) {
  test(`ENABLE_HTTPS with ${name} stops the start and names ${variable}`, async () => {
    const text = await refusedStart({
      SERVER_PORT: String(await freePort()),
      ENABLE_HTTPS: 'true',
      HTTPS_CERT_PATH: path(cert),
      HTTPS_KEY_PATH: path(key),
    });
    assert.match(text, new RegExp(`^${variable} `));
    assert.match(text, words);
    assert.equal(text.trim().split('\n').length, 1);
  });
}

test('with both files it serves HTTPS, with HSTS', async () => {
  const port = await freePort();
  const api = startProcess({
    SERVER_PORT: String(port),
    ENABLE_HTTPS: 'true',
    HTTPS_CERT_PATH: path('good.pem'),
    HTTPS_KEY_PATH: path('good.key'),
  });
  await api.listening;
  const ca = await readFile(path('good.pem'));
  const answer = request({ host: '127.0.0.1', port, path: '/healthz', ca }).end();
  const [response] = await once(answer, 'response');
  assert.equal(response.statusCode, 200);
  assert.equal(response.headers['strict-transport-security'], 'max-age=31536000');
  response.resume();
  api.child.kill('SIGTERM');
  assert.equal(await api.exited, 0);
});

for (const signal of ['SIGTERM', 'SIGINT'] as const) {
  test(`${signal} closes it, exit code 0`, async () => {
    const port = await freePort();
    const api = startProcess({ SERVER_PORT: String(port) });
    await api.listening;
    assert.equal((await fetch(`http://127.0.0.1:${port}/healthz`)).status, 200);
    api.child.kill(signal);
    assert.equal(await api.exited, 0);
  });
}

test('a failure while it closes is in the log', async () => {
  const failing =
    "process.once('SIGTERM', () => setTimeout(() => { throw new TypeError('hid' + 'den'); }, 100))";
  const api = startProcess({
    SERVER_PORT: String(await freePort()),
    SHUTDOWN_DELAY_SECONDS: '1',
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(failing)}`,
  });
  await api.listening;
  api.child.kill('SIGTERM');
  assert.equal(await api.exited, 1);
  assert.match(api.output(), /"name":"TypeError".*another failure while closing/);
  assert.doesNotMatch(api.output() + api.errors(), /hidden/);
});

test('it goes when the parent that started it goes', async () => {
  const api = startProcess({ SERVER_PORT: String(await freePort()) }, 'ipc');
  await api.listening;
  api.child.disconnect();
  assert.equal(await api.exited, 0);
});

test('no secret of its environment is in its output', async () => {
  const secrets = {
    DIRECTUS_ADMIN_TOKEN: `admin-token-${'a'.repeat(32)}`,
    RBAC_SYNC_WEBHOOK_SECRET: `shared-secret-${'b'.repeat(32)}`,
    LLM_API_KEY: `model-key-${'c'.repeat(32)}`,
  };
  const port = await freePort();
  const api = startProcess({
    ...secrets,
    SERVER_PORT: String(port),
    LOG_LEVEL: 'trace',
    DIRECTUS_URL: 'http://127.0.0.1:1',
  });
  await api.listening;
  const token = 'caller-token-of-this-test';
  await fetch(`http://127.0.0.1:${port}/api/me?access_token=${token}`, {
    headers: { authorization: `Bearer ${token}`, cookie: `session=${token}` },
  });
  await fetch(`http://127.0.0.1:${port}/api/register`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'a@example.com', password: 'password-of-this-test' }),
  });
  api.child.kill('SIGTERM');
  await api.exited;
  const output = api.output() + api.errors();
  assert.match(output, /"route":"\/api\/me","status":503/);
  for (const secret of [...Object.values(secrets), token, 'password-of-this-test']) {
    assert.ok(!output.includes(secret));
  }
});
