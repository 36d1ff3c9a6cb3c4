import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DirectusAnswer } from '@genie-helper/directus-client';
import { claimedWrite } from '@genie-helper/directus-client/claimed-write';

const write = {
  name: 'platform_connections/7',
  number: 3,
  entry: { at: 'now', action: 'store' },
  relation: 'item',
  record: { id: '7', seal_count: 3, encrypted_credentials: 'sealed' },
};

const refusal = (code: string, field?: string): DirectusAnswer => ({
  ok: false,
  status: 400,
  code,
  field,
});

const outcomeOf = (answer: DirectusAnswer, isNew = false) =>
  claimedWrite(async () => answer, '/items/log', [{ ...write, isNew }]);

test('record and entry go in one call, which claims the number of the write', async () => {
  const calls: unknown[] = [];
  const outcome = await claimedWrite(
    async (call) => {
      calls.push(call);
      return { ok: true, status: 200, data: [{ id: 1 }] };
    },
    '/items/log',
    [write],
  );
  assert.equal(outcome, 'written');
  const { entry, record } = write;
  const body = [{ ...entry, claim: 'platform_connections/7/3', item: record }];
  assert.deepEqual(calls, [{ method: 'POST', path: '/items/log?fields=id', body }]);
});

test('a claim or another unique column that is taken is outdated', async () => {
  assert.equal(await outcomeOf(refusal('RECORD_NOT_UNIQUE', 'claim')), 'outdated');
});

test('a record that would have to be made anew is gone, and so is what it belongs to', async () => {
  assert.equal(await outcomeOf(refusal('FAILED_VALIDATION', 'user')), 'gone');
  assert.equal(await outcomeOf(refusal('INVALID_FOREIGN_KEY', 'connection')), 'gone');
});

test('a column that a new record lacks is a fault of the tables, not a record that is gone', async () => {
  const answer = refusal('FAILED_VALIDATION', 'a_column_of_later');
  assert.equal(await outcomeOf(answer, true), answer);
  assert.equal(await outcomeOf(answer, false), 'gone');
});

test('a column that was sent and is refused is a refusal, not a record that is gone', async () => {
  for (const field of ['action', 'encrypted_credentials', undefined]) {
    const answer = refusal('FAILED_VALIDATION', field);
    assert.equal(await outcomeOf(answer), answer);
  }
  const forbidden = refusal('FORBIDDEN');
  assert.equal(await outcomeOf(forbidden), forbidden);
});

test('an outage says nothing about the write, so it is thrown', async () => {
  const down = () => Promise.reject(new Error('down'));
  await assert.rejects(claimedWrite(down, '/items/log', [write]), /down/);
});
