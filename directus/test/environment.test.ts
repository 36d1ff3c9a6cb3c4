import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { normalizePassword } from '@genie-helper/guard-protocol';
import { testDirectusSettings } from '../../test/support/directus-settings.ts';
import { readVariable, setVariable } from '../../test/support/process-environment.ts';
import {
  bootstrapEnvironment,
  directusEnvironment,
  inheritedVariables,
} from '../src/environment.ts';

import { requireDirectusPackage } from '../src/release.ts';
import { desiredState } from '../state/index.ts';

const settings = testDirectusSettings('/tmp/data, with comma', 8055);
/** The system's, or read by a command of Directus only; not in its list of settings. */
/** What the guard reads. */
const guardSettings = ['GENIE_DIRECTUS_PACKAGE', 'GUARD_KEY', 'REQUIRE_ADMIN_TWO_FACTOR'];
const notSettings = [
  'NODE_ENV',
  'PROJECT_NAME',
  ...guardSettings,
  ...Object.keys(inheritedVariables()),
];

test('passes nothing of our own environment on but what a process needs to run', (t) => {
  setVariable(t, 'RBAC_SYNC_WEBHOOK_SECRET', 'must-not-leak');
  setVariable(t, 'NODE_OPTIONS_OF_OURS', 'must-not-leak');
  const env = directusEnvironment(settings);
  assert.equal(JSON.stringify(env).includes('must-not-leak'), false);
  assert.equal(env.PATH, readVariable('PATH'));
});

test('names only variables that this version of Directus reads', async () => {
  const requireFromApi = createRequire(
    createRequire(requireDirectusPackage(settings.release)).resolve('@directus/api/package.json'),
  );
  const source = await readFile(requireFromApi.resolve('@directus/env'), 'utf8');
  const known = [...source.matchAll(/^\s+"?([A-Z][A-Z0-9_.+]+)"?[:,]/gm)].map(
    (match) => new RegExp(`^${match[1]}$`),
  );
  const unknown = Object.keys(bootstrapEnvironment({ ...settings, extraEnvironment: {} }))
    .filter((name) => !notSettings.includes(name))
    .filter((name) => !known.some((pattern) => pattern.test(name)));
  assert.deepEqual(unknown, []);
});

test('keeps free text from being read as a list or a number', () => {
  const env = bootstrapEnvironment({
    ...settings,
    admin: { email: 'a@example.com', password: '12345678', token: '0'.repeat(32) },
  });
  assert.equal(env.ADMIN_PASSWORD, 'string:12345678');
  assert.equal(env.DB_FILENAME, 'string:/tmp/data, with comma/directus.db');
});

test('gives bootstrap the administrator’s password as the guard would keep it', () => {
  for (const password of [
    'Pass\u00a0wo\u0308rd',
    'pa\u3000\u1112\u1161\u11ab',
    'ﬁ Å ①',
    'plain one',
  ]) {
    const env = bootstrapEnvironment({ ...settings, admin: { ...settings.admin, password } });
    assert.equal(env.ADMIN_PASSWORD, `string:${normalizePassword(password)}`);
  }
});

test('gives the administrator of a new database to bootstrap only', () => {
  const names = Object.keys(directusEnvironment(settings));
  assert.deepEqual(
    names.filter((name) => name.startsWith('ADMIN_')),
    [],
  );
});

test('runs no Directus without the guards', () => {
  assert.equal(directusEnvironment(settings).EXTENSIONS_MUST_LOAD, 'true');
});

test('asks for secure cookies exactly when the public address is https', () => {
  assert.equal(directusEnvironment(settings).SESSION_COOKIE_SECURE, 'false');
  const https = directusEnvironment({ ...settings, publicUrl: 'https://id.example.com' });
  assert.equal(https.SESSION_COOKIE_SECURE, 'true');
  assert.equal(https.REFRESH_TOKEN_COOKIE_SECURE, 'true');
});

test('describes a PostgreSQL server in full, without a password that was not given', () => {
  const database = {
    client: 'pg',
    host: 'db.example.com',
    port: 5432,
    database: 'genie',
    user: 'genie',
  } as const;
  const env = directusEnvironment({ ...settings, database: { ...database, ssl: true } });
  assert.equal(env.DB_HOST, 'string:db.example.com');
  assert.equal(env.DB_SSL, 'true');
  assert.equal('DB_PASSWORD' in env, false);
  assert.equal('DB_FILENAME' in env, false);
});

for (const name of [
  'TELEMETRY',
  'MCP_ENABLED',
  'AI_ENABLED',
  'WEBSOCKETS_ENABLED',
  'METRICS_ENABLED',
  'OPENAPI_ENABLED',
  'CORS_ENABLED',
  'CACHE_ENABLED',
  'RATE_LIMITER_ENABLED',
  'IP_TRUST_PROXY',
  'EMAIL_VERIFY_SETUP',
  'EXTENSIONS_AUTO_RELOAD',
]) {
  test(`leaves ${name} off`, () => assert.equal(directusEnvironment(settings)[name], 'false'));
}

for (const name of ['public_registration', 'mcp_enabled']) {
  test(`leaves ${name} off in Directus's own settings`, () =>
    assert.equal(desiredState.settings[name], false));
}

test('passes trusted proxies on as text, which Directus would read as a list', () => {
  const env = directusEnvironment({ ...settings, trustProxy: '10.0.0.0/8, ::1' });
  assert.equal(env.IP_TRUST_PROXY, 'string:10.0.0.0/8, ::1');
});

test('bounds what one request may change, and how long a GraphQL document is', () => {
  const env = directusEnvironment(settings);
  assert.ok(Number(env.MAX_BATCH_MUTATION) <= 100);
  assert.ok(Number(env.GRAPHQL_QUERY_TOKEN_LIMIT) <= 1_500);
});
