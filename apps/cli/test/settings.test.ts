import assert from 'node:assert/strict';
import { execSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { renderNewEnvFile } from '@genie-helper/environment';
import { CliError } from '../src/installation/cli-error.ts';
import { loadSettings } from '../src/installation/settings.ts';
import { temporaryDir } from './support/installation.ts';

const vaultKey = 'CREDENTIALS_ENC_KEY_B64';
const secrets = [
  'DIRECTUS_ADMIN_TOKEN',
  'SECRET',
  'ADMIN_PASSWORD',
  'RBAC_SYNC_WEBHOOK_SECRET',
  vaultKey,
];

async function writeEnvWithout(dir: string, name: string): Promise<void> {
  const lines = renderNewEnvFile().split('\n');
  await writeEnv(dir, lines.filter((line) => !line.startsWith(`${name}=`)).join('\n'));
}

async function writeEnv(dir: string, text: string, mode = 0o600): Promise<void> {
  await writeFile(join(dir, '.env'), text, { mode });
}

async function writeDatabase(dir: string): Promise<void> {
  await mkdir(join(dir, 'data'));
  await writeFile(join(dir, 'data', 'directus.db'), '');
}

test('makes an .env where there is none, and finds the same secrets again', async (t) => {
  const dir = await temporaryDir(t);
  const first = await loadSettings(dir, {});
  const second = await loadSettings(dir, {});
  assert.equal(first.wasEnvCreated, true);
  assert.equal(second.wasEnvCreated, false);
  assert.deepEqual(second.environment, first.environment);
});

test('a new .env keeps which Directus the first start was asked for', async (t) => {
  const dir = await temporaryDir(t);
  await loadSettings(dir, { DIRECTUS_RELEASE: '12' });
  const { environment } = await loadSettings(dir, {});
  assert.equal(environment.DIRECTUS_RELEASE, '12');
});

test('two that start together go by the same secrets', async (t) => {
  const dir = await temporaryDir(t);
  const [one, other] = await Promise.all([loadSettings(dir, {}), loadSettings(dir, {})]);
  assert.deepEqual(one.environment, other.environment);
  assert.equal([one, other].filter((settings) => settings.wasEnvCreated).length, 1);
});

test('the environment wins over .env, except where it is empty', async (t) => {
  const dir = await temporaryDir(t);
  await writeEnv(dir, `${renderNewEnvFile()}SERVER_PORT=4001\nLLM_MODEL=mine\n`);
  const { environment } = await loadSettings(dir, { SERVER_PORT: '5001', LLM_MODEL: '' });
  assert.equal(environment.SERVER_PORT, 5001);
  assert.equal(environment.LLM_MODEL, 'mine');
});

test('writes no .env where the environment has every secret', async (t) => {
  const dir = await temporaryDir(t);
  const given = { ...parseEnv(renderNewEnvFile()), ADMIN_EMAIL: undefined };
  await loadSettings(dir, given);
  assert.equal(existsSync(join(dir, '.env')), false);
});

test('refuses a bad .env with every problem and no value', async (t) => {
  const dir = await temporaryDir(t);
  await writeEnv(dir, `${renderNewEnvFile()}SERVER_PORT=many\nLOG_LEVEL=loud\nLLM_TIMEOUT_MS=1\n`);
  await assert.rejects(loadSettings(dir, {}), (error) => {
    assert.ok(error instanceof CliError);
    for (const name of ['SERVER_PORT', 'LOG_LEVEL', 'LLM_TIMEOUT_MS']) {
      assert.equal(error.message.split('\n').filter((line) => line.startsWith(name)).length, 1);
    }
    assert.doesNotMatch(error.message, /many|loud/);
    return true;
  });
});

for (const name of secrets) {
  test(`names ${name} when .env lacks it, and does not make a new one`, async (t) => {
    const dir = await temporaryDir(t);
    await writeEnvWithout(dir, name);
    await assert.rejects(loadSettings(dir, {}), (error) => {
      assert.ok(error instanceof CliError);
      assert.match(error.message, new RegExp(`^${name} is not set, neither in .*$`));
      return true;
    });
  });
}

test('an .env from before the vault: says what to add, as a command that makes it', async (t) => {
  const dir = await temporaryDir(t);
  await writeEnvWithout(dir, vaultKey);
  await writeDatabase(dir);
  const said = await loadSettings(dir, {}).then(
    () => '',
    (error: unknown) => String(error),
  );
  const [, command = ''] = /this prints: (.*)$/m.exec(said) ?? [];
  const line = execSync(command, { env: { PATH: dirname(process.execPath) } }).toString();
  await appendFile(join(dir, '.env'), `\n${line}`);
  const { environment } = await loadSettings(dir, {});
  assert.equal(Buffer.from(environment.CREDENTIALS_ENC_KEY_B64, 'base64').length, 32);
});

test('makes no new secrets for a database whose .env is gone', async (t) => {
  const dir = await temporaryDir(t);
  await writeDatabase(dir);
  await assert.rejects(loadSettings(dir, {}), {
    message: /its secrets is not/,
    hint: /Put that \.env back/,
  });
  assert.equal(existsSync(join(dir, '.env')), false);
});

test('warns of an .env that others can read, with the command that ends it', async (t) => {
  const dir = await temporaryDir(t);
  await writeEnv(dir, renderNewEnvFile(), 0o644);
  const { warnings } = await loadSettings(dir, {});
  assert.equal(warnings.length, 1);
  assert.ok(warnings[0]?.endsWith(`chmod 600 ${join(dir, '.env')}`));
});

test('tells of a value that ends at its #, also where it is refused or empty for that', async (t) => {
  const dir = await temporaryDir(t);
  await writeEnv(dir, `${renderNewEnvFile()}DB_PASSWORD=quiet#harbour\n`);
  const { warnings } = await loadSettings(dir, {});
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /^The value of DB_PASSWORD .* single quotes\.$/);
  await writeEnv(dir, `${renderNewEnvFile()}ADMIN_PASSWORD=quiet#harbour\nSECRET=#a\n`);
  await assert.rejects(loadSettings(dir, {}), (error) => {
    assert.ok(error instanceof CliError);
    assert.match(error.message, /^The value of ADMIN_PASSWORD/m);
    assert.match(error.message, /^The value of SECRET/m);
    return true;
  });
});
