import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { introspectionSecretOf, parseEnvironment } from '@genie-helper/environment';
import { readServerSettings } from '../../apps/cli/src/installation/directus-settings.ts';
import { newSecretFiles } from '../../deploy/make-secrets.ts';
import { runExample } from '../support/run-example.ts';
import { exampleVariables } from './deployment.ts';

async function make(dir: string, ...args: string[]) {
  return await runExample(['node', 'deploy/make-secrets.ts', dir, ...args], {});
}

test('deploy/make-secrets.ts gives each part its own secrets, which fit together', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'genie-secrets-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  const { code, stdout, stderr } = await make(dir, 'owner@example.com');
  assert.equal(code, 0, stderr);
  const read = (name: string) => readFile(join(dir, name), 'utf8');
  for (const name of await readdir(dir)) {
    assert.equal((await stat(join(dir, name))).mode & 0o777, 0o400, name);
  }
  const [api, directus, admin] = await Promise.all(
    ['api', 'directus', 'admin'].map(async (name) => {
      const variables = parseEnv(await read(`${name}.env`));
      const expected = exampleVariables(name).map(([each]) => each);
      assert.deepEqual(Object.keys(variables).sort(), expected.sort(), name);
      for (const value of Object.values(variables)) assert.ok(!stdout.includes(value ?? ''));
      return variables;
    }),
  );
  parseEnvironment({ ...api });
  const given = { dir, variables: { ...directus, ...admin }, host: '127.0.0.1', port: 8055 };
  const settings = await readServerSettings({ ...given, needs: ['ADMIN_PASSWORD'] });
  assert.equal(settings.admin.email, 'owner@example.com');
  assert.equal(
    settings.introspectionSecret,
    introspectionSecretOf(api?.RBAC_SYNC_WEBHOOK_SECRET ?? ''),
  );
  assert.equal(directus?.DB_PASSWORD, await read('postgres-password'));
  const password = new URL(api?.REDIS_URL ?? '').password;
  assert.match(await read('redis.conf'), new RegExp(`^requirepass ${password}$`, 'm'));

  const again = await make(dir, 'owner@example.com');
  assert.equal(again.code, 1);
  assert.match(again.stderr, /left as it is/);
  assert.equal((await read('api.env')).includes(api?.CREDENTIALS_ENC_KEY_B64 ?? '-'), true);
});

test('no two installations have a secret in common', () => {
  const values = () =>
    Object.values(newSecretFiles('owner@example.com')).flatMap(
      (text) => text.match(/[\w-]{32,}/g) ?? [],
    );
  const first = values();
  assert.ok(first.length >= 8);
  assert.deepEqual(
    values().filter((value) => first.includes(value) && !/^[A-Z_0-9]+$/.test(value)),
    [],
  );
});

test('deploy/make-secrets.ts writes nothing without an e-mail', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'genie-secrets-'));
  t.after(() => rm(dir, { recursive: true, force: true }));
  assert.equal((await make(dir)).code, 1);
  assert.deepEqual(await readdir(dir), []);
});
