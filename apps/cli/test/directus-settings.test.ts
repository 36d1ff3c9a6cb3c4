import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { parseEnvironment, renderNewEnvFile } from '@genie-helper/environment';
import { toDirectusSettings } from '../src/installation/directus-settings.ts';
import type { UpSettings } from '../src/installation/settings.ts';

function settingsOf(changes: Record<string, string>) {
  const environment = parseEnvironment({ ...parseEnv(renderNewEnvFile()), ...changes });
  return toDirectusSettings('/srv/genie', environment as UpSettings['environment']);
}

test('starts Directus where DIRECTUS_URL says, on loopback addresses only', () => {
  const listening = (url: string) => {
    const { host, port } = settingsOf({ DIRECTUS_URL: url });
    return `${host} ${port}`;
  };
  assert.equal(listening('http://127.0.0.1:8055'), '127.0.0.1 8055');
  assert.equal(listening('http://localhost:9055/'), '127.0.0.1 9055');
  assert.equal(listening('http://[::1]:8055'), '::1 8055');
  assert.equal(listening('http://127.0.0.1'), '127.0.0.1 80');
});

for (const url of [
  'http://db.example.com:8055',
  'http://192.0.2.1:8055',
  'http://127.0.0.1.example.com',
]) {
  test(`refuses ${url}, and says what to run instead`, () => {
    assert.throws(() => settingsOf({ DIRECTUS_URL: url }), {
      message: /^DIRECTUS_URL names /,
      hint: /npm run api/,
    });
  });
}

for (const url of ['https://127.0.0.1:8055', 'http://127.0.0.1:8055/directus']) {
  test(`refuses ${url}, which Directus can't be started at`, () => {
    assert.throws(() => settingsOf({ DIRECTUS_URL: url }), { message: /^DIRECTUS_URL must be/ });
  });
}

test('finds the SQLite file from the folder, not from where the command was typed', () => {
  assert.deepEqual(settingsOf({ DB_FILENAME: 'data/other.db' }).database, {
    client: 'sqlite3',
    filename: '/srv/genie/data/other.db',
  });
});

test('reaches PostgreSQL over TLS where it is told to', () => {
  const given = { DB_CLIENT: 'pg', DB_HOST: 'db', DB_DATABASE: 'genie', DB_USER: 'genie' };
  const { database } = settingsOf({ ...given, DB_SSL: 'true' });
  assert.equal(database.client === 'pg' && database.ssl, true);
});

test('passes PostgreSQL on, without a password where there is none', () => {
  const given = { DB_CLIENT: 'pg', DB_HOST: 'db', DB_DATABASE: 'genie', DB_USER: 'genie' };
  assert.deepEqual(settingsOf(given).database, {
    client: 'pg',
    host: 'db',
    port: 5432,
    database: 'genie',
    user: 'genie',
    password: undefined,
    ssl: undefined,
  });
});

test('lets Directus believe the same proxies as the API, and none by default', () => {
  assert.equal(settingsOf({}).trustProxy, undefined);
  assert.equal(settingsOf({ TRUST_PROXY: '10.0.0.0/8' }).trustProxy, '10.0.0.0/8');
});
