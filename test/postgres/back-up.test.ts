import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { startDirectus } from '../../directus/src/index.ts';
import { guardVariables } from '../../extensions/guard/test/support/guarded-directus.ts';
import {
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../extensions/guard/test/support/postgres.ts';
import { createTestDirectusClient } from '../support/directus-client.ts';
import { testAdmin, testDirectusSettings } from '../support/directus-settings.ts';
import { freePort } from '../support/free-port.ts';
import { runBlock } from '../support/run-page.ts';

const page = 'how-to/back-up-and-restore.md';
const server = { host: '127.0.0.1', port: 5432, user: 'postgres' };
const hasTools = spawnSync('pg_dump', ['--version']).error === undefined;
const skip = hasTools ? (whyNoPostgres() ?? false) : 'no pg_dump';

describe('a PostgreSQL database, backed up and restored as docs/how-to says', { skip }, () => {
  let pair: PostgresPair;
  let home: string;
  const database = `genie_restored_${randomBytes(6).toString('hex')}`;

  before(async () => {
    home = await mkdtemp(join(tmpdir(), 'genie-pg-backup-'));
    pair = await startPostgresPair();
  });
  after(async () => {
    await pair?.db.raw('DROP DATABASE IF EXISTS ?? WITH (FORCE)', [database]);
    await pair?.stop();
    await rm(home, { recursive: true, force: true });
  });

  /** Runs a block in a shell that has loaded the `.env` of a project whose database is `name`. */
  async function run(mark: string, name: string) {
    const cwd = join(home, name);
    await mkdir(join(cwd, 'data/uploads'), { recursive: true });
    await writeFile(
      join(cwd, '.env'),
      `DB_HOST=${server.host}\nDB_USER=${server.user}\nDB_PASSWORD='a $(false) & b'\nDB_DATABASE=${name}\n`,
    );
    return await runBlock(page, ['from_env()', mark], { cwd, variables: { HOME: home } });
  }

  async function serve() {
    const port = await freePort();
    const settings = testDirectusSettings(home, port);
    return await startDirectus({
      ...settings,
      extraEnvironment: { ...settings.extraEnvironment, ...guardVariables },
      database: { client: 'pg', ...server, database },
    });
  }

  test('serves again with the logins of then, until they are ended', async (t) => {
    const { admin } = pair.one;
    const user = await admin.createUser();
    const { accessToken } = await admin.login(user.email, user.password);
    const source = pair.db.client.database();
    const saved = await run('pg_dump --format', source);
    assert.equal(saved.code, 0, saved.stderr);
    assert.equal((await stat(join(home, 'genie-backup/directus.dump'))).mode & 0o077, 0);
    assert.ok(await stat(join(home, 'genie-backup/uploads')));
    const restored = await run('pg_restore --no-owner', database);
    assert.equal(restored.code, 0, restored.stderr);

    const directus = await serve();
    t.after(() => directus.stop());
    const client = createTestDirectusClient(directus.url, testAdmin.token);
    const statusOf = async (token: string) =>
      (await client.request('GET', '/users/me?fields=id', undefined, token)).status;
    assert.equal(await statusOf(accessToken), 200);
    const ended = await run('psql --dbname', database);
    assert.match(ended.stdout, /^DELETE [1-9]/, ended.stderr);
    assert.equal(await statusOf(accessToken), 401);
    assert.equal(
      (await admin.request('GET', '/users/me?fields=id', undefined, accessToken)).status,
      200,
    );
  });

  test('is not touched by a shell that has not loaded .env', async () => {
    for (const mark of ['pg_dump --format', 'pg_restore --no-owner', 'psql --dbname']) {
      const cwd = await mkdtemp(join(home, 'bare-'));
      const variables = { HOME: cwd, PGHOST: server.host, PGUSER: server.user };
      const { code, stderr } = await runBlock(page, mark, { cwd, variables });
      assert.notEqual(code, 0);
      assert.match(stderr, /load \.env first/);
    }
  });
});
