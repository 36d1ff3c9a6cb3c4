import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runInProcess } from './support/run-in-process.ts';

test('a day that its month does not have is refused, not moved into the next month', async () => {
  const create = ['clients', 'create', 'a', '--route', 'reveal', '--expires'];
  const dir = ['--dir', '/nonexistent'];
  for (const day of ['2027-02-30', '2027-02-29', '2027-06-31T12:00:00Z', '2027-13-01']) {
    const client = await runInProcess([...create, day, ...dir]);
    assert.equal(client.code, 2, day);
    assert.match(client.err, /Write it as 2027-06-30/);
    const log = await runInProcess(['audit', 'export', '--since', day, ...dir]);
    assert.match(log.err, /--since must be a time/, day);
  }
  for (const day of [
    '2028-02-29',
    '2027-06-30',
    '2027-06-30T12:00:00Z',
    '2027-06-30T23:30-11:00',
  ]) {
    assert.match((await runInProcess([...create, day, ...dir])).err, /is not set/, day);
  }
});
