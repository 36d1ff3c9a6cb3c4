import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DirectusAnswer } from '@genie-helper/directus-client';
import { claimedWrite } from '@genie-helper/directus-client/claimed-write';

const write = {
  name: 'platform_connections/7',
  number: 3,
  entry: { at: 'now', action: 'store' },
  relation: 'item',
  recordPath: '/items/platform_connections',
  counter: 'seal_count',
  record: { id: '7', encrypted_credentials: 'sealed' },
};

/** A Directus that refuses a claim, and then answers these reads and writes. */
function createScript(answers: readonly unknown[]) {
  const calls: { method: string; path: string; body?: unknown }[] = [];
  const rest = [...answers];
  const outcome = claimedWrite(
    async (call) => {
      calls.push(call);
      if (calls.length === 1) return refusal('RECORD_NOT_UNIQUE', 'claim');
      const answer = rest.shift();
      if (answer === 'taken') return refusal('RECORD_NOT_UNIQUE', 'claim');
      return { ok: true, status: 200, data: answer };
    },
    '/items/log',
    [write],
  );
  return { calls, outcome };
}

function refusal(code: string, field?: string): DirectusAnswer {
  return { ok: false, status: 400, code, field };
}

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
  assert.deepEqual(outcome, { ok: true, numbers: [3] });
  const { entry, record } = write;
  const item = { ...record, seal_count: 3 };
  const body = [{ ...entry, claim: 'platform_connections/7/3', item }];
  assert.deepEqual(calls, [{ method: 'POST', path: '/items/log?fields=id', body }]);
});

test('a claim or another unique column that is taken is outdated', async () => {
  assert.equal(await outcomeOf(refusal('RECORD_NOT_UNIQUE', 'identity'), true), 'outdated');
  assert.equal(await createScript([[{ seal_count: 3 }]]).outcome, 'outdated');
});

test('a record that was put back goes on behind every number that was claimed for it', async () => {
  const asRead = [{ seal_count: 2 }];
  const newest = [{ claim: 'platform_connections/7/9' }];
  const { outcome, calls } = createScript([asRead, newest, asRead, [{ id: 1 }]]);
  assert.deepEqual(await outcome, { ok: true, numbers: [10] });
  const item = { ...write.record, seal_count: 10 };
  const body = [{ ...write.entry, claim: 'platform_connections/7/10', item }];
  assert.deepEqual(calls.at(-1)?.body, body);
});

test('of two who write a record that was put back, one is refused', async () => {
  const asRead = [{ seal_count: 2 }];
  const newest = [{ claim: 'platform_connections/7/9' }];
  const { outcome } = createScript([asRead, newest, asRead, 'taken']);
  assert.equal(await outcome, 'outdated');
});

test('a record that somebody wrote meanwhile was not put back, whenever the reads came', async () => {
  for (const answers of [
    [[{ seal_count: 3 }]],
    [[{ seal_count: 2 }], [{ claim: 'platform_connections/7/3' }], [{ seal_count: 3 }]],
    [[{ seal_count: 2 }], [{ claim: 'platform_connections/7/3' }], []],
    [[]],
    // Another unique column was taken.
    [[{ seal_count: 2 }], []],
    [[{ seal_count: 2 }], [{ claim: 'platform_connections/7/2' }]],
  ]) {
    const { outcome, calls } = createScript(answers);
    assert.equal(await outcome, 'outdated', JSON.stringify(answers));
    assert.equal(calls.filter(({ method }) => method === 'POST').length, 1);
  }
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
  for (const field of ['action', 'encrypted_credentials', 'seal_count', undefined]) {
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
