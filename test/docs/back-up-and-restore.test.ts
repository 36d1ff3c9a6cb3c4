import assert from 'node:assert/strict';
import { cp, mkdir, mkdtemp, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { startDirectus } from '../../directus/src/index.ts';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { createTestDirectusClient } from '../support/directus-client.ts';
import { freePort } from '../support/free-port.ts';
import { runBlock } from '../support/run-page.ts';

const page = 'how-to/back-up-and-restore.md';

describe('a database that was backed up and restored as docs/how-to says', () => {
  let stack: CredentialSystem;
  let home: string;
  /** The project's folder on the machine that is backed up, and on the one that it's restored on. */
  let project: string;
  let restored: string;
  let keysDir: string;
  const there = (cwd: string) => ({ cwd, variables: { HOME: home, keys_dir: keysDir } });

  before(async () => {
    stack = await startCredentialSystem({ directus: {} });
    home = await mkdtemp(join(tmpdir(), 'genie-backup-'));
    project = join(home, 'project');
    restored = join(home, 'restored');
    keysDir = join(home, 'another-disk');
    await mkdir(project);
    await mkdir(keysDir);
    await symlink(stack.directus.settings.dataDir, join(project, 'data'));
    await writeFile(join(project, '.env'), 'LOG_LEVEL=info\n', { mode: 0o600 });
  });
  after(async () => {
    await stack?.stop();
    await rm(home, { recursive: true, force: true });
  });

  /** Serves the database of a folder, with the same secrets. */
  async function serve(t: TestContext, dir: string) {
    const port = await freePort();
    const dataDir = join(dir, 'data');
    const directus = await startDirectus({
      ...stack.directus.settings,
      port,
      publicUrl: `http://127.0.0.1:${port}`,
      dataDir,
      database: { client: 'sqlite3', filename: join(dataDir, 'directus.db') },
    });
    t.after(() => directus.stop());
    const api = await stack.startApi({ directusUrl: directus.url });
    return { api, client: createTestDirectusClient(directus.url, stack.directus.adminToken) };
  }

  test('serves again, with the logins and the ciphertexts of then', async (t) => {
    const user = await stack.directus.admin.createUser();
    const tokens = await stack.directus.login(user.email, user.password);
    const other = await stack.directus.login(user.email, user.password);
    const connection = await stack.connect(
      { token: tokens.accessToken },
      { password: 'of the backup' },
    );

    const saved = await runBlock(page, 'genie -- data backup', there(project));
    assert.equal(saved.code, 0, saved.stderr);
    assert.match(saved.stdout, /genie-backup\/directus\.db is whole: /);
    const { mode } = await stat(join(home, 'genie-backup/directus.db'));
    assert.equal(mode & 0o077, 0);
    assert.equal((await runBlock(page, 'cp .env', there(project))).code, 0);
    assert.equal((await stat(join(keysDir, 'genie-keys.env'))).mode & 0o077, 0);
    const nowhere = { cwd: project, variables: { HOME: home } };
    assert.notEqual((await runBlock(page, 'cp .env', nowhere)).code, 0);

    // What happens after the backup.
    await stack.asServer('store', {
      creatorProfileId: connection,
      credentials: { password: 'later' },
    });
    const body = { refresh_token: other.refreshToken };
    await stack.directus.admin.request('POST', '/auth/logout', body, null);
    assert.equal(
      (await stack.api.request('GET', '/api/me', { token: other.accessToken })).status,
      401,
    );

    await mkdir(join(restored, 'data'), { recursive: true });
    await writeFile(join(restored, 'data/what-was-there'), '');
    const put = await runBlock(page, 'mv data data.before', there(restored));
    assert.equal(put.code, 0, put.stderr);
    assert.ok(await stat(join(restored, 'data.before/what-was-there')));
    const kept = join(home, 'kept');
    await cp(restored, kept, { recursive: true });

    const { api, client } = await serve(t, restored);
    for (const { accessToken } of [tokens, other]) {
      assert.equal((await api.request('GET', '/api/me', { token: accessToken })).status, 200);
    }
    const refreshed = await client.request('POST', '/auth/refresh', body, null);
    assert.equal(refreshed.status, 200);
    const revealed = await api.request('POST', '/api/credentials/reveal', {
      headers: { 'x-rbac-sync-secret': stack.secret },
      body: { creatorProfileId: connection },
    });
    assert.deepEqual(revealed.body.credentials, { password: 'of the backup' });

    await t.test('and without a login of then, where they were ended first', async (t) => {
      const ended = await runBlock(page, 'delete from directus_sessions").run', there(kept));
      assert.match(ended.stdout, /^[2-9]\d* logins ended\n$/, ended.stderr);
      const { api, client } = await serve(t, kept);
      for (const { accessToken } of [tokens, other]) {
        assert.equal((await api.request('GET', '/api/me', { token: accessToken })).status, 401);
      }
      assert.equal((await client.request('POST', '/auth/refresh', body, null)).status, 401);
      const again = await client.login(user.email, user.password);
      assert.equal((await api.request('GET', '/api/me', { token: again.accessToken })).status, 200);
    });
  });
});
