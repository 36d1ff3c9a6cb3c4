import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../test/support/properties.ts';
import { readAuditSearch } from '../src/pages/admin/audit/audit-labels.ts';
import { sessionsEnded } from '../src/pages/admin/shared/labels.ts';
import {
  pageRange,
  pageSize,
  readJobSearch,
  readUserSearch,
  toQuery,
} from '../src/pages/admin/shared/search-params.ts';
import {
  formatClock,
  formatDuration,
  formatTimestamp,
  fromLocalInput,
  toLocalInput,
} from '../src/timestamps.ts';

const noFilter = { page: 1 };
const defined = (search: object) =>
  Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));

test('filters are taken from the address as they are', () => {
  const id = '5c1f2f0e-8f5b-4c52-9a5d-0f6f3b1f7c10';
  assert.deepEqual(defined(readJobSearch({ page: 3, status: 'failed', userId: id, job: id })), {
    page: 3,
    status: 'failed',
    userId: id,
    job: id,
  });
  const audit = {
    page: 2,
    area: 'account' as const,
    action: 'reveal',
    outcome: 'not_owner',
    principalKind: 'server',
    principalId: 'previous',
    creatorProfileId: id,
    since: '2026-03-01T09:30:00.000Z',
    until: '2026-03-02T09:30:00.000Z',
    isUtc: true,
  };
  assert.deepEqual(defined(readAuditSearch(audit)), audit);
  const nothing = {
    page: 1,
    search: undefined,
    status: undefined,
    sort: undefined,
    user: undefined,
  };
  assert.deepEqual(readUserSearch({ search: ' mia ', page: 1 }), { ...nothing, search: 'mia' });
  assert.deepEqual(readUserSearch({ search: 123 }), { ...nothing, search: '123' });
  const narrowed = { page: 2, search: 'mia', status: 'suspended', sort: 'newest', user: '1' };
  assert.deepEqual(readUserSearch(narrowed), narrowed);
  assert.deepEqual(readUserSearch({ status: 'gone', sort: 'shoe size' }), nothing);
});

test('what an address says wrong narrows nothing and is never sent', () => {
  for (const page of [0, -1, 1.5, '2', Number.NaN, null, {}]) {
    assert.equal(readJobSearch({ page }).page, 1);
  }
  const wrong = {
    status: 'gone',
    userId: '$CURRENT_USER',
    job: '../x',
    action: 'steal',
    outcome: 1,
    principalKind: 'nobody',
    principalId: 'a,b',
    creatorProfileId: '  ',
    since: 'yesterday',
    until: {},
    isUtc: 'true',
  };
  assert.deepEqual(defined(readJobSearch(wrong)), noFilter);
  assert.deepEqual(defined(readAuditSearch(wrong)), noFilter);
  const long = readUserSearch({ search: 'a'.repeat(300) }).search;
  assert.equal(long?.length, 100);
});

test('the pages of a list hold every record once', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 500 }), (total) => {
      const { pages } = pageRange(1, total);
      let next = 1;
      for (let page = 1; page <= pages; page += 1) {
        const { first, last } = pageRange(page, total);
        assert.equal(first, next);
        assert.equal(toQuery(page).offset, first - 1);
        assert.ok(last - first < pageSize);
        next = last + 1;
      }
      assert.equal(next, total + 1);
    }),
  );
  assert.deepEqual(pageRange(1, 0), { first: 0, last: 0, pages: 1 });
  assert.deepEqual(pageRange(9, 30), { first: 0, last: 0, pages: 2 });
});

test('a timestamp goes into a field and comes out again', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000 }), (quarters) => {
      const iso = new Date(quarters * 900_000).toISOString();
      const text = toLocalInput(iso);
      // Where clocks are put back an hour comes twice; the field can't say which one is meant.
      assert.equal(toLocalInput(fromLocalInput(text)), text);
    }),
  );
  assert.equal(toLocalInput(undefined), '');
  assert.equal(fromLocalInput(''), undefined);
});

test('times are told in words, and what is no time is told as nothing', () => {
  assert.equal(formatTimestamp('2026-03-01T09:30:04.000Z', 'utc'), '1 Mar 2026, 09:30:04 UTC');
  assert.equal(formatClock(Number.NaN), '');
  const start = '2026-03-01T09:30:00.000Z';
  const took = (ms: number) =>
    formatDuration(start, new Date(Date.parse(start) + ms).toISOString());
  assert.deepEqual([0, 4_400, 60_000, 3_725_000, -5_000].map(took), [
    '0 s',
    '4 s',
    '1 min',
    '1 h 2 min',
    '0 s',
  ]);
});

test('says how many sessions have ended', () => {
  assert.deepEqual(
    [0, 1, 3].map((ended) => sessionsEnded('mia@example.com', ended)),
    [
      'mia@example.com had no session left.',
      'mia@example.com is signed out: one session has ended.',
      'mia@example.com is signed out: 3 sessions have ended.',
    ],
  );
});
