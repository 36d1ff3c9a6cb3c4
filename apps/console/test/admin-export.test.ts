import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ListedJob, ListedUser } from '@genie-helper/client';
import { toJobsCsv, toUsersCsv } from '../src/pages/admin/shared/csv-tables.ts';
import { findPeople } from '../src/pages/admin/shared/find-people.ts';
import { isRetryable } from '../src/pages/admin/shared/labels.ts';
import { mostRecords, partSize, readAll } from '../src/pages/admin/shared/read-all.ts';

/** A list of so many records, newest first, to which `onPart` may add at its head. */
function listOf(count: number, onPart: (ids: number[]) => void = () => {}) {
  const ids = Array.from({ length: count }, (_, index) => count - index);
  return async ({ limit, offset }: { limit: number; offset: number }) => {
    const rows = ids.slice(offset, offset + limit).map((id) => ({ id }));
    const part = { rows, total: ids.length };
    onPart(ids);
    return part;
  };
}

const never = new AbortController().signal;
const ignore = () => {};

describe('reading a list to its end', () => {
  for (const count of [0, 1, partSize - 1, partSize, partSize + 1, 3 * partSize + 7]) {
    test(`gives each of ${count} records once, in order`, async () => {
      const { records, isCut } = await readAll(listOf(count), never, ignore);
      const expected = Array.from({ length: count }, (_, index) => count - index);
      assert.deepEqual([records.map(({ id }) => id), isCut], [expected, false]);
    });
  }

  test('gives what moves while it is read once, and leaves nothing out', async () => {
    let next = 2_000;
    const moving = listOf(1_200, (ids) => void ids.unshift(next++, next++));
    const { records } = await readAll(moving, never, ignore);
    const ids = records.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (let id = 1; id <= 1_200; id += 1) assert.ok(ids.includes(id), String(id));
  });

  test('ends at the bound, and says that there is more', async () => {
    const progress: number[] = [];
    const { records, isCut } = await readAll(listOf(mostRecords + 1), never, (done) =>
      progress.push(done),
    );
    assert.deepEqual([records.length, isCut], [mostRecords, true]);
    assert.deepEqual(progress.slice(0, 2), [partSize, 2 * partSize]);
    const whole = await readAll(listOf(mostRecords), never, ignore);
    assert.deepEqual([whole.records.length, whole.isCut], [mostRecords, false]);
  });

  test('that is stopped or fails gives nothing', async () => {
    const controller = new AbortController();
    const stopped = readAll(
      listOf(2_000, () => controller.abort()),
      controller.signal,
      ignore,
    );
    await assert.rejects(stopped, { name: 'AbortError' });
    const failing = listOf(2_000, () => {
      throw new Error('away');
    });
    await assert.rejects(readAll(failing, never, ignore), /away/);
  });
});

const rowsOf = (csv: string) => csv.replace('\uFEFF', '').trimEnd().split('\r\n');
const mia: ListedUser = {
  id: 'u-1',
  email: 'mia@example.com',
  firstName: '=HYPERLINK("x")',
  role: 'Pro',
  status: 'active',
  twoFactor: true,
  subscriptionTier: null,
  sessions: null,
  createdAt: '2026-03-01T09:30:04.000Z',
};

test('users are exported with what is known of them, and no formula', () => {
  const [head = '', row = ''] = rowsOf(toUsersCsv([mia]));
  assert.equal(head.split(',').length, 10);
  assert.equal(
    row,
    'u-1,mia@example.com,"\'=HYPERLINK(""x"")",Pro,,active,yes,,2026-03-01T09:30:04.000Z,',
  );
});

test('jobs are exported with whose they are', () => {
  const job = {
    id: 'j-1',
    userId: 'u-1',
    status: 'failed',
    progress: 50,
    createdAt: '2026-03-01T09:30:04.000Z',
    error: 'The model is away',
  } as ListedJob;
  const [, known, unknown] = rowsOf(
    toJobsCsv([job, { ...job, userId: 'u-2' }], new Map([['u-1', mia]])),
  );
  const end = ',2026-03-01T09:30:04.000Z,,,The model is away';
  assert.equal(known, `j-1,failed,50,u-1,mia@example.com${end}`);
  assert.equal(unknown, `j-1,failed,50,u-2,${end}`);
});

test('what failed or was cancelled can be started again, and nothing else', () => {
  const states = ['queued', 'processing', 'completed', 'failed', 'cancelled'] as const;
  assert.deepEqual(states.filter(isRetryable), ['failed', 'cancelled']);
});

test('everybody in a long list is named, though the API takes a hundred ids at once', async () => {
  const idOf = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const ids = Array.from({ length: 501 }, (_, number) => idOf(number));
  const asked: number[] = [];
  const people = await findPeople(
    async (group) => {
      asked.push(group.length);
      return group.map((id) => ({ ...mia, id }));
    },
    [...ids, ...ids, undefined, 'command'],
  );
  assert.deepEqual([asked, people.size], [[100, 100, 100, 100, 100, 1], 501]);
  const none = await findPeople(() => assert.fail('nobody is asked for'), ['current', undefined]);
  assert.equal(none.size, 0);
});
