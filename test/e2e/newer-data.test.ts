import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { after, before, test } from 'node:test';
import { introspectionSecretOf } from '@genie-helper/environment';
import { dataVersion, dataVersionPath } from '@genie-helper/guard-protocol';
import type { Knex } from 'knex';
import { prepareDatabase } from '../../apps/cli/src/commands/up/directus-process.ts';
import { inspectDatabase } from '../../directus/src/index.ts';
import { openSqlite } from '../../extensions/guard/test/support/guarded-directus.ts';
import type { TestDirectus } from '../support/start-directus.ts';
import { type System, startSystem } from '../support/system.ts';

/** What older code does with a database that a later release has used. */
const root = resolve(import.meta.dirname, '../..');
const later = { version: dataVersion.version + 1, product: '9.0.0' };
const words = new RegExp(
  `Genie Helper ${dataVersion.product} .data version ${dataVersion.version}., and the database was last used by 9\\.0\\.0 .data version ${later.version}.`,
);

/** Of an API in a process of its own. */
const sharedSecret = 'test-only-shared-secret-of-a-process-1';

let system: System<TestDirectus>;
let db: Knex;

before(async () => {
  const previousIntrospectionSecret = introspectionSecretOf(sharedSecret);
  system = await startSystem({ directus: { settings: { previousIntrospectionSecret } } });
  db = await openSqlite(system.directus.settings.dataDir);
});
after(async () => {
  await db?.destroy();
  await system?.stop();
});

test('the release that data is told of is the one of package.json', async () => {
  const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  assert.equal(dataVersion.product, version);
});

test('a database is marked, only the secret and administrators may ask', async () => {
  const { admin } = system.directus;
  const { data } = await admin.request('POST', dataVersionPath, {});
  assert.deepEqual(data, dataVersion);
  assert.equal((await admin.request('POST', dataVersionPath, {}, null)).status, 401);
});

test('older code refuses to start on it: API, guard and command, and names both', async () => {
  assert.equal((await system.api.request('GET', '/readyz')).status, 200);
  await db('genie_data_version').update(later);
  const { settings, adminToken } = system.directus;

  const api = spawnSync(process.execPath, [join(root, 'apps/api/src/main.ts')], {
    env: {
      DIRECTUS_URL: system.directus.url,
      DIRECTUS_ADMIN_TOKEN: adminToken,
      RBAC_SYNC_WEBHOOK_SECRET: sharedSecret,
      SERVER_PORT: '1',
    },
    encoding: 'utf8',
    // It would serve where it doesn't refuse.
    timeout: 30_000,
  });
  assert.equal(api.status, 1);
  assert.match(api.stderr, words);
  assert.equal((await system.api.request('GET', '/readyz')).status, 200, 'who runs goes on');

  await assert.rejects(system.directus.restart(), words);
  const tools = {
    directus: {
      versionOf: async () => '11.17.4',
      inspectDatabase,
      bootstrapDirectus: () => assert.fail('nothing may be changed'),
    },
    signal: new AbortController().signal,
    onLine: () => {},
  };
  await assert.rejects(prepareDatabase(settings, tools), words);

  await db('genie_data_version').update(dataVersion);
  await system.directus.restart();
  assert.equal((await system.api.request('GET', '/readyz')).status, 200);
});
