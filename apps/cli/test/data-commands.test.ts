import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Knex } from 'knex';
import { openSqlite } from '../../../extensions/guard/test/support/guarded-directus.ts';
import { createOldRows } from '../../../extensions/guard/test/support/old-rows.ts';
import { runBlock } from '../../../test/support/run-page.ts';
import { startTestDirectus, type TestDirectus } from '../../../test/support/start-directus.ts';
import { runInProcess } from './support/run-in-process.ts';

describe('genie data and a real Directus', () => {
  let directus: TestDirectus;
  let db: Knex;
  let variables: Record<string, string>;

  before(async () => {
    directus = await startTestDirectus({ env: { CHAT_RETENTION_DAYS: '0' } });
    db = await openSqlite(directus.settings.dataDir);
    variables = { DIRECTUS_URL: directus.url, DIRECTUS_ADMIN_TOKEN: directus.adminToken };
    const rows = createOldRows(db, (await directus.admin.createUser()).id);
    for (let count = 0; count < 120; count += 1) await rows.batch(100);
    await rows.batch(10);
    await rows.message(await rows.session(0), 3_000);
  });
  after(async () => {
    await db?.destroy();
    await directus?.stop();
  });

  const data = (...args: string[]) =>
    runInProcess(['data', ...args, '--dir', '/nonexistent'], { variables });
  const count = async (table: string) => Number((await db(table).count({ n: '*' }))[0]?.n);

  test('status tells rows, size, age, how long what is kept, and what is old', async () => {
    const { code, out, err } = await data('status');
    assert.equal(code, 0, err);
    const day = new Date(Date.now() - 100 * 86_400_000).toISOString().slice(0, 10);
    const size = String.raw`\d[\d.]* [kM]?B`;
    const line = `^caption_jobs +121 +${size} +${day} +90 days .BATCH_RETENTION_DAYS. +120$`;
    assert.match(out, new RegExp(line, 'm'));
    assert.match(out, /^chat_messages +1 .* ever \(CHAT_RETENTION_DAYS\) +0$/m);
    assert.match(out, /The database takes .* free for new rows\.\nNothing was ever removed\.\n$/);
  });

  test('a dry run says what would go, and removes nothing', async () => {
    const { code, out, err } = await data('prune', '--dry-run');
    assert.equal(code, 0, err);
    assert.match(out, /^batches +caption_jobs +120 +\d/m);
    assert.match(out, /\n120 rows would go, with what belongs to them\. Nothing was removed\.\n$/);
    assert.equal(await count('caption_jobs'), 121);
  });

  test('prune removes it and tells how far it is; a second run finds nothing', async () => {
    const { code, out, err } = await data('prune');
    assert.equal(code, 0, err);
    assert.match(out, /^batches: 120 of 120\n/m);
    assert.match(out, /\n120 rows were removed\.\n$/);
    assert.equal(await count('caption_jobs'), 1);
    assert.equal(await count('chat_messages'), 1);
    assert.equal((await data('prune')).out, '0 rows were removed.\n');
    assert.match((await data('prune', '--dry-run')).out, /^Nothing has had its time\.\n$/);
    assert.match((await data('status')).out, /120 rows removed in all\.\n$/);
  });

  test('the page has these commands', async () => {
    const where = { cwd: directus.settings.dataDir, variables };
    const marks = ['data status', '--dry-run'];
    for (const mark of marks) {
      const { code, stderr } = await runBlock('how-to/keep-data-small.md', mark, where);
      assert.equal(code, 0, stderr);
    }
  });

  test('an outage is told, and never as nothing to do', async () => {
    const gone = { ...variables, DIRECTUS_URL: 'http://127.0.0.1:1' };
    const { code, out, err } = await runInProcess(['data', 'prune', '--dir', '/nonexistent'], {
      variables: gone,
    });
    assert.equal(code, 1);
    assert.equal(out, '');
    assert.match(err, /Directus does not answer/);
  });
});
