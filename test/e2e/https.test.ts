import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect, type SecureVersion, type TLSSocket } from 'node:tls';
import { type ApiProcess, createApiProcess } from '../support/api-process.ts';
import { makeCertificate, type TestCertificate } from '../support/make-certificate.ts';
import { until } from '../support/until.ts';

let dir: string;
let api: ApiProcess;
let port: number;
let first: TestCertificate;

const write = async ({ cert, key }: TestCertificate) => {
  await writeFile(join(dir, 'key.pem'), key);
  await writeFile(join(dir, 'cert.pem'), cert);
};

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'genie-https-'));
  first = await makeCertificate();
  await write(first);
  api = await createApiProcess({
    ENABLE_HTTPS: 'true',
    HTTPS_CERT_PATH: join(dir, 'cert.pem'),
    HTTPS_KEY_PATH: join(dir, 'key.pem'),
    DIRECTUS_URL: 'http://127.0.0.1:9',
  });
  ({ port } = api);
  await api.start();
});
after(async () => {
  await api?.stop();
  await rm(dir, { recursive: true, force: true });
});

/** One connection with just this version. */
async function speak(version: SecureVersion): Promise<string | null> {
  const socket = connect({
    host: '127.0.0.1',
    port,
    minVersion: version,
    maxVersion: version,
    // The old versions need what OpenSSL no longer offers by itself.
    ciphers: 'DEFAULT@SECLEVEL=0',
    ca: first.cert,
  });
  await once(socket, 'secureConnect');
  const spoken = socket.getProtocol();
  socket.destroy();
  return spoken;
}

test('TLS 1.2 and 1.3 are spoken, and nothing older', async () => {
  assert.equal(await speak('TLSv1.2'), 'TLSv1.2');
  assert.equal(await speak('TLSv1.3'), 'TLSv1.3');
  for (const old of ['TLSv1', 'TLSv1.1'] as const) {
    await assert.rejects(speak(old), /alert protocol version/i, old);
  }
});

test('a request that is never sent as a whole is cut off, as without HTTPS', async () => {
  const head = 'POST /api/register HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n';
  const untilCutOff = async (begun: string) => {
    const socket = connect({ host: '127.0.0.1', port, ca: first.cert });
    const answered = once(socket, 'data');
    socket.write(begun);
    const drip = setInterval(() => socket.writable && socket.write('a'), 500);
    const [answer] = (await answered) as [Buffer];
    clearInterval(drip);
    socket.destroy();
    assert.match(answer.toString(), /^HTTP\/1\.1 408 /);
  };
  await Promise.all(
    ['GET /healthz HTTP/1.1\r\nX-Slow: ', `${head}Content-Length: 900\r\n\r\n{`].map(untilCutOff),
  );
});

test('plain HTTP to the port gets no answer', async () => {
  await assert.rejects(fetch(`http://127.0.0.1:${port}/healthz`));
});

/** Asks over a kept connection. @returns the status, and which connection it was */
async function ask(agent: Agent, ca: string): Promise<{ status: number; socket: TLSSocket }> {
  const asked = request({ host: '127.0.0.1', port, path: '/healthz', agent, ca }).end();
  const [response] = await once(asked, 'response');
  response.resume();
  await once(response, 'end');
  return { status: response.statusCode, socket: asked.socket as TLSSocket };
}

async function shownCertificate(): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

test('a certificate renewed on the disk is shown to new connections, and open ones go on', async () => {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const { socket } = await ask(agent, first.cert);
  const old = await shownCertificate();
  await write(await makeCertificate());
  while ((await shownCertificate()) === old) {
    // Keeps the connection from being idle for too long.
    assert.equal((await ask(agent, first.cert)).status, 200);
    await sleep(250);
  }
  const later = await ask(agent, first.cert);
  assert.equal(later.status, 200);
  assert.equal(later.socket, socket, 'the same connection');
  agent.destroy();
  await until(() => /renewed certificate/.test(api.output()));
});
