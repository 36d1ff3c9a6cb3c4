import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertCountsByHour, zone } from '../support/queue-history.ts';
import { startSystem } from '../support/system.ts';

test('tells how many jobs were over in each of the last 24 hours, whatever zone Directus is in', async () => {
  await using system = await startSystem({ directus: { env: zone } });
  await assertCountsByHour(system.directus.admin, system.api);
});

test('is for administrators', async () => {
  await using system = await startSystem();
  const { token } = await system.person();
  const { status, body } = await system.api.request('GET', '/api/admin/queue-history', { token });
  assert.deepEqual([status, body.code], [403, 'auth.admin_only']);
  assert.equal((await system.api.request('GET', '/api/admin/queue-history')).status, 401);
});
