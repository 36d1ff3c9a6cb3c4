import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  type DirectusProcess,
  type DirectusSettings,
  inspectDesiredState,
  startDirectus,
} from '../../directus/src/index.ts';
import { findDirectusPackage } from '../../directus/src/release.ts';
import {
  guardVariables,
  introspectionSecret,
} from '../../extensions/guard/test/support/guarded-directus.ts';
import {
  asSuperuser,
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../extensions/guard/test/support/postgres.ts';
import { assertChain } from '../support/chain.ts';
import { createTestDirectusClient } from '../support/directus-client.ts';
import {
  compileCache,
  testAdmin,
  testDirectusSettings,
  testRelease,
} from '../support/directus-settings.ts';
import { freePort } from '../support/free-port.ts';
import { readVariable } from '../support/process-environment.ts';
import { startTestApi, type TestApi, type TestApiOptions } from '../support/start-api.ts';
import { newVaultKey } from '../support/system.ts';

const root = resolve(import.meta.dirname, '../..');
const server = { host: '127.0.0.1', port: 5432, user: 'postgres' };
const sharedSecret = { current: 'test-only-shared-secret-77f0b2a4d1', previous: undefined };
const skip =
  (findDirectusPackage('12') === undefined && 'needs "npm ci --prefix directus/release-12"') ||
  (testRelease === '12' && 'begins with a Directus 11') ||
  (spawnSync('pg_dump', ['--version']).error !== undefined && 'no pg_dump') ||
  (whyNoPostgres() ?? false);

/** What docs/how-to/directus-12.md says of PostgreSQL: the way from 11 to 12 by --backed-up, and back by the backup. */
describe('a filled PostgreSQL goes from Directus 11 to 12', { skip }, () => {
  let pair: PostgresPair;
  let dir: string;
  let settings: DirectusSettings;
  let options: TestApiOptions;
  let directus: DirectusProcess | undefined;
  let api: TestApi;
  let tokens: { accessToken: string; refreshToken: string };
  let left: { accessToken: string; refreshToken: string };
  let userId: string;
  let connection: string;
  const restored: string[] = [];

  before(async () => {
    pair = await startPostgresPair();
    dir = await mkdtemp(join(tmpdir(), 'genie-pg-upgrade-'));
    const port = await freePort();
    const standard = testDirectusSettings(dir, port);
    settings = {
      ...standard,
      extraEnvironment: { ...standard.extraEnvironment, ...guardVariables },
      database: { client: 'pg', ...server, database: pair.db.client.database() },
    };
    options = {
      directusUrl: pair.one.url,
      adminToken: testAdmin.token,
      introspectionSecret,
      sharedSecret,
      vaultKeys: { current: newVaultKey(), previous: [] },
    };
    const { admin } = pair.one;
    const user = await admin.createUser();
    userId = user.id;
    tokens = await admin.login(user.email, user.password);
    left = await admin.login(user.email, user.password);
    api = await startTestApi(options);
    const profile = {
      platform: 'x',
      platform_username: 'mia',
      credentials: { api_key: 'of before' },
    };
    const made = await api.request('POST', '/api/credentials/create-profile', {
      token: tokens.accessToken,
      body: profile,
    });
    connection = String(made.body.id);
    await pair.one.logout(left.refreshToken);
    await api.stop();
    for (const which of [0, 1]) await pair.processOf(which).stop();
    run('pg_dump', '--format=custom', '--file', join(dir, 'directus.dump'), ...login(), nameOf());
  });
  after(async () => {
    await api?.stop();
    await directus?.stop();
    for (const name of restored) {
      await asSuperuser((db) => db.raw('DROP DATABASE IF EXISTS ?? WITH (FORCE)', [name]));
    }
    await pair?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const login = () => ['--host', server.host, '--username', server.user];
  const nameOf = () => pair.db.client.database() as string;

  function run(program: string, ...args: string[]): void {
    const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
    assert.equal(status, 0, stderr);
  }

  function migrate(...more: string[]) {
    const command = ['directus', 'migrate', '--dir', dir, '--port', String(settings.port), ...more];
    return spawnSync(process.execPath, [join(root, 'apps/cli/src/main.ts'), ...command], {
      env: {
        ...compileCache(),
        PATH: readVariable('PATH'),
        DIRECTUS_RELEASE: '12',
        DB_CLIENT: 'pg',
        DB_HOST: server.host,
        DB_USER: server.user,
        DB_DATABASE: nameOf(),
        SECRET: settings.secret,
        GUARD_KEY: settings.guardKey,
        GENIE_INTROSPECTION_SECRET: introspectionSecret,
        DIRECTUS_ADMIN_TOKEN: testAdmin.token,
        ADMIN_EMAIL: testAdmin.email,
        ADMIN_PASSWORD: testAdmin.password,
      },
      encoding: 'utf8',
    });
  }

  const statusOf = async (token: string) => (await api.request('GET', '/api/me', { token })).status;

  async function assertRevealed(): Promise<void> {
    const headers = { 'x-rbac-sync-secret': sharedSecret.current };
    const body = { creatorProfileId: connection };
    const revealed = await api.request('POST', '/api/credentials/reveal', { headers, body });
    assert.deepEqual(revealed.body.credentials, { api_key: 'of before' }, revealed.text);
  }

  test('not without the word that there is a backup, and then nothing is changed', async () => {
    const { rows } = await pair.db.raw('SELECT count(*) AS n FROM directus_migrations');
    const { status, stderr } = migrate();
    assert.equal(status, 1);
    assert.match(stderr, /--backed-up/);
    const after = await pair.db.raw('SELECT count(*) AS n FROM directus_migrations');
    assert.deepEqual(after.rows, rows);
  });

  test('with it, migrate takes it to 12', () => {
    const { status, stderr } = migrate('--backed-up');
    assert.equal(status, 0, stderr);
  });

  test('tokens, credentials and the log of before go on; what was ended stays ended', async () => {
    directus = await startDirectus({ ...settings, release: '12' });
    api = await startTestApi({ ...options, directusUrl: directus.url });
    const { url } = directus;
    const found = await inspectDesiredState({ url, adminToken: testAdmin.token });
    assert.deepEqual(found.differences, []);
    assert.equal(await statusOf(tokens.accessToken), 200);
    assert.equal(await statusOf(left.accessToken), 401);
    const { request } = createTestDirectusClient(directus.url, testAdmin.token);
    const refresh = async (refresh_token: string) =>
      (await request('POST', '/auth/refresh', { refresh_token }, null)).status;
    assert.equal(await refresh(tokens.refreshToken), 200);
    assert.equal(await refresh(left.refreshToken), 401);
    await assertRevealed();
    await assertChain(pair.db);
    await request('PATCH', `/users/${userId}`, { status: 'suspended' });
    assert.equal(await statusOf(tokens.accessToken), 401, 'revoked on 12');
  });

  test('the way back: the backup, and Directus 11', async () => {
    await api.stop();
    await directus?.stop();
    const name = `${nameOf()}_back`;
    restored.push(name);
    await asSuperuser((db) => db.raw('CREATE DATABASE ??', [name]));
    run('pg_restore', '--no-owner', ...login(), '--dbname', name, join(dir, 'directus.dump'));
    const database = { client: 'pg', ...server, database: name } as const;
    directus = await startDirectus({ ...settings, database });
    api = await startTestApi({ ...options, directusUrl: directus.url });
    assert.equal(await statusOf(tokens.accessToken), 200, 'as it was at the backup');
    assert.equal(await statusOf(left.accessToken), 401);
    await assertRevealed();
  });
});
