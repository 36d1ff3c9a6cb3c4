import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { copyFile, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type DirectusProcess, startDirectus } from '../../directus/src/index.ts';
import { findDirectusPackage } from '../../directus/src/release.ts';
import { openSqlite } from '../../extensions/guard/test/support/guarded-directus.ts';
import { assertChain } from '../support/chain.ts';
import { type CredentialSystem, startCredentialSystem } from '../support/credential-system.ts';
import { compileCache, testAdmin, testRelease } from '../support/directus-settings.ts';
import { readVariable } from '../support/process-environment.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import type { Person } from '../support/system.ts';

const root = resolve(import.meta.dirname, '../..');
const skip =
  (findDirectusPackage('12') === undefined && 'needs "npm ci --prefix directus/release-12"') ||
  (testRelease === '12' && 'begins with a Directus 11');

/** What docs/how-to/directus-12.md says of the way from 11 to 12, and of the way back. */
describe('a filled installation goes from Directus 11 to 12', { skip }, () => {
  let system: CredentialSystem<TestDirectus>;
  let dir: string;
  let twelve: DirectusProcess | undefined;
  let mia: Person;
  let left: Person;
  let connection: string;
  let batch: string;

  before(async () => {
    system = await startCredentialSystem({ directus: {} });
    dir = await mkdtemp(join(tmpdir(), 'genie-upgrade-'));
    [mia, left] = [await system.person(), await system.person()];
    connection = await system.connect(mia, { api_key: 'of before' });
    const items = [{ platform: 'x', topic: 'sunrise' }];
    const { token } = mia;
    const made = await system.api.request('POST', '/api/captions/batch', {
      token,
      body: { items },
    });
    batch = String(made.body.jobId);
    assert.match(batch, /^[0-9a-f-]{36}$/, made.text);
    await system.directus.admin.request('POST', '/auth/logout', {
      refresh_token: left.refreshToken,
    });
    await system.directus.halt();
  });
  after(async () => {
    await twelve?.stop();
    await system?.stop();
    await rm(dir, { recursive: true, force: true });
  });

  const filename = () => join(system.directus.settings.dataDir, 'directus.db');

  function migrate(release: '11' | '12') {
    const { settings } = system.directus;
    const command = ['directus', 'migrate', '--dir', dir, '--port', String(settings.port)];
    return spawnSync(process.execPath, [join(root, 'apps/cli/src/main.ts'), ...command], {
      env: {
        ...compileCache(),
        PATH: readVariable('PATH'),
        DIRECTUS_RELEASE: release,
        DB_FILENAME: filename(),
        SECRET: settings.secret,
        GUARD_KEY: settings.guardKey,
        GENIE_INTROSPECTION_SECRET: system.introspectionSecret,
        DIRECTUS_ADMIN_TOKEN: testAdmin.token,
        ADMIN_EMAIL: testAdmin.email,
        ADMIN_PASSWORD: testAdmin.password,
      },
      encoding: 'utf8',
    });
  }

  const backups = async () =>
    (await readdir(join(dir, 'data'))).filter((name) => name.startsWith('before-directus-12-'));

  test('migrate copies the database first, then takes it to 12; a second run changes nothing', async () => {
    const { status, stdout, stderr } = migrate('12');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /^Copied the database of Directus 11 to \S+before-directus-12-\S+\.db/);
    assert.match(stdout, /Took from the policy Pro a permission that needs a licence of Directus/);
    const again = migrate('12');
    assert.equal(again.status, 0, again.stderr);
    assert.match(again.stdout, /Schema and roles: nothing to change/);
    assert.equal((await backups()).length, 1);
  });

  test('no Directus 11 starts on it, and the sentence names the way back', () => {
    const { status, stderr } = migrate('11');
    assert.equal(status, 1);
    assert.match(stderr, /last used by Directus 12, .* DIRECTUS_RELEASE=12.*directus-12\.md/);
  });

  test('tokens, records, batches and the log of before go on; what was ended stays ended', async () => {
    const { settings, login } = system.directus;
    twelve = await startDirectus({ ...settings, release: '12' });
    const me = await system.api.request('GET', '/api/me', { token: mia.token });
    assert.equal(me.status, 200, me.text);
    const refused = await system.api.request('GET', '/api/me', { token: left.token });
    assert.equal(refused.status, 401, refused.text);
    const body = { refresh_token: mia.refreshToken };
    const refreshed = await system.directus.admin.request('POST', '/auth/refresh', body, null);
    assert.equal(refreshed.status, 200, refreshed.text);
    const gone = { refresh_token: left.refreshToken };
    const dead = await system.directus.admin.request('POST', '/auth/refresh', gone, null);
    assert.equal(dead.status, 401, dead.text);

    const revealed = await system.asServer('reveal', { creatorProfileId: connection });
    assert.deepEqual(revealed.body.credentials, { api_key: 'of before' });
    const { token } = mia;
    const job = await system.api.request('GET', `/api/queue/jobs/${batch}`, { token });
    assert.equal(job.status, 200, job.text);
    const admin = await login(testAdmin.email, testAdmin.password);
    assert.notEqual(admin.accessToken, '');
    const db = await openSqlite(settings.dataDir);
    await assertChain(db).finally(() => db.destroy());
  });

  test('a token that is revoked on 12 is refused by the next request', async () => {
    const { id, token } = mia;
    await system.directus.admin.request('PATCH', `/users/${id}`, { status: 'suspended' });
    const refused = await system.api.request('GET', '/api/me', { token });
    assert.equal(refused.status, 401, refused.text);
  });

  test('the way back: the copy under its former name, and Directus 11', async () => {
    await twelve?.stop();
    twelve = undefined;
    const [copy = ''] = await backups();
    await rm(filename());
    await copyFile(join(dir, 'data', copy), filename());
    await rm(join(dir, 'data', 'directus-version'));
    const { status, stdout, stderr } = migrate('11');
    assert.equal(status, 0, stderr);
    assert.match(stdout, /Schema and roles: nothing to change/);
    await system.directus.restart();
    // As it was at the moment of the copy: not suspended, and with the permissions of 11.
    const own = await system.directus.admin.request('GET', '/users/me', undefined, mia.token);
    assert.equal(own.status, 200, own.text);
    const revealed = await system.asServer('reveal', { creatorProfileId: connection });
    assert.equal(revealed.status, 200, revealed.text);
    const db = await openSqlite(system.directus.settings.dataDir);
    await assertChain(db).finally(() => db.destroy());
  });
});
