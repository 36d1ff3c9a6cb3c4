import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessEntry } from '@genie-helper/client';
import { serverState } from '../src/pages/admin/servers/server-labels.ts';
import { lastOpeningsOf } from '../src/pages/connections/last-openings.ts';

const entry = (id: number, fields: Partial<AccessEntry>): AccessEntry => ({
  id,
  at: '2026-03-01T09:30:04.000Z',
  action: 'reveal',
  outcome: 'done',
  principal: { kind: 'server', id: 'current' },
  collection: 'platform_connections',
  recordId: 'c-1',
  creatorProfileId: 'c-1',
  requestId: 'r',
  address: '192.0.2.10',
  area: 'credentials',
  detail: null,
  client: 'publisher',
  ...fields,
});

test('of each connection the newest entry counts that gave something out', () => {
  const openings = lastOpeningsOf([
    entry(9, { outcome: 'not_allowed' }),
    entry(8, { action: 'store' }),
    entry(7, { action: 'read_session' }),
    entry(6, {}),
    entry(5, { creatorProfileId: 'c-2', outcome: 'unopenable' }),
    entry(4, { creatorProfileId: null }),
  ]);
  assert.deepEqual(
    [...openings].map(([id, { id: number }]) => [id, number]),
    [['c-1', 7]],
  );
});

test('a server is active until its day or its end', () => {
  const day = '2026-03-01T00:00:00.000Z';
  const now = Date.parse(day);
  assert.equal(serverState({ endedAt: null, expiresAt: null }, now).label, 'Active');
  assert.equal(serverState({ endedAt: null, expiresAt: day }, now - 1).label, 'Active');
  assert.equal(serverState({ endedAt: null, expiresAt: day }, now).label, 'Expired');
  assert.equal(serverState({ endedAt: day, expiresAt: day }, now).label, 'Ended');
});
