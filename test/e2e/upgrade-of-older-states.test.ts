import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { parseVaultKey } from '@genie-helper/vault';
import {
  type DirectusProcess,
  type DirectusSettings,
  inspectDesiredState,
  startDirectus,
} from '../../directus/src/index.ts';
import { openSqlite } from '../../extensions/guard/test/support/guarded-directus.ts';
import { assertChain } from '../support/chain.ts';
import {
  createTestDirectusClient,
  field,
  type TestDirectusClient,
} from '../support/directus-client.ts';
import { testIntrospectionSecret } from '../support/directus-pool.ts';
import {
  compileCache,
  testAdmin,
  testDirectusSettings,
  testRelease,
} from '../support/directus-settings.ts';
import { freePort } from '../support/free-port.ts';
import { readVariable } from '../support/process-environment.ts';
import { startTestApi, type TestApi } from '../support/start-api.ts';

const root = resolve(import.meta.dirname, '../..');
const states = join(import.meta.dirname, 'older-states');
const sharedSecret = { current: 'test-only-shared-secret-5e1b7d9c3a', previous: undefined };

/** What was in a database when its code wrote it last; the SQLite file lies beside it. */
interface Filled {
  vaultKey: string;
  mia: { id: string; password: string; refreshToken: string };
  /** Who had signed out. */
  left: { refreshToken: string };
  connection: string;
  batch: string;
}

/** Each with users, sealed credentials, sessions, a batch and a log, as earlier code of ours left it on Directus 11. */
const olderStates = [
  ['2026-11-26', 'with three extensions in place of the guard, and a log without a chain'],
  ['2026-11-27', 'before mails, addresses and second factors'],
] as const;

for (const [date, what] of olderStates) {
  describe(`a database of ${date}, ${what}, comes to Directus ${testRelease}`, () => {
    let dir: string;
    let settings: DirectusSettings;
    let filled: Filled;
    let directus: DirectusProcess | undefined;
    let api: TestApi;
    let admin: TestDirectusClient;

    before(async () => {
      dir = await mkdtemp(join(tmpdir(), 'genie-older-'));
      const dataDir = join(dir, 'data');
      await mkdir(dataDir);
      const port = await freePort();
      settings = {
        ...testDirectusSettings(dataDir, port),
        introspectionSecret: testIntrospectionSecret,
      };
      filled = JSON.parse(await readFile(join(states, `${date}.json`), 'utf8'));
      const file = gunzipSync(await readFile(join(states, `${date}.db.gz`)));
      await writeFile(join(dataDir, 'directus.db'), file);
      const db = await openSqlite(dataDir);
      // As if it had been written just now; the sessions would have ended since.
      await db('directus_sessions').update({ expires: Date.now() + 86_400_000 });
      if (await db.schema.hasColumn('genie_access_sessions', 'begun_at')) {
        await db('genie_access_sessions').update({ begun_at: Date.now() });
      }
      // The way to 12 puts another file in its place.
      await db.destroy();
    });
    after(async () => {
      await api?.stop();
      await directus?.stop();
      await rm(dir, { recursive: true, force: true });
    });

    function migrate() {
      const command = ['directus', 'migrate', '--dir', dir, '--port', String(settings.port)];
      return spawnSync(process.execPath, [join(root, 'apps/cli/src/main.ts'), ...command], {
        env: {
          ...compileCache(),
          PATH: readVariable('PATH'),
          DIRECTUS_RELEASE: testRelease,
          SECRET: settings.secret,
          GUARD_KEY: settings.guardKey,
          GENIE_INTROSPECTION_SECRET: testIntrospectionSecret,
          DIRECTUS_ADMIN_TOKEN: testAdmin.token,
          ADMIN_EMAIL: testAdmin.email,
          ADMIN_PASSWORD: testAdmin.password,
        },
        encoding: 'utf8',
      });
    }

    test('migrate brings it here', () => {
      const { status, stderr } = migrate();
      assert.equal(status, 0, stderr);
    });

    test('its sessions go on by a refresh, and those that had ended stay ended', async () => {
      directus = await startDirectus(settings);
      admin = createTestDirectusClient(directus.url, testAdmin.token);
      api = await startTestApi({
        directusUrl: directus.url,
        adminToken: testAdmin.token,
        introspectionSecret: testIntrospectionSecret,
        sharedSecret,
        vaultKeys: { current: parseVaultKey(filled.vaultKey), previous: [] },
      });
      const { url } = directus;
      const found = await inspectDesiredState({ url, adminToken: testAdmin.token });
      assert.deepEqual(found.differences, []);
      const refresh = (refresh_token: string) =>
        admin.request('POST', '/auth/refresh', { refresh_token }, null);
      const { mia, left, batch } = filled;
      const refreshed = await refresh(mia.refreshToken);
      assert.equal(refreshed.status, 200, refreshed.text);
      const token = String(field(refreshed.data, 'access_token'));
      const me = await api.request('GET', '/api/me', { token });
      assert.equal(me.status, 200, me.text);
      const job = await api.request('GET', `/api/queue/jobs/${batch}`, { token });
      assert.equal(job.status, 200, job.text);
      assert.equal((await refresh(left.refreshToken)).status, 401);
    });

    test('its sealed credentials open, and its log goes on', async (t) => {
      const { connection: creatorProfileId } = filled;
      const headers = { 'x-rbac-sync-secret': sharedSecret.current };
      const options = { headers, body: { creatorProfileId } };
      const revealed = await api.request('POST', '/api/credentials/reveal', options);
      assert.deepEqual(revealed.body.credentials, { api_key: 'of before' }, revealed.text);
      const db = await openSqlite(settings.dataDir);
      t.after(() => db.destroy());
      const entries = db('credential_access_log').where({ item: creatorProfileId }).orderBy('id');
      assert.deepEqual(await entries.pluck('action'), ['create', 'reveal', 'reveal']);
      await assertChain(db);
    });

    test('who is suspended here is refused by the next request', async () => {
      const { accessToken: token } = await admin.login('mia@example.com', filled.mia.password);
      assert.equal((await api.request('GET', '/api/me', { token })).status, 200);
      await admin.request('PATCH', `/users/${filled.mia.id}`, { status: 'suspended' });
      assert.equal((await api.request('GET', '/api/me', { token })).status, 401);
    });
  });
}
