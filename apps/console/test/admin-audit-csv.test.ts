import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AccessEntry, ListedUser } from '@genie-helper/client';
import {
  actionLabel,
  outcomeState,
  serverLabel,
  toAuditCsv,
} from '../src/pages/admin/audit/audit-labels.ts';

const entry: AccessEntry = {
  id: 7,
  at: '2026-03-01T09:30:04.000Z',
  action: 'reveal',
  outcome: 'done',
  principal: { kind: 'user', id: 'u-1' },
  collection: 'platform_connections',
  recordId: 'r-1',
  creatorProfileId: null,
  requestId: 'q-1',
  address: '192.0.2.10',
  area: 'credentials',
  detail: null,
  client: null,
};
const mia: ListedUser = {
  id: 'u-1',
  email: 'mia@example.com',
  firstName: 'Mia',
  role: 'Pro',
  status: 'active',
  twoFactor: false,
  subscriptionTier: 'pro',
  createdAt: null,
  sessions: 1,
};
const rowsOf = (entries: AccessEntry[]) =>
  toAuditCsv(entries, new Map([['u-1', mia]]))
    .replace('\uFEFF', '')
    .trimEnd()
    .split('\r\n');

test('the access log is exported in UTC, with the name of who did it', () => {
  const [head, row] = rowsOf([entry]);
  assert.equal(
    head,
    'entry,time_utc,action,outcome,principal_kind,principal_id,principal_name,collection,record_id,connection_id,request_id,address,server,area,detail',
  );
  assert.equal(
    row,
    '7,2026-03-01T09:30:04.000Z,reveal,done,user,u-1,mia@example.com,platform_connections,r-1,,q-1,192.0.2.10,,credentials,',
  );
});

test('a field that a spreadsheet would take for a formula stays text', () => {
  for (const requestId of ['-1', '=1+1', '@SUM', '+1']) {
    assert.ok(rowsOf([{ ...entry, requestId }])[1]?.includes(`,'${requestId},`), requestId);
  }
});

test('a server is named by its secret, never by a user of that id', () => {
  const byServer = { ...entry, principal: { kind: 'server', id: 'u-1' } };
  assert.ok(rowsOf([byServer])[1]?.includes(',server,u-1,,'));
  const current = { principal: { kind: 'server', id: 'current' }, client: 'default' };
  assert.equal(serverLabel({ ...current, client: 'publisher' }), 'publisher');
  assert.equal(serverLabel({ ...current, client: null }), 'Server, current secret');
  assert.equal(serverLabel(current), 'Server, current secret');
  assert.equal(serverLabel(entry), undefined);
});

test('a value that this page does not know yet is shown as it is', () => {
  assert.equal(actionLabel('borrow'), 'borrow');
  assert.deepEqual(outcomeState('late'), { label: 'late', color: 'gray' });
});
