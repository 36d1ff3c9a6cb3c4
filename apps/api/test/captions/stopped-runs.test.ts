import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failedItem, isOpen, outcomesOf } from '../../src/captions/queue/item-outcomes.ts';
import type { WriteCaption } from '../../src/captions/write-caption.ts';
import { AppError, directusUnavailable } from '../../src/http/errors.ts';
import type { FakeJobRecords } from './fake-job-store.ts';
import { assertWhole, codes, deliver, echo, jobId, oneJob, row, runner } from './job-runs.ts';

test('a batch of an owner who is not active any more fails, and no more is asked of the model', async () => {
  for (const activeFor of [0, 1, 3, 5]) {
    const records = await oneJob(5);
    let asked = 0;
    let looked = 0;
    const captions: WriteCaption = async (request, signal) => {
      asked += 1;
      return echo(request, signal);
    };
    const owners = {
      isActive: async (userId: string) => {
        assert.equal(userId, 'mia');
        looked += 1;
        // The first look comes before the batch is begun.
        return looked <= activeFor;
      },
    };
    assert.equal(await deliver(runner(records, captions, { owners })), 'done');
    const written = Math.max(0, activeFor - 1);
    assert.equal(asked, written);
    assert.equal(row(records).status, 'failed');
    assert.match(String(row(records).error), /not active/);
    const rest = Array.from({ length: 5 - written }, () => 'queue.owner_inactive');
    assert.deepEqual(codes(records), [...Array.from({ length: written }, () => 'ok'), ...rest]);
  }
});

test('what was written before its owner was suspended is kept, and a retry goes on from there', async () => {
  const records = await oneJob(2);
  let isActive = true;
  const captions: WriteCaption = async (request, signal) => {
    isActive = false;
    return echo(request, signal);
  };
  const owners = { isActive: async () => isActive };
  await deliver(runner(records, captions, { owners }));
  assert.deepEqual(codes(records), ['ok', 'queue.owner_inactive']);
  assert.ok(isOpen(outcomesOf(row(records))[1] ?? null));
});

test('an outage at a look at the owner is no suspension: the batch is written in the end', async () => {
  for (const failing of [1, 2, 3]) {
    const records = await oneJob(3);
    let looked = 0;
    const owners = {
      isActive: async () => {
        looked += 1;
        if (looked === failing) throw directusUnavailable('the fake is told to fail');
        return true;
      },
    };
    const run = runner(records, echo, { owners });
    assert.equal(await deliver(run), 'requeue');
    assert.equal(await deliver(run), 'done');
    assertWhole(records, 3);
  }
});

test("a batch gives way after five items where it is another user's turn, and keeps what it has", async () => {
  const records = await oneJob(12);
  const isOthersTurn = async () => true;
  const run = runner(records);
  const first = await deliver(run, { isOthersTurn });
  assert.deepEqual(first, { tried: [0, 1, 2, 3, 4] });
  assert.equal(row(records).status, 'queued');
  assert.equal(row(records).progress, 41);
  assert.equal(row(records).attempts, 0, 'a turn is no failed start');
  const second = await deliver(run, { isOthersTurn, tried: [0, 1, 2, 3, 4] });
  assert.deepEqual(second, { tried: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9] });
  assert.equal(await deliver(run, { isOthersTurn }), 'done');
  assertWhole(records, 12);
});

test('a batch whose turn nobody wants goes on to its end', async () => {
  const records = await oneJob(12);
  assert.equal(await deliver(runner(records)), 'done');
  assertWhole(records, 12);
});

test('however often it gives way, one attempt tries each item once', async () => {
  const records = await oneJob(13);
  let asked = 0;
  const bad: WriteCaption = async () => {
    asked += 1;
    throw new AppError('captions.model_failed');
  };
  const run = runner(records, bad);
  let tried: readonly number[] | undefined;
  for (let turns = 1; ; turns += 1) {
    const given = { isOthersTurn: async () => true };
    const outcome = await deliver(run, tried === undefined ? given : { ...given, tried });
    if (outcome === 'failed') {
      assert.equal(turns, 3);
      break;
    }
    assert.ok(typeof outcome === 'object' && 'tried' in outcome);
    ({ tried } = outcome);
  }
  assert.equal(asked, 13);
  assert.equal(row(records).status, 'queued');
});

/** The record as a cancel leaves it: what nobody has tried has failed. */

function cancel(records: FakeJobRecords): void {
  const job = row(records);
  const result = outcomesOf(job).map((outcome) => outcome ?? failedItem({}, 'queue.cancelled'));
  records.rows.set(jobId, { ...job, status: 'cancelled', result, revision: job.revision + 1 });
}

test('a cancel ends the call that is under way, and nothing more is begun', async () => {
  const records = await oneJob(3);
  let calls = 0;
  const run = runner(records, async (request, { signal }) => {
    calls += 1;
    if (calls === 1) return echo(request, { signal });
    cancel(records);
    // It never comes by itself.
    return new Promise((_, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason)),
    );
  });
  assert.equal(await deliver(run), 'done');
  assert.equal(calls, 2);
  assert.equal(row(records).status, 'cancelled');
  assert.deepEqual(codes(records), ['ok', 'queue.cancelled', 'queue.cancelled']);
});

test('captions that were finished but not saved before a cancel are added to it', async () => {
  const records = await oneJob(4);
  let calls = 0;
  const run = runner(records, async (request, signal) => {
    calls += 1;
    if (calls === 3) cancel(records);
    return echo(request, signal);
  });
  assert.equal(await deliver(run), 'done');
  assert.equal(calls, 3);
  assert.equal(row(records).status, 'cancelled');
  assert.deepEqual(codes(records), ['ok', 'ok', 'ok', 'queue.cancelled']);
});

test('a run that was cancelled writes nothing into the batch once it was put back', async () => {
  const records = await oneJob(2);
  const run = runner(records, async (request, signal) => {
    const { revision } = row(records);
    const again = { status: 'queued', round: 1, result: [], revision: revision + 2 } as const;
    records.rows.set(jobId, { ...row(records), ...again });
    return echo(request, signal);
  });
  assert.equal(await deliver(run), 'done');
  assert.deepEqual(row(records).result, []);
  assert.equal(row(records).status, 'queued');
});
