import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createListedRecords } from '../../src/credentials/listed-records-store.ts';

test('whoever had more than 1,000 records before there was a bound sees all of them', async () => {
  const all = Array.from({ length: 2_005 }, (_, n) => ({
    id: `id-${n}`,
    label: 'a',
    type: 'password',
    date_created: '2026-01-01T00:00:00.000Z',
  }));
  const listed = createListedRecords(async ({ path }) => {
    const { searchParams } = new URL(path, 'http://directus.test');
    const offset = Number(searchParams.get('offset'));
    const data = all.slice(offset, offset + Number(searchParams.get('limit')));
    return { ok: true, status: 200, data };
  });
  assert.equal((await listed.list('download_credentials', 'ada')).length, all.length);
  const ids = await listed.idsSealedWith('download_credentials', 'ada', 'e');
  assert.equal(ids.size, all.length);
});
