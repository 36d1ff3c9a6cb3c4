import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from '../../../../test/support/properties.ts';
import type { JobRow } from '../../src/captions/job-store.ts';
import { failedItem, isOpen, outcomesOf } from '../../src/captions/queue/item-outcomes.ts';
import type { RunOutcome } from '../../src/captions/queue/queue-engine.ts';
import { createRunJob } from '../../src/captions/queue/run-job.ts';
import type { WriteCaption } from '../../src/captions/write-caption.ts';
import { AppError, directusUnavailable } from '../../src/http/errors.ts';

import { type CallFate, createFakeJobRecords, type FakeJobRecords } from './fake-job-store.ts';

const jobId = 'job-1';
const told: { code?: string; jobId?: string }[] = [];
const log = { warn: (details: object) => void told.push(details), error: () => undefined };
const now = () => new Date('2026-01-02T00:00:00.000Z');

/** A caption that says which topic it was written for. */
const echo: WriteCaption = async ({ topic }) => ({
  caption: `about ${topic}`,
  model: 'echo',
  platform: 'onlyfans',
});

function failing(
  code: 'captions.model_failed' | 'captions.model_timeout' | 'captions.model_busy',
): WriteCaption {
  return async () => {
    throw new AppError(code);
  };
}

function runner(
  records: FakeJobRecords,
  writeCaption: WriteCaption = echo,
  {
    runnerId = 'one',
    isShared = false,
    pausedMs = 0,
    owners = { isActive: async (_userId: string) => true },
  } = {},
) {
  const modelPause = { remainingMs: () => pausedMs };
  const engine = { isShared };
  const deps = { records, owners, writeCaption, modelPause, engine };
  return createRunJob({ ...deps, runnerId, log, now, lookEveryMs: 1 });
}

function deliver(
  run: ReturnType<typeof createRunJob>,
  given: {
    round?: number;
    isAbandoned?: boolean;
    isLastAttempt?: boolean;
    signal?: AbortSignal;
    tried?: readonly number[];
    isOthersTurn?: () => Promise<boolean>;
  } = {},
): Promise<RunOutcome> {
  const { round = 0, isAbandoned = false, isLastAttempt = false } = given;
  const signal = given.signal ?? new AbortController().signal;
  const { tried, isOthersTurn = async () => false } = given;
  const entry = { jobId, round, userId: 'mia', rank: 0, isAbandoned };
  const taken = tried === undefined ? entry : { ...entry, tried };
  const pauseIfFailedMs = 4_000;
  return run({ entry: taken, isLastAttempt, pauseIfFailedMs, isOthersTurn, signal });
}

async function oneJob(items: number): Promise<FakeJobRecords> {
  const records = createFakeJobRecords();
  const topics = Array.from({ length: items }, (_, index) => ({ topic: `topic ${index}` }));
  await records.create({ id: jobId, user: 'mia', items: topics });
  return records;
}

function row(records: FakeJobRecords): JobRow {
  const found = records.rows.get(jobId);
  assert.ok(found);
  return found;
}

function codes(records: FakeJobRecords): string[] {
  const result = (row(records).result ?? []) as ({ ok: boolean; code?: string } | null)[];
  return result.map((outcome) => (outcome?.ok ? 'ok' : (outcome?.code ?? 'none')));
}

test('works on nothing that is gone, over, of another round, or in the hands of another process', async () => {
  const records = await oneJob(1);
  const run = runner(records);
  assert.equal(await deliver(run, { round: 1 }), 'done');
  for (const status of ['completed', 'failed', 'cancelled', 'processing'] as const) {
    records.rows.set(jobId, { ...row(records), status, runner: 'another' });
    assert.equal(await deliver(run), 'done');
  }
  assert.deepEqual(records.changes, []);
  records.rows.clear();
  assert.equal(await deliver(run), 'done');
});

test('takes a batch from another process where the engine or the start says that it is gone', async () => {
  for (const way of [{ isAbandoned: true }, { isShared: true }, { runnerId: 'another' }]) {
    const records = await oneJob(1);
    records.rows.set(jobId, { ...row(records), status: 'processing', runner: 'another' });
    assert.equal(await deliver(runner(records, echo, way), way), 'done');
    assert.equal(row(records).status, 'completed', JSON.stringify(way));
  }
});

test('a batch is not worked on twice at once in one process', async () => {
  const records = await oneJob(1);
  const begun = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const run = runner(records, async (request, signal) => {
    begun.resolve();
    await release.promise;
    return echo(request, signal);
  });
  const first = deliver(run);
  await begun.promise;
  assert.equal(await deliver(run), 'requeue');
  release.resolve();
  assert.equal(await first, 'done');
});

test('a failed attempt is put back as queued with what it has; the last one ends the batch', async () => {
  const records = await oneJob(2);
  assert.equal(await deliver(runner(records, failing('captions.model_failed'))), 'failed');
  assert.equal(row(records).status, 'queued');
  assert.deepEqual(codes(records), ['captions.model_failed', 'captions.model_failed']);
  const last = { isLastAttempt: true };
  assert.equal(await deliver(runner(records, failing('captions.model_failed')), last), 'done');
  assert.equal(row(records).status, 'failed');
  assert.match(String(row(records).error), /None of the captions/);
});

test('a batch that waits for its next try says when that comes, and no longer once it begins', async () => {
  const records = await oneJob(2);
  await deliver(runner(records, failing('captions.model_failed')));
  const nextMs = Date.parse(String(row(records).next_try_at));
  assert.equal(nextMs - now().getTime(), 4_000);
  const busy: WriteCaption = async () => {
    assert.equal(row(records).next_try_at, null);
    throw new AppError('captions.model_busy', { retryAfterSeconds: 20 });
  };
  assert.deepEqual(await deliver(runner(records, busy)), { pauseMs: 20_000 });
  assert.equal(Date.parse(String(row(records).next_try_at)) - now().getTime(), 20_000);
});

test('a model that does not answer is given up after three items, until the next attempt', async () => {
  const records = await oneJob(10);
  let asked = 0;
  const dead: WriteCaption = async () => {
    asked += 1;
    throw new AppError('captions.model_timeout');
  };
  assert.equal(await deliver(runner(records, dead)), 'failed');
  assert.equal(asked, 3);
  assert.equal(await deliver(runner(records, dead), { isLastAttempt: true }), 'done');
  assert.equal(asked, 6);
  assert.deepEqual(new Set(codes(records)), new Set(['captions.model_timeout']));
});

test('another attempt begins with what was never tried, so that bad items starve nobody', async () => {
  const records = await oneJob(6);
  const bad = new Set(['topic 0', 'topic 1', 'topic 2']);
  const captions: WriteCaption = async (request, signal) => {
    if (bad.has(String(request.topic))) throw new AppError('captions.model_timeout');
    return echo(request, signal);
  };
  assert.equal(await deliver(runner(records, captions)), 'failed');
  assert.equal(await deliver(runner(records, captions), { isLastAttempt: true }), 'done');
  assert.equal(row(records).status, 'completed');
  assert.deepEqual(codes(records).slice(3), ['ok', 'ok', 'ok']);
});

test('a batch whose model asks for a pause waits that long, keeps what it has, and loses no item', async () => {
  const records = await oneJob(3);
  let isBusy = true;
  const captions: WriteCaption = async (request, signal) => {
    if (isBusy && request.topic === 'topic 1') {
      throw new AppError('captions.model_busy', { retryAfterSeconds: 7 });
    }
    return echo(request, signal);
  };
  const waits = await deliver(runner(records, captions), { isLastAttempt: true });
  assert.deepEqual(waits, { pauseMs: 7_000 });
  assert.equal(row(records).status, 'queued');
  assert.deepEqual(codes(records), ['ok', 'none', 'none']);
  isBusy = false;
  assert.equal(await deliver(runner(records, captions), { isLastAttempt: true }), 'done');
  assert.deepEqual(codes(records), ['ok', 'ok', 'ok']);
});

test('a failed item that meets a pause at its next try keeps its failure and is tried after it', async () => {
  const records = await oneJob(1);
  await deliver(runner(records, failing('captions.model_failed')));
  const busy = runner(records, failing('captions.model_busy'));
  assert.deepEqual(await deliver(busy, { isLastAttempt: true }), { pauseMs: 1_000 });
  assert.deepEqual(codes(records), ['captions.model_failed']);
  assert.equal(await deliver(runner(records), { isLastAttempt: true }), 'done');
  assert.deepEqual(codes(records), ['ok']);
});

test('no batch begins while the model is to be left alone, and its record is not touched', async () => {
  const records = await oneJob(1);
  assert.deepEqual(await deliver(runner(records, echo, { pausedMs: 1_234 })), { pauseMs: 1_234 });
  assert.deepEqual(records.changes, []);
});

test('a model that only ever asks for pauses ends the batch after twenty starts', async () => {
  const records = await oneJob(2);
  const run = runner(records, failing('captions.model_busy'));
  let starts = 1;
  for (; (await deliver(run)) !== 'done'; starts += 1) assert.ok(starts < 30);
  assert.equal(starts, 20);
  assert.equal(row(records).status, 'failed');
  assert.deepEqual(codes(records), ['captions.model_busy', 'captions.model_busy']);
});

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

test('a refused topic is not asked for again', async () => {
  const records = await oneJob(1);
  let asked = 0;
  const refusing: WriteCaption = async () => {
    asked += 1;
    throw new AppError('captions.topic_refused');
  };
  assert.equal(await deliver(runner(records, refusing)), 'done');
  assert.equal(row(records).status, 'failed');
  assert.equal(asked, 1);
});

test('a process that ends hands back what it has, and no start is counted for it', async () => {
  const records = await oneJob(3);
  const ending = new AbortController();
  const captions: WriteCaption = async (request, signal) => {
    if (request.topic === 'topic 1') {
      ending.abort();
      throw new AppError('captions.model_failed');
    }
    return echo(request, signal);
  };
  assert.equal(await deliver(runner(records, captions), { signal: ending.signal }), 'released');
  assert.equal(row(records).status, 'queued');
  assert.equal(row(records).attempts, 0);
  assert.deepEqual(codes(records), ['ok', 'none', 'none']);
});

test('a batch that was begun twenty times without any new outcome is ended', async () => {
  const records = await oneJob(2);
  records.rows.set(jobId, { ...row(records), attempts: 20 });
  assert.equal(await deliver(runner(records)), 'done');
  assert.equal(row(records).status, 'failed');
  assert.deepEqual(codes(records), ['queue.interrupted', 'queue.interrupted']);
});

test('why items fail is logged once for each kind, not once for each item', async () => {
  const records = await oneJob(5);
  told.length = 0;
  await deliver(runner(records, failing('captions.model_failed')));
  assert.deepEqual(
    told.map(({ code }) => code),
    ['captions.model_failed'],
  );
});

test('a record that somebody has made unreadable is ended, not begun for ever', async () => {
  for (const items of [null, 'nothing', [null, 7]]) {
    const records = await oneJob(1);
    records.rows.set(jobId, { ...row(records), items, result: 'nonsense' });
    assert.equal(await deliver(runner(records)), 'done');
    assert.ok(['completed', 'failed'].includes(row(records).status));
  }
});

test('captions beyond what a record holds are failures of their own, not of the batch', async () => {
  const records = await oneJob(100);
  const long: WriteCaption = async ({ topic }) => ({
    caption: topic === 'topic 99' ? 'short' : 'x'.repeat(6_000),
    model: 'm',
    platform: 'youtube',
  });
  assert.equal(await deliver(runner(records, long)), 'done');
  assert.equal(row(records).status, 'completed');
  assert.equal(codes(records).at(-2), 'queue.result_too_large');
  assert.equal(codes(records).at(-1), 'ok', 'what still fits is kept');
  assert.ok(JSON.stringify(row(records).result).length < 400_000);
});

test('an outage at any call, or a lost answer, costs nothing but time', async () => {
  const fate = fc.constantFrom<CallFate>('works', 'fails', 'answer is lost');
  await fc.assert(
    fc.asyncProperty(
      fc.array(fate, { maxLength: 12 }),
      fc.integer({ min: 1, max: 5 }),
      async (fates, items) => {
        const records = await oneJob(items);
        records.fates.push(...fates);
        const run = runner(records);
        for (let tries = 0; (await deliver(run)) !== 'done'; tries += 1) assert.ok(tries < 30);
        assertWhole(records, items);
      },
    ),
    { numRuns: 300 },
  );
});

test('two processes with one batch keep each item once, whatever the order of their calls', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.integer({ min: 1, max: 4 }), async (scheduler, items) => {
      const records = await oneJob(items);
      records.beforeCall = () => scheduler.schedule(Promise.resolve());
      const runs = ['one', 'two'].map(async (runnerId) => {
        const run = runner(records, echo, { runnerId, isShared: true });
        while ((await deliver(run)) !== 'done');
      });
      await scheduler.waitFor(Promise.all(runs));
      assertWhole(records, items);
      const ends = records.changes.filter(({ status }) => status === 'completed');
      assert.equal(ends.length, 1, 'a finished batch is finished once');
    }),
    { numRuns: 300 },
  );
});

function assertWhole(records: FakeJobRecords, items: number): void {
  assert.equal(row(records).status, 'completed');
  const captions = (row(records).result as { caption: string }[]).map(({ caption }) => caption);
  const wanted = Array.from({ length: items }, (_, index) => `about topic ${index}`);
  assert.deepEqual(captions, wanted);
}

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
