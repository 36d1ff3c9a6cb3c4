import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseEnv } from 'node:util';
import { directusEnvironment } from '@genie-helper/directus';
import { describeVariables, parseEnvironment, renderNewEnvFile } from '@genie-helper/environment';
import { retentionDefaults, retentionVariables } from '@genie-helper/guard-protocol';
import { readLoginLimits } from '../../../extensions/guard/src/shared/settings.ts';
import { toDirectusSettings } from '../src/installation/directus-settings.ts';
import type { UpSettings } from '../src/installation/settings.ts';

function settingsOf(changes: Record<string, string>) {
  const environment = parseEnvironment({ ...parseEnv(renderNewEnvFile()), ...changes });
  return toDirectusSettings('/srv/genie', environment as UpSettings['environment'], changes);
}

test('gives Directus the authorities that .env names, as the API', () => {
  const given = { NODE_EXTRA_CA_CERTS: '/srv/genie/ca.crt' };
  const { NODE_EXTRA_CA_CERTS } = directusEnvironment(settingsOf(given));
  assert.equal(NODE_EXTRA_CA_CERTS, given.NODE_EXTRA_CA_CERTS);
});

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

/** The variables of a Directus's process, with whole numbers converted, as Directus gives them to its extensions. */
function seenByTheGuard(changes: Record<string, string>): Record<string, unknown> {
  const variables = Object.entries(directusEnvironment(settingsOf(changes)));
  return Object.fromEntries(
    variables.map(([name, value]) => [name, /^\d+$/.test(value) ? Number(value) : value]),
  );
}

test('every sign-in limit that the guard reads reaches Directus', () => {
  const names = describeVariables()
    .map(([name]) => name)
    .filter((name) => name.startsWith('LOGIN_LIMIT_'));
  assert.ok(names.length > 0);
  const changed = Object.fromEntries(names.map((name, index) => [name, String(index + 2)]));
  const { windowMs, ...counts } = readLoginLimits(seenByTheGuard(changed));
  const read = [...Object.values(counts), windowMs / 1_000];
  assert.deepEqual(read.toSorted(), names.map((_, index) => index + 2).toSorted());
});

test('has the same defaults for sign-in limits as the guard', () => {
  assert.deepEqual(readLoginLimits(seenByTheGuard({})), readLoginLimits({}));
  assert.deepEqual(
    readLoginLimits(seenByTheGuard({ LOGIN_LIMIT_USER_SESSIONS: '' })),
    readLoginLimits({}),
  );
});

test('refuses a sign-in limit that is none, naming its variable', () => {
  for (const value of ['0', '-1', '1.5', 'many', '1e3']) {
    assert.throws(
      () => settingsOf({ LOGIN_LIMIT_USER_SESSIONS: value }),
      /LOGIN_LIMIT_USER_SESSIONS/,
    );
  }
});

test('how long data is kept reaches Directus, with the defaults that the guard has', () => {
  const names = Object.values(retentionVariables);
  const seen = seenByTheGuard({});
  assert.deepEqual(
    names.map((name) => seen[name]),
    Object.values(retentionDefaults),
  );
  const changed = Object.fromEntries(names.map((name, index) => [name, String(index)]));
  const given = seenByTheGuard(changed);
  assert.deepEqual(
    names.map((name) => given[name]),
    names.map((_, index) => index),
  );
});
