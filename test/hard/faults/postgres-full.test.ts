/** The disk of a PostgreSQL is full: readiness says so, reads go on, and with room again all does. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import {
  asSuperuser,
  type PostgresPair,
  startPostgresPair,
  whyNoPostgres,
} from '../../../extensions/guard/test/support/postgres.ts';
import { testAdmin } from '../../support/directus-settings.ts';
import { mountSmallDisk, type SmallDisk, whyNoSmallDisk } from '../../support/small-disk.ts';
import { startTestApi, type TestApi } from '../../support/start-api.ts';
import { until } from '../../support/until.ts';

const runner = spawnSync('id', ['-u', 'postgres'], { encoding: 'utf8' }).stdout?.trim() ?? '';
const skip =
  whyNoPostgres() ??
  whyNoSmallDisk() ??
  (runner === '' ? 'PostgreSQL does not run on this machine' : false);

describe('a PostgreSQL whose disk is full', { skip }, () => {
  const tablespace = `genie_small_${randomBytes(4).toString('hex')}`;
  let disk: SmallDisk;
  let pair: PostgresPair;
  let api: TestApi;
  before(async () => {
    disk = await mountSmallDisk(120);
    const folder = join(disk.dir, 'tablespace');
    await mkdir(folder, { mode: 0o700 });
    await chown(folder, Number(runner), 0);
    await asSuperuser((db) => db.raw(`CREATE TABLESPACE ?? LOCATION '${folder}'`, [tablespace]));
    pair = await startPostgresPair({ tablespace });
    api = await startTestApi({ directusUrl: pair.one.url, adminToken: testAdmin.token });
  });
  after(async () => {
    await api?.stop();
    await pair?.stop();
    await asSuperuser((db) => db.raw('DROP TABLESPACE IF EXISTS ??', [tablespace]));
    await disk?.[Symbol.asyncDispose]();
  });

  const ready = async () => {
    const { status, body } = await api.request('GET', '/readyz');
    return status === 200 ? 'ready' : body.code;
  };

  test('is told by both Directus and by /readyz, reads go on, and all does with room again', async () => {
    const { one, two } = pair;
    const user = await one.admin.createUser();
    const { accessToken: token } = await one.admin.login(user.email, user.password);
    assert.equal(await ready(), 'ready');
    disk.fill();
    for (const { url } of [one, two]) {
      await until(async () => {
        const answer = await fetch(`${url}/genie/ready`);
        return (await answer.text()) === '{"data":{"database":"full"}}';
      });
    }
    assert.equal(await ready(), 'directus.database_unwritable');
    assert.equal((await api.request('GET', '/api/me', { token })).status, 200);
    await disk.makeRoom();
    await until(async () => (await ready()) === 'ready');
    assert.equal((await one.admin.request('POST', '/items/guard_notes', {})).status, 200);
  });

  test('a question about room leaves nothing behind', async () => {
    const { rows } = await pair.db.raw(
      `SELECT count(*) AS files FROM pg_ls_tmpdir(
      (SELECT oid FROM pg_tablespace WHERE spcname = ?))`,
      [tablespace],
    );
    assert.equal(Number(rows[0].files), 0);
  });
});
