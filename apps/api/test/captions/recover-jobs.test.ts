import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { QueueEntry } from '../../src/captions/queue/queue-engine.ts';
import { createRecovery } from '../../src/captions/queue/recover-jobs.ts';
import { directusUnavailable } from '../../src/http/errors.ts';

const queued = { status: 'queued', revision: 0, date_created: '2026-01-01T00:10:00.000Z' };
const begun = { status: 'processing', revision: 1, date_created: '2026-01-01T00:00:00.000Z' };

function setUp({ isShared = false, isReady = true, everyMs = 60_000 } = {}) {
  const added: QueueEntry[] = [];
  const warnings: string[] = [];
  const asked: string[][] = [];
  const waits: (string | undefined)[] = [];
  const rows = [
    { id: 'a', user: 'mia', round: 2, ...begun },
    { id: 'b', user: 'eve', round: 0, ...queued },
    { id: 'c', user: 'mia', round: 0, ...queued },
  ];
  const clock = { now: new Date('2026-01-01T09:00:00.000Z') };
  let failures = 0;
  let comeBack = () => {};
  const state = { isReady };
  const recovery = createRecovery({
    records: {
      async list(statuses) {
        asked.push([...statuses]);
        if (failures > 0) {
          failures -= 1;
          throw directusUnavailable('told to');
        }
        return rows;
      },
    },
    engine: {
      isShared,
      isReady: () => state.isReady,
      add: async (entry) => void added.push(entry),
      onReconnect: (listener) => {
        comeBack = listener;
      },
    },
    onWaiting: (since) => void waits.push(since?.toISOString()),
    log: { warn: (_details, message) => void warnings.push(message) },
    everyMs,
    retryMs: 1,
    now: () => clock.now,
  });
  const fail = (times: number) => {
    failures = times;
  };
  const parts = { recovery, added, waits, warnings, asked, state, rows, clock };
  return { ...parts, fail, comeBack: () => comeBack() };
}

async function untilAdded(added: readonly unknown[], count: number): Promise<void> {
  while (added.length < count) await sleep(1);
}

test('the first round takes batches that somebody worked on; later ones only what is queued', async () => {
  const { recovery, added, asked } = setUp({ everyMs: 1 });
  recovery.start();
  await untilAdded(added, 6);
  await recovery.stop();
  assert.deepEqual(asked[0], ['queued', 'processing']);
  assert.deepEqual(asked[1], ['queued']);
  assert.deepEqual(added.slice(0, 3), [
    { jobId: 'a', round: 2, userId: 'mia', rank: 0, isAbandoned: true },
    { jobId: 'b', round: 0, userId: 'eve', rank: 0, isAbandoned: true },
    { jobId: 'c', round: 0, userId: 'mia', rank: 1, isAbandoned: true },
  ]);
  assert.equal(added[3]?.isAbandoned, false);
});

test('with a shared engine every round takes all that is not over', async () => {
  const { recovery, added, asked } = setUp({ isShared: true, everyMs: 1 });
  recovery.start();
  await untilAdded(added, 6);
  await recovery.stop();
  assert.deepEqual(asked[1], ['queued', 'processing']);
});

test('each round tells since when the oldest batch waits that nobody has begun', async () => {
  const { recovery, added, waits } = setUp();
  recovery.start();
  await untilAdded(added, 3);
  await recovery.stop();
  assert.deepEqual(waits, [queued.date_created]);
});

test('a batch that was put back waits since then, however long ago it was made', async () => {
  const { recovery, added, waits, rows, clock, comeBack } = setUp();
  rows.splice(0, rows.length, { id: 'b', user: 'eve', round: 1, ...queued, revision: 4 });
  recovery.start();
  await untilAdded(added, 1);
  for (const [minute, revision] of [
    [20, 4],
    [30, 6],
  ] as const) {
    clock.now = new Date(Date.UTC(2026, 0, 1, 9, minute));
    rows.splice(0, 1, { id: 'b', user: 'eve', round: 1, ...queued, revision });
    const before = waits.length;
    while (waits.length === before) {
      comeBack();
      await sleep(1);
    }
  }
  await recovery.stop();
  assert.equal(waits[0], '2026-01-01T09:00:00.000Z');
  assert.equal(waits[1], waits[0], 'nobody has come to it since');
  assert.equal(waits.at(-1), '2026-01-01T09:30:00.000Z', 'somebody has worked on it since');
});

test('an outage is met with another try soon, told once, and costs the first round nothing', async () => {
  const { recovery, added, asked, warnings, fail } = setUp();
  fail(3);
  recovery.start();
  await untilAdded(added, 1);
  await recovery.stop();
  assert.deepEqual(asked, Array(4).fill(['queued', 'processing']));
  assert.equal(warnings.length, 1);
});

test('an engine that comes back has everything put back at once', async () => {
  const { recovery, added, state, asked, comeBack } = setUp({ isShared: true, isReady: false });
  recovery.start();
  await sleep(5);
  assert.deepEqual(asked, [], 'Directus is not asked in vain');
  state.isReady = true;
  comeBack();
  await untilAdded(added, 1);
  await recovery.stop();
});

test('an engine that comes back in the middle of a round gets another one right after it', async () => {
  const { recovery, added, comeBack } = setUp({ isShared: true });
  recovery.start();
  comeBack();
  await untilAdded(added, 6);
  await recovery.stop();
});

test('nothing is added after a stop', async () => {
  const { recovery, added, comeBack } = setUp({ everyMs: 1 });
  recovery.start();
  await untilAdded(added, 1);
  await recovery.stop();
  const before = added.length;
  comeBack();
  await sleep(5);
  assert.equal(added.length, before);
});
