import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { WriteCaption } from '../../src/captions/write-caption.ts';
import { AppError } from '../../src/http/errors.ts';
import { codes, deliver, echo, failing, oneJob, row, runner, told } from './job-runs.ts';

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

test('why items fail is logged once for each kind, not once for each item', async () => {
  const records = await oneJob(5);
  told.length = 0;
  await deliver(runner(records, failing('captions.model_failed')));
  assert.deepEqual(
    told.map(({ code }) => code),
    ['captions.model_failed'],
  );
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
