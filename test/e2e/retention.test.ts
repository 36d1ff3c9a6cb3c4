import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Knex } from 'knex';
import { openSqlite } from '../../extensions/guard/test/support/guarded-directus.ts';
import { createOldRows } from '../../extensions/guard/test/support/old-rows.ts';
import { type System, startSystem } from '../support/system.ts';
import { until } from '../support/until.ts';

/** What becomes of old data while an API runs. */
let system: System;
let db: Knex;

before(async () => {
  system = await startSystem({ directus: {}, api: { retentionEveryMs: 50 } });
  db = await openSqlite(system.directus.settings.dataDir);
});
after(async () => {
  await db?.destroy();
  await system?.stop();
});

test('a running API has old data removed, counts it, and leaves what is young', async () => {
  const { id } = await system.directus.admin.createUser();
  const rows = createOldRows(db, id);
  const [old, young] = [await rows.batch(91), await rows.batch(1)];
  const isThere = async (batch: string) =>
    (await db('caption_jobs').where({ id: batch }).first('id')) !== undefined;
  await until(async () => {
    // Without the hour's rest, which begins after whatever sweep is under way.
    await db('genie_retention').update({ next_at: 0 });
    return !(await isThere(old));
  });
  assert.equal(await isThere(young), true);
  await until(async () => {
    const { text } = await system.api.request('GET', '/metrics');
    return text.includes('genie_retention_removed_rows_total{kind="batches"} 1');
  });
  // The sweep is told when it has ended, a pause after its last row.
  await until(() => system.api.log().includes('old data was removed'));
});
