import assert from 'node:assert/strict';
import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readHttpsFiles } from '@genie-helper/environment';
import { makeCertificate } from '../../../../test/support/make-certificate.ts';
import { until } from '../../../../test/support/until.ts';
import { watchCertificate } from '../../src/config/https-certificate.ts';

let dir: string;
let taken: unknown[];
let errors: string[];
let end = () => {};

before(async () => {
  dir = await mkdtemp(join(tmpdir(), 'genie-tls-'));
});
after(async () => {
  end();
  await rm(dir, { recursive: true, force: true });
});

const certPath = () => join(dir, 'cert.pem');
const keyPath = () => join(dir, 'key.pem');

/** Puts a whole file in place at once, so that no look finds half of it. */
async function put(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content);
  await rename(`${path}.new`, path);
}

beforeEach(async () => {
  end();
  const { cert, key } = await makeCertificate();
  await put(certPath(), cert);
  await put(keyPath(), key);
  const files = readHttpsFiles(certPath(), keyPath());
  assert.ok('cert' in files);
  taken = [];
  errors = [];
  end = watchCertificate({
    files,
    take: (context) => taken.push(context.cert?.toString()),
    log: { info: () => {}, error: (message) => errors.push(message) },
    everyMs: 10,
  });
});

/** Long enough for several looks. */
const manyLooks = () => sleep(100);

test('a renewed pair is taken over once', async () => {
  const { cert, key } = await makeCertificate();
  await put(keyPath(), key);
  await put(certPath(), cert);
  await until(() => taken.length > 0);
  await manyLooks();
  assert.deepEqual(taken, [cert]);
});

test('half of a pair is not taken, is reported once, and does not hold up the other half', async () => {
  const { cert, key } = await makeCertificate();
  await put(certPath(), cert);
  await until(() => errors.length > 0);
  await manyLooks();
  assert.deepEqual(taken, []);
  assert.equal(errors.length, 1);
  assert.match(errors[0] ?? '', /HTTPS_KEY_PATH names a key that does not belong/);
  await put(keyPath(), key);
  await until(() => taken.length > 0);
  assert.deepEqual(taken, [cert]);
});

for (const [what, spoil, expected] of [
  ['a file that is cut off', () => put(certPath(), '-----BEGIN CERT'), /HTTPS_CERT_PATH/],
  ['a file that is gone', () => rm(keyPath()), /HTTPS_KEY_PATH names a file that cannot be read/],
  [
    'an expired certificate',
    async () => {
      const { cert, key } = await makeCertificate(-3, -1);
      await put(keyPath(), key);
      await put(certPath(), cert);
    },
    /HTTPS_CERT_PATH names a certificate that expired/,
  ],
] as const) {
  test(`${what} changes nothing and is reported by its variable`, async () => {
    await spoil();
    await until(() => errors.some((error) => expected.test(error)));
    assert.deepEqual(taken, []);
    assert.ok(errors.every((error) => !error.includes(dir)));
  });
}

test('the same files again are no news', async () => {
  await manyLooks();
  assert.deepEqual([taken, errors], [[], []]);
});
